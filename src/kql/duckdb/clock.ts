import { dictionary } from '../../model/dictionary.js';
import type { Call } from '../tree.js';
import { attempt, bind, constant, type Printer, unsupported } from './printer.js';

/** Weeks start on Sunday, DuckDB's on Monday. */
const startOf: Printer = ([value = ''], call) => {
  const unit = constant(call, 1);
  if (unit === 'week') {
    return `CAST(date_trunc('day', ${value}) - to_days(CAST(dayofweek(${value}) AS INTEGER)) AS TIMESTAMP)`;
  }
  return `CAST(date_trunc('${unit}', ${value}) AS TIMESTAMP)`;
};

/** Months and years keep the day of the month, or end at the month's last day. */
const addUnits: Printer = ([time = '', , count = ''], call) => {
  const unit = constant(call, 1);
  const months: Record<string, number> = dictionary({ month: 1, quarter: 3, year: 12 });
  const perUnit = months[unit];
  if (perUnit !== undefined) {
    return inYears(
      attempt(
        [time, count],
        (at = '', by = '') =>
          `CAST(${at} + to_months(CAST(${by} * ${perUnit} AS INTEGER)) AS TIMESTAMP)`,
      ),
      time,
    );
  }
  const micros: Record<string, string> = dictionary({
    week: '604800000000',
    day: '86400000000',
    hour: '3600000000',
    minute: '60000000',
    second: '1000000',
    millisecond: '1000',
    microsecond: '1',
  });
  return inYears(
    attempt(
      [time, count],
      (at = '', by = '') => `CAST(${at} + to_microseconds(${by} * ${micros[unit]}) AS TIMESTAMP)`,
    ),
    time,
  );
};

/** The instant, which has to be in the years that Kusto knows. */
const inYears = (instant: string, from: string): string =>
  bind(
    instant,
    't',
    `CASE WHEN t BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' OR ${from} IS NULL THEN t ELSE ${unsupported('an instant outside the years 1 to 9999', 't', 'TIMESTAMP')} END`,
  );

const part: Printer = ([value = ''], call) => {
  const unit = constant(call, 1);
  const within: Record<string, string> = dictionary({
    tick: `(date_part('microsecond', ${value}) % 1000000) * 10`,
    microsecond: `date_part('microsecond', ${value}) % 1000000`,
    nanosecond: `(date_part('microsecond', ${value}) % 1000000) * 1000`,
    millisecond: `date_part('millisecond', ${value}) % 1000`,
    hour12: `(date_part('hour', ${value}) + 11) % 12 + 1`,
  });
  return `CAST(${within[unit] ?? `date_part('${unit}', ${value})`} AS BIGINT)`;
};

/** The first digits of seven; `F` leaves zeros at the end out. */
const fraction: Printer = ([ticks = ''], call) => {
  const format = constant(call, 1);
  const digits = `left(lpad(CAST(${ticks} AS VARCHAR), 7, '0'), ${format.length})`;
  return format.startsWith('F') ? `rtrim(${digits}, '0')` : digits;
};

const timespanPart: Printer = ([value = '', ticks = '', cycle]) =>
  `(abs(${value}) // ${ticks}${cycle === undefined ? '' : ` % ${cycle}`})`;

const localTime = (time: string, zone: string): string =>
  `timezone(${zone}, ${time} AT TIME ZONE 'UTC')`;

/** A conversion in a zone that the engine knows: a constant one has been checked before. */
function inZone(converted: string, time: string, zone: string, call: Call): string {
  const known = call.args[1]?.kind === 'literal' ? 'TRUE' : `${zone} IN (${zones})`;
  return `CASE WHEN ${time} IS NULL THEN NULL WHEN ${known} THEN ${converted} ELSE ${unsupported('this time zone', zone, 'TIMESTAMP')} END`;
}

const zones = 'SELECT name FROM pg_timezone_names()';

/**
 * A time that the clocks skip is read as if they had been set already, which DuckDB does the other way round. Of a time
 * that they show twice it is not documented which one Kusto takes.
 */
function utcTime(local: string, zone: string): string {
  const utc = `(timezone(${zone}, ${local}) AT TIME ZONE 'UTC')`;
  const skipped = `(${localTime(utc, zone)} - ${local})`;
  const twice = ['-', '+']
    .map((sign) => `${localTime(`(${utc} ${sign} INTERVAL 1 HOUR)`, zone)} = ${local}`)
    .join(' OR ');
  return `CASE WHEN ${twice} THEN ${unsupported('a local time that comes twice', local, 'TIMESTAMP')} ELSE CAST(${utc} - ${skipped} AS TIMESTAMP) END`;
}

/** Functions of instants and lengths of time. */
export const clockFunctions = {
  start_of: startOf,
  add_units: addUnits,
  units_between: ([, from = '', to = '']: string[], call) =>
    `date_diff('${constant(call, 0)}', ${from}, ${to})`,
  date_part: part,
  fraction,
  timespan_part: timespanPart,
  not_negative: ([span = '']: string[]) =>
    `CASE WHEN ${span} < 0 THEN ${unsupported('the format of a negative timespan', span, 'BIGINT')} ELSE ${span} END`,
  timespan_divide: ([value = '', by = '']: string[]) =>
    `CASE WHEN ${by} <> 0 THEN TRY_CAST(trunc(${value} / ${by}) AS BIGINT) END`,
  half_of_day: ([time = '']: string[]) =>
    `CASE WHEN date_part('hour', ${time}) < 12 THEN 'AM' ELSE 'PM' END`,
  make_datetime: (parts: string[]) =>
    attempt(parts, (...all) => `make_timestamp(${all.join(', ')})`),
  utc_to_local: ([time = '', zone = '']: string[], call) =>
    inZone(localTime(time, zone), time, zone, call),
  local_to_utc: ([time = '', zone = '']: string[], call) =>
    inZone(utcTime(time, zone), time, zone, call),
  from_unix_time: ([count = '']: string[], call) => {
    const perSecond = BigInt(constant(call, 1));
    const micros =
      perSecond > 1_000_000n ? `${count} // 1000` : `${count} * ${1_000_000n / perSecond}`;
    // Beyond the years that Kusto knows there is none.
    const [first, last] = [-62_135_596_800n * perSecond, 253_402_300_799n * perSecond];
    const most = last > 9_223_372_036_854_775_807n ? 9_223_372_036_854_775_807n : last;
    const least = first < -9_223_372_036_854_775_807n ? -9_223_372_036_854_775_807n : first;
    return `CASE WHEN ${count} BETWEEN ${least} AND ${most} THEN make_timestamp(${micros}) END`;
  },
  day_of_week: ([value = '']: string[]) => `(CAST(dayofweek(${value}) AS BIGINT) * 864000000000)`,
} satisfies Record<string, Printer>;
