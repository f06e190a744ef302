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
  Object.entries(tables).map(([table, spec]) => [
    table,
    new Map(spec.columns.map((column) => [column.name, column])),
  ]),
) as Record<TableName, Map<string, ColumnSpec>>;

/**
 * A row from values by column name. A value that does not fit its column is left out with a remark; names that the table
 * does not have are left out silently, or with `every` remarked on too. Without a time it is no row. What `better` says
 * of a column counts before what `values` does.
 */
export function tableRow(
  table: TableName,
  values: Fields,
  device: Partial<Device>,
  unknown: 'known' | 'every',
  better: Fields = {},
): Found[] {
  const row: Fields = {};
  const found: Found[] = [];
  put(table, better, row, unknown, found);
  put(table, values, row, unknown, found);
  const specs = columns[table];
  row.TimeGenerated ??= row.Timestamp ?? null;
  if (row.TimeGenerated === null) return [{ rejected: 'it has no time' }];
  const missing = tables[table].key.find((name) => row[name] === undefined);
  if (missing !== undefined) return [{ rejected: `it has no ${missing}` }];
  if (specs.has('ActionType')) row.ActionType ??= '';
  if (row.DeviceId === undefined && row.DeviceName === undefined) Object.assign(row, device);
  else row.DeviceId ??= row.DeviceName ?? '';
  found.unshift({ table, row } as unknown as TableRow);
  return found;
}

function put(
  table: TableName,
  values: Fields,
  row: Fields,
  unknown: 'known' | 'every',
  found: Found[],
): void {
  const specs = columns[table];
  for (const name in values) {
    const value = values[name];
    if (value === null || value === undefined || value === '' || row[name] !== undefined) continue;
    const spec = specs.get(name);
    if (spec === undefined) {
      if (unknown === 'every') found.push({ remark: `${table} has no column ${shown(name)}` });
      continue;
    }
    const fitting = read[spec.type](value);
    if (fitting === undefined) {
      found.push({ remark: `${name} is left out: ${shown(value)} is no ${spec.type}` });
    } else {
      row[name] =
        typeof fitting === 'string' && name.endsWith('CommandLine')
          ? withoutSecrets(fitting)
          : fitting;
    }
  }
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
