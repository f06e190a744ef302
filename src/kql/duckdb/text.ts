import type { Literal } from '../tree.js';
import type { Scalar } from '../types.js';

/** DuckDB's type for each of Kusto's; a timespan is ticks of 100 ns. */
export const sqlTypes: Record<Scalar, string> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  timespan: 'BIGINT',
  dynamic: 'JSON',
  guid: 'UUID',
  // Versions have 32 digits before the point.
  decimal: 'DECIMAL(38, 6)',
};

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string as SQL text. Neither quotes nor backslashes nor control characters in it end it or mean anything. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\0') ? `(${quoted.split('\0').join("' || chr(0) || '")})` : quoted;
}

/** Null of a type. */
export const nullOf = (type: Scalar): string =>
  type === 'string' ? "''" : `CAST(NULL AS ${sqlTypes[type]})`;

function timestamp(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - millis * 1000n;
  const text = new Date(Number(millis)).toISOString().replace('T', ' ').replace('Z', '');
  return `TIMESTAMP '${text}${`${rest}`.padStart(3, '0')}'`;
}

function real(value: number): string {
  if (Number.isNaN(value)) return "CAST('NaN' AS DOUBLE)";
  if (!Number.isFinite(value)) return `CAST('${value > 0 ? '' : '-'}Infinity' AS DOUBLE)`;
  const text = `${value}`;
  const made = /e/.test(text) ? text : `${text}e0`;
  return value < 0 ? `(${made})` : made;
}

/** A constant as SQL text. */
export function printLiteral({ type, value }: Literal): string {
  if (value === null) return nullOf(type);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (type === 'datetime') return timestamp(BigInt(value));
  if (type === 'real') return real(Number(value));
  if (typeof value === 'bigint') return `CAST(${value} AS ${sqlTypes[type]})`;
  const text = quoteText(`${value}`);
  return type === 'string' ? text : `CAST(${text} AS ${sqlTypes[type]})`;
}
