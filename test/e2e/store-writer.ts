import { writeSync } from 'node:fs';
import { openWriter } from '../../src/store/duckdb.js';
import { batchOf } from './store-batches.js';

/**
 * Writes batches as fast as it can until it is killed, and prints the number of each one once it is acknowledged.
 * Arguments: directory; seconds that its clock makes of one; seconds of that clock for which replaced segments stay.
 */
const [directory = '', speed = '1', graceSeconds = '60'] = process.argv.slice(2);
const start = Date.now();
const writer = await openWriter(directory, {
  now: () => (start + (Date.now() - start) * Number(speed)) * 1000,
  sealBytes: 6000,
  graceSeconds: Number(graceSeconds),
  warn: (sentence) => {
    throw new Error(sentence);
  },
});
const { batch } = writer.state();
for (let number = typeof batch === 'number' ? batch + 1 : 0; ; number += 1) {
  const { staged, further } = batchOf(number);
  await (await writer.stage(staged)).commit(further, { batch: number });
  writeSync(1, `${number}\n`);
  if (number % 5 === 0) void writer.maintain();
}
