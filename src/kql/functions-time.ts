import { dictionary } from '../model/dictionary.js';
import {
  asText,
  at,
  choose,
  constantText,
  fixed,
  type Lowering,
  type Lowerings,
  long,
  real,
  text,
} from './arguments.js';
import { coerce, isNumeric } from './coerce.js';
import { dateFormat, spanFormat } from './formats.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

const units: Record<string, string> = dictionary({
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'millisecond',
  microsecond: 'microsecond',
});

/** The unit that a constant argument names, in any case. */
function unitOf(args: Expr[], span: Span, also: Record<string, string> = {}): string {
  const name = constantText(args, 0, span, 'a unit of time');
  const unit = dictionary({ ...units, ...also })[name.toLowerCase()];
  if (!unit) throw new Refusal(span, `the unit ${JSON.stringify(name)} is not supported`);
  return unit;
}

const shifted = (time: Expr, unit: string, count: Expr): Expr =>
  call('add_units', 'datetime', time, text(unit), count);

/** `startofday(time [, offset])`, and the last instant before the next one's start. */
const startOf =
  (unit: string, end = false): Lowering =>
  (args, span) => {
    const start = call(
      'start_of',
      'datetime',
      coerce(at(args, 0, span), 'datetime', span),
      text(unit),
    );
    const offset = args[1] ? coerce(args[1], 'long', span) : undefined;
    const moved = offset ? shifted(start, unit, offset) : start;
    if (!end) return moved;
    return call(
      'datetime_subtract_timespan',
      'datetime',
      shifted(moved, unit, long(1)),
      literal('timespan', 10n),
    );
  };

/** The binder says that these are int; the engine gives long. */
const datePart =
  (unit: string): Lowering =>
  (args, span) =>
    call('date_part', 'long', coerce(at(args, 0, span), 'datetime', span), text(unit));

const parts: Record<string, string> = dictionary({
  week_of_year: 'week',
  weekofyear: 'week',
  dayofyear: 'dayofyear',
  nanosecond: 'nanosecond',
});

const datetimePart: Lowering = (args, span) => {
  const name = constantText(args, 0, span, 'a unit of time').toLowerCase();
  if (name === 'week') throw new Refusal(span, 'the unit "week" is not supported');
  return datePart(unitOf(args, span, parts))(args.slice(1), span);
};

const datetimeDiff: Lowering = (args, span) => {
  const unit = unitOf(args, span, { nanosecond: 'nanosecond' });
  const [left, right] = [1, 2].map((index) => coerce(at(args, index, span), 'datetime', span)) as [
    Expr,
    Expr,
  ];
  const between = (of: string): Expr => call('units_between', 'long', text(of), right, left);
  if (unit === 'nanosecond') return call('multiply', 'long', between('microsecond'), long(1000));
  if (unit !== 'week') return between(unit);
  // Starts of weeks between the two; Kusto's number of them is a real, against what the binder says.
  const [start, end] = [right, left].map((time) =>
    call('start_of', 'datetime', time, text('week')),
  ) as [Expr, Expr];
  const days = call('units_between', 'long', text('day'), start, end);
  return call('divide', 'real', coerce(days, 'real', span), real(7));
};

const datetimeAdd: Lowering = (args, span) =>
  shifted(
    coerce(at(args, 2, span), 'datetime', span),
    unitOf(args, span),
    coerce(at(args, 1, span), 'long', span),
  );

const makeDatetime: Lowering = (args, span) => {
  const only = args[0];
  if (args.length === 1 && only) return call('to_datetime', 'datetime', asText(only));
  const whole = [0, 1, 2, 3, 4].map((index) =>
    args[index] ? coerce(args[index], 'long', span) : long(index < 3 ? 1 : 0),
  );
  const seconds = args[5] ? coerce(args[5], 'real', span) : real(0);
  const fine = seconds.kind === 'literal' ? Number(seconds.value) * 1e6 : 0;
  if (Math.abs(fine - Math.round(fine)) > 1e-3) {
    throw new Refusal(span, 'datetimes finer than a microsecond are not supported');
  }
  return call('make_datetime', 'datetime', ...whole, seconds);
};

/** `make_timespan([days,] hours, minutes [, seconds])`. */
const makeTimespan: Lowering = (args, span) => {
  if (args.length < 2) throw new Refusal(span, 'this number of arguments is not supported');
  const [days, hours, minutes, seconds] = (
    args.length === 4 ? args : [long(0), ...args, ...(args.length === 2 ? [long(0)] : [])]
  ) as [Expr, Expr, Expr, Expr];
  const part = (value: Expr, ticks: bigint): Expr =>
    call('timespan_scale', 'timespan', literal('timespan', ticks), coerce(value, 'real', span));
  const sum = (left: Expr, right: Expr): Expr => call('add', 'timespan', left, right);
  return sum(
    sum(part(days, 864_000_000_000n), part(hours, 36_000_000_000n)),
    sum(part(minutes, 600_000_000n), part(seconds, 10_000_000n)),
  );
};

const around: Lowering = (args, span) => {
  const [value, center, delta] = [at(args, 0, span), at(args, 1, span), at(args, 2, span)];
  const timed = value.type === 'datetime';
  if (!timed && !isNumeric(value.type) && value.type !== 'timespan') {
    throw new Refusal(span, `around a ${value.type} is not supported`);
  }
  const bound = (name: 'add' | 'subtract'): Expr => {
    const shift: FunctionName = timed ? `datetime_${name}_timespan` : name;
    return call(
      shift,
      value.type,
      coerce(center, value.type, span),
      coerce(delta, timed ? 'timespan' : value.type, span),
    );
  };
  return call(
    'and',
    'bool',
    call('greater_equal', 'bool', value, bound('subtract')),
    call('less_equal', 'bool', value, bound('add')),
  );
};

const fromUnix =
  (perSecond: number): Lowering =>
  (args, span) =>
    call('from_unix_time', 'datetime', coerce(at(args, 0, span), 'long', span), long(perSecond));

const formatDatetime: Lowering = (args, span) => {
  const time = coerce(at(args, 0, span), 'datetime', span);
  const pieces = dateFormat(time, constantText(args, 1, span, 'a format'), span);
  return choose(call('is_null', 'bool', time), text(''), call('concat', 'string', ...pieces));
};

const formatTimespan: Lowering = (args, span) => {
  const given = coerce(at(args, 0, span), 'timespan', span);
  // What Kusto makes of the sign is not documented.
  const value = call('not_negative', 'timespan', given);
  const pieces = spanFormat(value, constantText(args, 1, span, 'a format'), span);
  return choose(call('is_null', 'bool', value), text(''), call('concat', 'string', ...pieces));
};

/** Between UTC and the time in a zone, which is named as in the IANA database. */
const inZone =
  (name: FunctionName): Lowering =>
  (args, span) => {
    const zone = coerce(at(args, 1, span), 'string', span);
    if (zone.kind === 'literal' && !isZone(`${zone.value}`)) {
      throw new Refusal(span, `the time zone ${JSON.stringify(zone.value)} is not supported`);
    }
    return call(name, 'datetime', coerce(at(args, 0, span), 'datetime', span), zone);
  };

function isZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return /[/A-Z]/.test(name);
  } catch {
    return false;
  }
}

/** Functions of instants and of lengths of time by name. */
export const timeFunctions: Lowerings = {
  startofday: startOf('day'),
  startofweek: startOf('week'),
  startofmonth: startOf('month'),
  startofyear: startOf('year'),
  endofday: startOf('day', true),
  endofweek: startOf('week', true),
  endofmonth: startOf('month', true),
  endofyear: startOf('year', true),
  hourofday: datePart('hour'),
  dayofmonth: datePart('day'),
  dayofyear: datePart('dayofyear'),
  weekofyear: datePart('week'),
  week_of_year: datePart('week'),
  monthofyear: datePart('month'),
  getmonth: datePart('month'),
  getyear: datePart('year'),
  dayofweek: fixed('day_of_week', ['datetime'], 'timespan'),
  datetime_part: datetimePart,
  datepart: datetimePart,
  datetime_diff: datetimeDiff,
  datetime_add: datetimeAdd,
  datetime_utc_to_local: inZone('utc_to_local'),
  datetime_local_to_utc: inZone('local_to_utc'),
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  around,
  format_datetime: formatDatetime,
  format_timespan: formatTimespan,
  unixtime_seconds_todatetime: fromUnix(1),
  unixtime_milliseconds_todatetime: fromUnix(1000),
  unixtime_microseconds_todatetime: fromUnix(1_000_000),
  unixtime_nanoseconds_todatetime: fromUnix(1_000_000_000),
};
