import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compile, withNow } from '../../kql/index.js';
import type { Micros } from '../../model/row.js';
import type { Query, Reader } from '../../store/store.js';

/** The published rule for T1612, to compare with: its own text where that is at hand, else the rule shipped after it. */
export interface PublishedRule {
  /** The file that it was read from. */
  file: string;
  /** How many rows it gives that are not older than this. */
  hits(reader: Reader, from: Micros): Promise<number>;
}

const texts = [
  '../shared/kql/published-t1612-query.kql',
  'detections/build-image-on-host/query.kql',
];

/** Throws when it does not compile. */
export function publishedRule(root: string): PublishedRule {
  const file = texts.map((path) => resolve(root, path)).find(existsSync);
  if (file === undefined) throw new Error(`there is none of ${texts.join(', ')}`);
  const compiled = compile(readFileSync(file, 'utf8'));
  if (!('query' in compiled)) {
    throw new Error(`${file}: ${compiled.diagnostics.map(({ message }) => message).join('; ')}`);
  }
  const query: Query = compiled.query;
  const time = query.columns.findIndex(({ name }) => name === 'TimeGenerated');
  return {
    file,
    hits: async (reader, from) => {
      const { rows } = await reader.query(withNow(query, Date.now() * 1000));
      return rows.filter((row) => Number(row[time]) >= from).length;
    },
  };
}
