import { asciiJson } from '../../ascii-json.js';
import { rowJson } from '../../row-json.js';
import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';
import { noiseJson } from './ndjson.js';

/** One object: `incidents`, `alerts` and, with --replay, `replay`; rows as they are stored. */
export async function json(found: Findings, write: Write): Promise<void> {
  await write('{\n"incidents": [');
  await list(found.incidents(), (row) => asciiJson(rowJson('Incidents', row)), write);
  await write('],\n"alerts": [');
  await list(found.alerts(), (row) => asciiJson(rowJson('Alerts', row)), write);
  await write(
    found.noise ? `],\n"replay": ${asciiJson(found.noise.map(noiseJson))}\n}\n` : ']\n}\n',
  );
}

/** The members of an array, without its brackets. */
export async function list<R>(
  rows: AsyncIterable<R>,
  encode: (row: R) => string,
  write: Write,
): Promise<void> {
  let isFirst = true;
  for await (const row of rows) {
    await write(`${isFirst ? '\n' : ',\n'}${encode(row)}`);
    isFirst = false;
  }
}
