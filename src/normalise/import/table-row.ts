import type { Device, TableRow } from '../../model/batch.js';
import { type TableName, tables } from '../../model/generated/tables.js';
import type { ColumnSpec, Json, KustoType } from '../../model/row.js';
import { parseExact } from './exact-json.js';
import type { Found } from './importer.js';
import { instantOf, microsecondsOf } from './instant.js';
import { withoutSecrets } from './rows.js';
import { type Fields, flagOf, textOf, wholeOf } from './values.js';

type Read = (value: Json) => Json | undefined;

/** How a recorded value becomes a column's; undefined where it is not of the type. */
const read: Record<KustoType, Read> = {
  string: (value) =>
    typeof value === 'object' ? JSON.stringify(value) : (textOf(value) ?? String(value)),
  long: wholeOf,
  int: (value) => {
    const whole = wholeOf(value);
    return whole === undefined || (whole | 0) !== whole ? undefined : whole;
  },
  real: (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  },
  bool: flagOf,
  datetime: (value) => (typeof value === 'number' ? microsecondsOf(value) : instantOf(value)),
  dynamic: (value) => (typeof value === 'string' ? parsed(value) : value),
};

/** Defender hands dynamic columns out as JSON in a string. */
function parsed(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

const columns = Object.fromEntries(
  Object.entries(tables).map(([table, { columns: specs }]) => [
    table,
    new Map(specs.map((spec) => [spec.name, { ...spec, read: readerOf(spec) }])),
  ]),
) as Record<TableName, Map<string, ColumnSpec & { read: Read }>>;

function readerOf({ name, type }: ColumnSpec): Read {
  if (!name.endsWith('CommandLine')) return read[type];
  return (value) => {
    const fitting = read[type](value);
    return typeof fitting === 'string' ? withoutSecrets(fitting) : fitting;
  };
}

/**
 * Makes a row of values by column name, in place: a copy of each record would cost as much as its columns. A value that
 * does not fit its column is left out with a remark; names that the table does not have are left out silently, or where
 * `isMeant` says that they were meant as columns with a remark too. Without a time it is no row. What `better` says of a
 * column counts before what `values` does.
 */
export function tableRow(
  table: TableName,
  values: Fields,
  device: Partial<Device>,
  isMeant: (name: string) => boolean,
  better: Fields = {},
): Found[] {
  const row: Row = values;
  const found: Found[] = [];
  const said = values.TimeGenerated ?? values.Timestamp;
  fit(table, better, {}, isMeant, found);
  fit(table, row, better, isMeant, found);
  for (const name in better) if (better[name] !== undefined) row[name] = better[name];
  row.TimeGenerated ??= row.Timestamp;
  if (row.TimeGenerated === undefined) return [{ rejected: noTime(said) }];
  const missing = tables[table].key.find((name) => row[name] === undefined);
  if (missing !== undefined) return [{ rejected: `it has no ${missing}` }];
  if (columns[table].has('ActionType')) row.ActionType ??= '';
  if (row.DeviceId === undefined && row.DeviceName === undefined) Object.assign(row, device);
  else row.DeviceId ??= row.DeviceName ?? '';
  found.unshift({ table, row } as unknown as TableRow);
  return found;
}

type Row = { [key: string]: Json | undefined };

/** Brings each value into the form of its column; what has none, or is in `known`, becomes undefined. */
function fit(
  table: TableName,
  row: Row,
  known: Row,
  isMeant: (name: string) => boolean,
  found: Found[],
): void {
  const specs = columns[table];
  for (const name in row) {
    const value = row[name];
    let fitting: Json | undefined;
    if (value !== null && value !== undefined && value !== '' && known[name] === undefined) {
      const spec = specs.get(name);
      fitting = spec?.read(value);
      if (fitting === undefined) {
        if (spec) found.push({ remark: `${name} is left out: ${shown(value)} is no ${spec.type}` });
        else if (isMeant(name)) found.push({ remark: `${table} has no column ${shown(name)}` });
      }
    }
    if (fitting !== value) row[name] = fitting;
  }
}

/** Why a record has no time: it names none, or one in a form that is not known. */
export const noTime = (said: Json | undefined, name = 'time'): string =>
  said === undefined || said === null || said === ''
    ? `it has no ${name}`
    : `its ${name} is in no known form: ${shown(said)}`;

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
