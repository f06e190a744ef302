import { dictionary } from '../model/dictionary.js';
import { field, list, type Syntax } from './syntax.js';
import { type Literal, literal } from './tree.js';
import { Refusal } from './types.js';

const ticksPer: Record<string, bigint> = dictionary({
  tick: 1n,
  ticks: 1n,
  microsecond: 10n,
  microseconds: 10n,
  micro: 10n,
  micros: 10n,
  ms: 10_000n,
  milli: 10_000n,
  millis: 10_000n,
  millisecond: 10_000n,
  milliseconds: 10_000n,
  s: 10_000_000n,
  sec: 10_000_000n,
  secs: 10_000_000n,
  second: 10_000_000n,
  seconds: 10_000_000n,
  m: 600_000_000n,
  min: 600_000_000n,
  mins: 600_000_000n,
  minute: 600_000_000n,
  minutes: 600_000_000n,
  h: 36_000_000_000n,
  hr: 36_000_000_000n,
  hrs: 36_000_000_000n,
  hour: 36_000_000_000n,
  hours: 36_000_000_000n,
  d: 864_000_000_000n,
  day: 864_000_000_000n,
  days: 864_000_000_000n,
});

/** Ticks of one part of a clock's time; undefined when it is too large for its place. */
function part(value: string | undefined, name: string, limit: number): bigint | undefined {
  const number = BigInt(value || '0');
  return number < BigInt(limit) ? number * (ticksPer[name] ?? 0n) : undefined;
}

/** Ticks of 100 ns from `1.5d`, `-3h`, `1.02:03:04.5`, `02:03`; undefined for anything else. */
export function parseTimespan(text: string): bigint | undefined {
  const unit = /^(-?)(\d+)(?:\.(\d+))?\s*([a-z]+)$/i.exec(text.trim());
  if (unit) {
    const [, sign, whole = '', fraction = '', name = ''] = unit;
    const factor = ticksPer[name.toLowerCase()];
    if (factor === undefined) return undefined;
    const scale = 10n ** BigInt(fraction.length);
    const ticks = (BigInt(whole + fraction) * factor) / scale;
    return sign ? -ticks : ticks;
  }
  const clock =
    /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text.trim()) ??
    /^(-?)(\d+)()()()()$/.exec(text.trim());
  if (!clock) return undefined;
  const [, sign, days, hours, minutes, seconds, fraction = ''] = clock;
  const parts = [
    part(days, 'd', 10_675_200),
    part(hours, 'h', 24),
    part(minutes, 'm', 60),
    part(seconds, 's', 60),
    BigInt(fraction.padEnd(7, '0')),
  ];
  let ticks = 0n;
  for (const value of parts) {
    if (value === undefined) return undefined;
    ticks += value;
  }
  return sign ? -ticks : ticks;
}

/**
 * Microseconds since 1970 from an ISO date or date and time, with or without zone (UTC then), or from a date with the
 * month first and the year last, with slashes or of eight digits; undefined for anything else, `fine` for an instant
 * between two microseconds, which cannot be stored.
 */
export function parseDatetime(text: string): bigint | 'fine' | undefined {
  const american = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=\s|$)/.exec(text.trim());
  if (american) {
    const [whole, month, , day, year] = american;
    return parseDatetime(`${year}-${month}-${day}${text.trim().slice(whole.length)}`);
  }
  const other = /^(\d{4})(?:\/(\d{1,2})\/(\d{1,2})(?=\s|$)|(\d{2})(\d{2})$)/.exec(text.trim());
  if (other) {
    const [whole, year, month = '', day = '', joined = month, last = day] = other;
    return parseDatetime(`${year}-${joined}-${last}${text.trim().slice(whole.length)}`);
  }
  const match =
    /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', rest = '', zone] =
    match;
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(numbers[0], numbers[1] - 1, numbers[2]);
  date.setUTCHours(numbers[3], numbers[4], numbers[5]);
  const valid =
    date.getUTCMonth() === numbers[1] - 1 &&
    date.getUTCDate() === numbers[2] &&
    date.getUTCHours() === numbers[3] &&
    date.getUTCMinutes() === numbers[4] &&
    date.getUTCSeconds() === numbers[5];
  if (!valid || numbers[0] < 1) return undefined;
  const ticks = rest.padEnd(7, '0');
  if (!ticks.endsWith('0')) return 'fine';
  let micros = BigInt(date.getTime()) * 1000n + BigInt(ticks.slice(0, 6));
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (offset) {
    const shift = BigInt(Number(offset[2]) * 60 + Number(offset[3])) * 60_000_000n;
    micros += offset[1] === '+' ? -shift : shift;
  }
  return micros;
}

/** The text between the parentheses of `datetime(…)`, or the whole where there are none. */
function inner(text: string): string {
  const match = /^[a-z]+\s*\(([\s\S]*)\)$/i.exec(text.trim());
  const content = (match?.[1] ?? text).trim();
  return /^(["'])[\s\S]*\1$/.test(content) ? content.slice(1, -1) : content;
}

const isNull = (text: string): boolean => inner(text).toLowerCase() === 'null';

function integer(node: Syntax, type: 'long' | 'int'): Literal {
  const text = inner(node.text);
  if (!/^[+-]?\s*(0x[0-9a-f]+|\d+)$/i.test(text)) refuseLiteral(node);
  const negative = text.startsWith('-');
  const digits = BigInt(text.replace(/^[+-]\s*/, ''));
  const value = BigInt.asIntN(type === 'int' ? 32 : 64, negative ? -digits : digits);
  if (value !== (negative ? -digits : digits)) refuseLiteral(node);
  return literal(type, value);
}

function refuseLiteral(node: Syntax): never {
  throw new Refusal(node, `the literal ${node.text} is not supported`);
}

function real(node: Syntax): Literal {
  const text = inner(node.text).toLowerCase();
  const special: Record<string, number> = dictionary({
    nan: Number.NaN,
    '+inf': Number.POSITIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
    inf: Number.POSITIVE_INFINITY,
  });
  const value = special[text] ?? Number(text);
  if (Number.isNaN(value) && text !== 'nan') refuseLiteral(node);
  return literal('real', value);
}

function datetime(node: Syntax): Literal {
  // A date may be written with blanks around its hyphens, or with commas.
  const text = inner(node.text).replace(/^[\d\s,-]*/, (date) =>
    date.replace(/(\d)\s*[-,]\s*(?=\d)/g, '$1-'),
  );
  const value = parseDatetime(text);
  if (value === 'fine') {
    throw new Refusal(node, 'datetimes finer than a microsecond are not supported');
  }
  if (value === undefined) refuseLiteral(node);
  return literal('datetime', value);
}

function timespan(node: Syntax): Literal {
  const value = parseTimespan(inner(node.text));
  if (value === undefined) refuseLiteral(node);
  return literal('timespan', value);
}

/** Literals by the kind that the grammar gives them. */
export const literals: Record<string, (node: Syntax) => Literal> = dictionary({
  StringLiteralExpression: (node) => literal('string', node.string ?? refuseLiteral(node)),
  CompoundStringLiteralExpression: (node) => literal('string', node.string ?? refuseLiteral(node)),
  LongLiteralExpression: (node) =>
    isNull(node.text) ? literal('long', null) : integer(node, 'long'),
  IntLiteralExpression: (node) => (isNull(node.text) ? literal('int', null) : integer(node, 'int')),
  RealLiteralExpression: (node) => (isNull(node.text) ? literal('real', null) : real(node)),
  BooleanLiteralExpression: (node) => {
    const text = inner(node.text).toLowerCase();
    if (text === 'null') return literal('bool', null);
    if (text === 'true' || text === '1') return literal('bool', true);
    if (text === 'false' || text === '0') return literal('bool', false);
    return refuseLiteral(node);
  },
  DateTimeLiteralExpression: (node) =>
    isNull(node.text) ? literal('datetime', null) : datetime(node),
  TimespanLiteralExpression: (node) =>
    isNull(node.text) ? literal('timespan', null) : timespan(node),
  GuidLiteralExpression: (node) =>
    isNull(node.text) ? literal('guid', null) : literal('guid', guid(node)),
  DecimalLiteralExpression: (node) =>
    isNull(node.text) ? literal('decimal', null) : decimal(node),
  DynamicExpression: (node) => {
    const value = field(node, 'Expression');
    return literal('dynamic', value ? dynamicText(value) : null);
  },
});

function decimal(node: Syntax): Literal {
  const text = inner(node.text);
  if (!/^[+-]?\d{1,32}(\.\d{1,6})?$/.test(text)) refuseLiteral(node);
  return literal('decimal', text);
}

function guid(node: Syntax): string {
  const text = inner(node.text).toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) refuseLiteral(node);
  return text;
}

/** JSON text of what stands inside `dynamic(…)`; null for null itself. */
function dynamicText(node: Syntax): string | null {
  if (node.kind === 'NullLiteralExpression') return null;
  if (node.kind === 'JsonArrayExpression') {
    return `[${list(node, 'Values').map(elementText).join(',')}]`;
  }
  if (node.kind === 'JsonObjectExpression') {
    const pairs = list(node, 'Pairs').map((pair) => {
      const name = pair.fields.get('Name');
      const value = pair.fields.get('Value');
      if (name?.string === undefined || !value) return refuseLiteral(pair);
      return `${JSON.stringify(name.string)}:${elementText(value)}`;
    });
    return `{${pairs.join(',')}}`;
  }
  const operand = node.kind === 'UnaryMinusExpression' ? field(node, 'Expression') : undefined;
  if (operand) return `-${elementText(operand)}`;
  const make = literals[node.kind];
  if (!make) {
    throw new Refusal(node, `${node.text} inside dynamic() is not supported`);
  }
  return jsonOf(make(node), node);
}

const elementText = (node: Syntax): string => dynamicText(node) ?? 'null';

function jsonOf(from: Literal, node: Syntax): string | null {
  if (from.value === null) return null;
  if (from.type === 'string' || from.type === 'guid') return JSON.stringify(from.value);
  if (from.type === 'long' || from.type === 'int' || from.type === 'bool') return `${from.value}`;
  if (from.type === 'real' && Number.isFinite(from.value)) {
    const text = `${from.value}`;
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  if (from.type === 'datetime' && typeof from.value === 'bigint') {
    const text = new Date(Number(from.value / 1000n)).toISOString().slice(0, 19);
    const micros = `${((from.value % 1_000_000n) + 1_000_000n) % 1_000_000n}`.padStart(6, '0');
    return JSON.stringify(`${text}.${micros}0Z`);
  }
  throw new Refusal(node, `a ${from.type} inside dynamic() is not supported`);
}
