import { compile } from '../kql/index.js';
import { microsoftSchema } from '../kql/microsoft-schema.js';
import { type TableName, tables } from '../model/generated/tables.js';
import { located } from './compile-rule.js';

/** Whether a query runs on the tables as Microsoft publishes them. */
export type Portability =
  | { in: 'both' }
  /** Tables of ours that it reads, which nobody else has. */
  | { in: 'keelwatch'; tables: string[] }
  /** It reads Defender's tables, but does not bind on them: the places. */
  | { in: 'neither'; problems: string[] };

/** Asks it of a query that compiles here. `file` stands in the places. */
export function portability(kql: string, file: string, read: readonly string[]): Portability {
  const ours = read.filter((table) => tables[table as TableName]?.origin === 'keelwatch');
  if (ours.length > 0) return { in: 'keelwatch', tables: ours };
  const bound = compile(kql, { catalog: microsoftSchema });
  if ('query' in bound) return { in: 'both' };
  return { in: 'neither', problems: located(kql, file, bound.diagnostics) };
}
