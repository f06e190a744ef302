import { type TableName, type Tables, tables } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import type { ResultColumn, Value } from '../store/store.js';

/** ISO 8601 in UTC with microseconds, as `2026-01-31T08:15:30.123456Z`. */
export function isoTime(time: Micros): string {
  const milliseconds = Math.floor(time / 1000);
  const rest = String(time - milliseconds * 1000).padStart(3, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`);
}

/** A row with every column of its table: unknown text is empty, everything else unknown is null, times are ISO 8601. */
export function rowJson<T extends TableName>(table: T, row: Tables[T]): Record<string, Json> {
  const values = row as unknown as Record<string, Json | undefined>;
  return Object.fromEntries(
    tables[table].columns.map(({ name, type }) => [
      name,
      valueJson(values[name] ?? (type === 'string' ? '' : null), type),
    ]),
  );
}

/** The values of a result's row as JSON has them; what JSON has no number for is text, so that no digit is lost. */
export const rowValues = (columns: readonly ResultColumn[], row: readonly Value[]): Json[] =>
  columns.map(({ type }, index) => valueJson(row[index] ?? null, type));

function valueJson(value: Value, type: string): Json {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (type === 'datetime' && typeof value === 'number') return isoTime(value);
  if (type === 'timespan' && typeof value === 'number') return timespan(value);
  return value;
}

/** As Kusto writes a timespan: `1.02:03:04.5000000`, from ticks of 100 ns. */
export function timespan(ticks: number): string {
  const magnitude = Math.abs(ticks);
  const part = (unit: number, modulus: number) =>
    String(Math.floor(magnitude / unit) % modulus).padStart(2, '0');
  const days = Math.floor(magnitude / 864e9);
  const fraction = magnitude % 1e7;
  return [
    ticks < 0 ? '-' : '',
    days > 0 ? `${days}.` : '',
    [part(36e9, 24), part(6e8, 60), part(1e7, 60)].join(':'),
    fraction > 0 ? `.${String(fraction).padStart(7, '0')}` : '',
  ].join('');
}
