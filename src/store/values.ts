import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Json } from '../model/row.js';
import { withoutZeros } from '../model/trim.js';
import { api } from './duckdb-packages.js';
import type { Query, ResultType, Value } from './store.js';

/** A value of a DuckDB result as the Kusto type that its column was promised to have. */
export const toValue: Record<ResultType, (value: DuckDBValue) => Value> = {
  string: (value) => (value === null ? '' : String(value)),
  guid: (value) => (value === null ? null : String(value)),
  // Zeros at its end say how it is stored, not what it is.
  decimal: (value) => (value === null ? null : withoutZeros(String(value))),
  long: (value) => (value === null ? null : integer(value)),
  int: (value) => (value === null ? null : integer(value)),
  real: (value) => (value === null ? null : Number(value)),
  bool: (value) => (value === null ? null : Boolean(value)),
  datetime: (value) => (value === null ? null : micros(value)),
  timespan: (value) => (value === null ? null : ticks(value)),
  dynamic: (value) => (typeof value === 'string' ? parsed(value) : json(value)),
};

function integer(value: DuckDBValue): Value {
  const number = Number(value);
  return typeof value === 'bigint' && !Number.isSafeInteger(number) ? value : number;
}

function micros(value: DuckDBValue): Value {
  if (value instanceof api.DuckDBTimestampValue) return Number(value.micros);
  if (value instanceof api.DuckDBTimestampTZValue) return Number(value.micros);
  if (value instanceof api.DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1000n);
  if (value instanceof api.DuckDBTimestampMillisecondsValue) return Number(value.millis) * 1e3;
  if (value instanceof api.DuckDBTimestampSecondsValue) return Number(value.seconds) * 1e6;
  if (value instanceof api.DuckDBDateValue) return value.days * 86_400e6;
  return integer(value);
}

/** Kusto's timespans count 100 ns. An interval's months, which Kusto does not have, count as 30 days. */
function ticks(value: DuckDBValue): Value {
  if (!(value instanceof api.DuckDBIntervalValue)) return integer(value);
  const days = BigInt(value.months * 30 + value.days);
  return integer((days * 86_400_000_000n + value.micros) * 10n);
}

function json(value: DuckDBValue): Json {
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
  )
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof api.DuckDBListValue) return value.items.map(json);
  if (value instanceof api.DuckDBStructValue)
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, item]) => [key, json(item)]),
    );
  return String(value);
}

/** Text that is no JSON stands for itself: DuckDB writes NaN, for one, into its JSON. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Parameters and the types to bind them with: whole numbers as integers, so that they fit functions of integers. */
export function bindings(parameters: Query['parameters']): {
  values: Record<string, DuckDBValue>;
  types: Record<string, DuckDBType | undefined>;
} {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType | undefined> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const whole = Number.isSafeInteger(value);
    values[name] = typeof value === 'number' && whole ? BigInt(value) : value;
    if (typeof value === 'number') types[name] = whole ? api.BIGINT : api.DOUBLE;
    if (typeof value === 'bigint')
      types[name] = BigInt.asIntN(64, value) === value ? api.BIGINT : api.HUGEINT;
  }
  return { values, types };
}
