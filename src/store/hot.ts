import type { DuckDBConnection } from '@duckdb/node-api';
import type { Batch } from '../model/batch.js';
import { type TableName, tables } from '../model/generated/tables.js';
import { appendRows, checkRows, type Numbered } from './load.js';
import { tableNames } from './segments.js';

/**
 * Rows that are not sealed yet. They wait as they came, and enter DuckDB's hot tables when a query or a sealing needs
 * their table: few batches are asked anything, and many rows enter for the price of a few.
 */
export interface Hot {
  /** Takes rows in, numbered from `seq` on in each table: all, or by throwing a TypeError none. */
  add(seq: number, batch: Batch): void;
  /** Lets the waiting rows of these tables enter. */
  load(wanted: Iterable<TableName>): Promise<void>;
  /** Takes the rows with this number or a greater one out again. */
  drop(seq: number): Promise<void>;
}

export function hotRows(connection: DuckDBConnection): Hot {
  const waiting = new Map<TableName, Numbered[]>();
  /** The number that the rows of each table in DuckDB are below. */
  const loaded = new Map<TableName, number>();

  return {
    add(seq, batch) {
      for (const table of tableNames) checkRows(table, tables[table], batch[table] ?? []);
      for (const table of tableNames) {
        const rows = batch[table];
        if (!rows?.length) continue;
        const parts = waiting.get(table);
        if (parts) parts.push({ seq, rows });
        else waiting.set(table, [{ seq, rows }]);
      }
    },
    async load(wanted) {
      for (const table of wanted) {
        const parts = waiting.get(table);
        if (!parts) continue;
        await appendRows(connection, table, tables[table], parts);
        waiting.delete(table);
        loaded.set(table, Math.max(...parts.map(({ seq, rows }) => seq + rows.length)));
      }
    },
    async drop(seq) {
      for (const [table, parts] of waiting) {
        const kept = parts.filter((part) => part.seq < seq);
        if (kept.length > 0) waiting.set(table, kept);
        else waiting.delete(table);
      }
      for (const [table, end] of loaded)
        if (end > seq) await connection.run(`DELETE FROM hot."${table}" WHERE "_Seq" >= ${seq}`);
    },
  };
}
