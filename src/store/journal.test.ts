import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createJournal,
  decodeEntry,
  encodeEntry,
  encodeJson,
  journalLines,
  readJournal,
} from './journal.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelwatch-journal-'));
  path = join(folder, '1.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (seq: number): Buffer =>
  encodeEntry([{ seq, rows: '{"SensorEvents":[{"TimeGenerated":1}]}' }], { seq });

const write = async (...lines: Buffer[]): Promise<void> => {
  const journal = await createJournal(path, () => Promise.resolve());
  for (const each of lines) await journal.append(each);
  await journal.close();
};

const entries = async (): Promise<(number | undefined)[]> =>
  [...journalLines(await readJournal(path))].map(({ entry }) => entry?.parts[0]?.seq);

it('gives back what was appended, as lines of JSON', async () => {
  await write(line(1), line(2));
  expect(await entries()).toEqual([1, 2]);
  const [first] = (await readFile(path, 'utf8')).split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({
    parts: [{ seq: 1, rows: { SensorEvents: [{ TimeGenerated: 1 }] } }],
    state: { seq: 1 },
  });
});

it('does not take a torn last line for one, wherever it is torn', async () => {
  await write(line(1), line(2));
  const whole = line(1).length;
  for (let cut = 1; cut <= whole; cut += 7) {
    await truncate(path, 2 * whole - cut);
    expect(await entries()).toEqual([1]);
  }
});

it('knows a damaged line in the middle, and reads the others', async () => {
  const damaged = line(2);
  damaged[damaged.length - 10] = (damaged[damaged.length - 10] ?? 0) ^ 1;
  await write(line(1), damaged, Buffer.from('\n'), Buffer.from('{"a":1}\n'), line(3));
  expect(await entries()).toEqual([1, undefined, undefined, undefined, 3]);
});

it('reads on from where it stopped', async () => {
  await write(line(1));
  const offset = line(1).length;
  await appendFile(path, line(2));
  const lines = [...journalLines(await readJournal(path, offset), offset)];
  expect(lines.map(({ start, entry }) => [start, entry?.parts[0]?.seq])).toEqual([[offset, 2]]);
});

it('spells the numbers that JSON does not have', () => {
  expect(encodeJson({ a: [Number.NaN, -Infinity, 1] })).toBe('{"a":["NaN","-Infinity",1]}');
  const entry = decodeEntry(encodeEntry([], { far: Infinity }).subarray(0, -1));
  expect(entry?.state).toEqual({ far: 'Infinity' });
});
