import type { Json } from '../../model/row.js';
import { withoutZeros } from '../../model/trim.js';
import type { Query, Reader, ResultType, Value } from '../../store/store.js';
import { compileOn } from '../compile.js';
import { withTables } from './case-tables.js';
import type { Case } from './cases.js';

export type Verdict =
  | { kind: 'equal' | 'unchecked' }
  | { kind: 'refused'; reason: string }
  | { kind: 'wrong'; expected: string; got: string };

const netTypes: Record<ResultType, string> = {
  string: 'String',
  long: 'Int64',
  int: 'Int32',
  real: 'Double',
  bool: 'SByte',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  dynamic: 'Object',
  guid: 'Guid',
  decimal: 'SqlDecimal',
};

/** Runs a case and compares columns, types and rows with what Kusto gave. */
export async function judge(given: Case, reader: Reader): Promise<Verdict> {
  let query: Query;
  let rows: Value[][];
  try {
    const now = Date.UTC(2026, 0, 1) * 1000;
    const compiled = await compileOn(reader, withTables(given), now, { catalog: none });
    if ('diagnostics' in compiled) {
      return { kind: 'refused', reason: compiled.diagnostics[0]?.message ?? '' };
    }
    query = compiled.query;
    rows = (await reader.query(query)).rows;
  } catch (error) {
    const { message } = error as Error;
    // What shows only in the rows is refused when the query runs.
    if (message.includes('is not supported')) return { kind: 'refused', reason: message };
    return { kind: 'wrong', expected: 'rows', got: message };
  }
  if (given.nondeterministic_hint) return { kind: 'unchecked' };
  const ours = rows.map((row) =>
    row.map((value, index) => comparable(value, query.columns[index]?.type ?? 'string')),
  );
  const theirs = given.expected.rows.map((row) =>
    row.map((value, index) => expectedValue(value, query.columns[index]?.type ?? 'string')),
  );
  const heads = query.columns.map(({ name, type }) => `${name}:${netTypes[type]}`).join();
  const expectedHeads = given.expected.columns.map(({ name, type }) => `${name}:${type}`).join();
  const [got, expected] = [ours, theirs].map((all) => {
    const lines = all.map((row) => JSON.stringify(row));
    return (given.ordered ? lines : lines.sort()).join('\n');
  }) as [string, string];
  if (heads === expectedHeads && got === expected) return { kind: 'equal' };
  return { kind: 'wrong', expected: `${expectedHeads}\n${expected}`, got: `${heads}\n${got}` };
}

/** Cases bring their own rows. */
const none = {};

/** Nine digits: what is left after sums in another order. */
const rounded = (value: number): Json =>
  Number.isFinite(value) ? Number(value.toPrecision(9)) : `${value}`;

function comparable(value: Value, type: ResultType): Json {
  if (value === null) return null;
  if (type === 'datetime') return instantText(Number(value));
  if (type === 'timespan') return ticksText(BigInt(Number(value)));
  // Beyond 2^53 the recorded number has lost its last digits, too.
  if (type === 'long' || typeof value === 'bigint') return Number(value);
  return normal(value);
}

/** Dynamics with their keys in order and their numbers rounded. */
function normal(value: Json): Json {
  if (typeof value === 'number') return rounded(value);
  if (Array.isArray(value)) return value.map(normal);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, normal(value[key] ?? null)]),
    );
  }
  return value;
}

function expectedValue(value: Json, type: ResultType): Json {
  if (type === 'datetime' && typeof value === 'string') {
    // Instants have microseconds here: the seventh digit of the end of a day is not compared.
    const whole = value.replace(/(\.\d{6})\d+Z$/, '$1Z');
    return whole.endsWith('Z') ? `${withoutZeros(whole.slice(0, -1))}Z` : whole;
  }
  if (type === 'timespan' && typeof value === 'string') return withoutZeros(value);
  if (type === 'bool' && typeof value === 'number') return value !== 0;
  if (type === 'string' && value === null) return '';
  if (type === 'long') return value;
  return normal(value);
}

function instantText(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19);
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  return `${withoutZeros(`${seconds}.${`${rest}`.padStart(6, '0')}`)}Z`;
}

const twoDigits = (value: bigint): string => `${value}`.padStart(2, '0');

function ticksText(ticks: bigint): string {
  const abs = ticks < 0n ? -ticks : ticks;
  const days = abs / 864_000_000_000n;
  const seconds = abs / 10_000_000n;
  const fraction = abs % 10_000_000n;
  const clock = [(seconds / 3600n) % 24n, (seconds / 60n) % 60n, seconds % 60n]
    .map(twoDigits)
    .join(':');
  const tail = withoutZeros(`.${`${fraction}`.padStart(7, '0')}`);
  return `${ticks < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${tail}`;
}
