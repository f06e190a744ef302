import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { table } from '../../explain/table.js';
import type { Json } from '../../model/row.js';
import type { Query, ResultColumn, Source, Value } from '../../store/store.js';
import { asciiJson } from '../ascii-json.js';
import { csvLine } from '../csv.js';
import { UsageError } from '../failure.js';
import { rowValues } from '../row-json.js';
import { palette, tableWidth } from '../terminal.js';
import type { Write } from '../write-out.js';
import type { OutputName } from './output-names.js';

/** A table's columns are as wide as its rows need: so many are aligned together. */
const together = 1000;

/** Writes a query's result and resolves to the number of its rows. At most a piece of it is held. */
export const outputs: Record<
  OutputName,
  (source: Source, query: Query, write: Write) => Promise<number>
> = {
  async table(source, query, write) {
    let waiting: Value[][] = [];
    let count = 0;
    const flush = async () => {
      await write(`${aligned(query.columns, waiting).join('\n')}\n`);
      waiting = [];
    };
    for await (const rows of source.stream(query)) {
      for (const row of rows) waiting.push(row);
      count += rows.length;
      if (waiting.length >= together) await flush();
    }
    if (waiting.length > 0 || count === 0) await flush();
    return count;
  },
  async json(source, query, write) {
    let count = 0;
    await write('[');
    for await (const rows of source.stream(query)) {
      const text = rows.map((row) => asciiJson(object(query.columns, row))).join(',\n');
      await write(`${count === 0 ? '\n' : ',\n'}${text}`);
      count += rows.length;
    }
    await write('\n]\n');
    return count;
  },
  async ndjson(source, query, write) {
    let count = 0;
    for await (const rows of source.stream(query)) {
      await write(rows.map((row) => `${asciiJson(object(query.columns, row))}\n`).join(''));
      count += rows.length;
    }
    return count;
  },
  async csv(source, query, write) {
    let count = 0;
    await write(csvLine(query.columns.map(({ name }) => name)));
    for await (const rows of source.stream(query)) {
      const lines = rows.map((row) => csvLine(rowValues(query.columns, row).map(text)));
      await write(lines.join(''));
      count += rows.length;
    }
    return count;
  },
  async parquet(source, query) {
    const clash = sameButForCase(query.columns.map(({ name }) => name));
    if (clash !== undefined)
      throw new UsageError(
        `columns of a Parquet file have to differ in more than case: rename ${clash.join(' or ')}`,
      );
    const { path, rows } = await source.toParquet(query);
    for await (const piece of createReadStream(path))
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    return rows;
  },
};

const object = (columns: readonly ResultColumn[], row: readonly Value[]) => {
  const values = rowValues(columns, row);
  return Object.fromEntries(columns.map(({ name }, index) => [name, values[index]]));
};

const numeric = new Set(['long', 'int', 'real', 'decimal']);

function aligned(columns: readonly ResultColumn[], rows: readonly Value[][]): string[] {
  return table(
    rows.map((row) => rowValues(columns, row)),
    columns.map(({ name, type }, index) => ({
      title: name,
      text: (row: Json[]) => String(text(row[index] ?? null) ?? ''),
      flexible: true,
      right: numeric.has(type),
    })),
    tableWidth(),
    palette.dim,
  );
}

const text = (value: Json): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

function sameButForCase(names: readonly string[]): [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) return [other, name];
    seen.set(name.toLowerCase(), name);
  }
  return undefined;
}
