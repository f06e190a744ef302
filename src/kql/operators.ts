import { dictionary } from '../model/dictionary.js';
import { coerce, computed, isNumeric, wider } from './coerce.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

type Binary = (left: Expr, right: Expr, span: Span) => Expr;

const not = (expr: Expr): Expr => call('not', 'bool', expr);
const lower = (expr: Expr): Expr => call('lower', 'string', expr);

/** Types with which a dynamic is compared as that type. */
const comparable: ReadonlySet<Scalar> = new Set(['string', 'long', 'int', 'real', 'bool']);

/** A dynamic as the text that is compared with others. */
const textual = (value: Expr, others: Expr[]): Expr =>
  call('dynamic_text', 'string', value, ...others);

/** Both sides with the type in which they are compared. */
function alike(left: Expr, right: Expr, span: Span): [Expr, Expr] {
  if (left.type === right.type && left.type !== 'dynamic') return [left, right];
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const type = wider(left.type, right.type);
    return [coerce(left, type, span), coerce(right, type, span)];
  }
  if (left.kind === 'literal' && left.value === null) return [literal(right.type, null), right];
  if (right.kind === 'literal' && right.value === null) return [left, literal(left.type, null)];
  if (left.type === 'dynamic' && right.type === 'string') return [textual(left, [right]), right];
  if (right.type === 'dynamic' && left.type === 'string') return [left, textual(right, [left])];
  if (left.type === 'dynamic' && comparable.has(right.type)) {
    const type = isNumeric(right.type) ? 'real' : right.type;
    return [coerce(left, type, span), coerce(right, type, span)];
  }
  if (right.type === 'dynamic' && comparable.has(left.type)) {
    const type = isNumeric(left.type) ? 'real' : left.type;
    return [coerce(left, type, span), coerce(right, type, span)];
  }
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.type === 'bool' && (other.type === 'long' || other.type === 'int')) {
      const number = call('to_long', 'long', one);
      return alike(one === left ? number : left, one === left ? right : number, span);
    }
    if (one.kind === 'literal' && other.type === 'bool' && /^(True|False)$/.test(`${one.value}`)) {
      const flag = literal('bool', one.value === 'True');
      return alike(one === left ? flag : left, one === left ? right : flag, span);
    }
    // A number that is written as a text: read as a number or compared as a text, it is the same.
    const number = isWhole(other.type) ? wholeOf(one) : undefined;
    if (number) return alike(one === left ? number : left, one === left ? right : number, span);
  }
  if (left.type === 'string' && isWhole(right.type)) return spelled(left, right, span);
  if (right.type === 'string' && isWhole(left.type)) {
    const [read, number] = spelled(right, left, span);
    return [number, read];
  }
  throw new Refusal(span, `comparing ${left.type} with ${right.type} is not supported`);
}

/**
 * A text beside a whole number. Whether the text is read or the number is written is not documented: texts that give
 * another result then, such as `007`, are refused in the rows.
 */
function spelled(given: Expr, number: Expr, span: Span): [Expr, Expr] {
  const whole = coerce(number, 'long', span);
  return [call('text_beside_number', 'string', given, whole), call('to_string', 'string', whole)];
}

/** The whole number that a constant text spells in the one way in which it is written. */
function wholeOf(given: Expr): Expr | undefined {
  const written = given.kind === 'literal' && typeof given.value === 'string' ? given.value : '';
  return /^(0|-?[1-9][0-9]{0,17})$/.test(written) ? literal('long', BigInt(written)) : undefined;
}

const isWhole = (type: Scalar): boolean => type === 'long' || type === 'int';

function comparison(name: FunctionName): Binary {
  return (left, right, span) => {
    const sides = alike(left, right, span);
    const ordered = name !== 'equal' && name !== 'not_equal';
    if (ordered && [left, right].filter(({ type }) => type === 'string').length === 1) {
      throw new Refusal(span, 'ordering a text and a number is not supported');
    }
    const type = sides[0].type;
    if (ordered && (type === 'string' || type === 'guid' || type === 'bool')) {
      throw new Refusal(span, `ordering by ${type} with < or > is not supported`);
    }
    return call(name, 'bool', ...sides);
  };
}

function text(name: FunctionName, negated = false): Binary {
  return (left, right, span) => {
    const made = call(name, 'bool', coerce(left, 'string', span), coerce(right, 'string', span));
    return negated ? not(made) : made;
  };
}

/** `=~`: letters of any case are one. */
function insensitive(negated: boolean): Binary {
  return (left, right, span) =>
    call(
      negated ? 'not_equal' : 'equal',
      'bool',
      lower(coerce(left, 'string', span)),
      lower(coerce(right, 'string', span)),
    );
}

function arithmetic(name: 'add' | 'subtract' | 'multiply' | 'divide' | 'modulo'): Binary {
  return (left, right, span) => {
    const special = temporal(name, left, right, span);
    if (special) return special;
    const numbers = [left, right].map((side) =>
      side.type === 'dynamic' ? coerce(side, 'real', span) : side,
    ) as [Expr, Expr];
    if (left.type === 'dynamic' || right.type === 'dynamic') {
      throw new Refusal(span, 'arithmetic on a dynamic value needs a conversion such as tolong()');
    }
    if (!numbers.every((side) => isNumeric(side.type))) {
      throw new Refusal(span, `${name} of ${left.type} and ${right.type} is not supported`);
    }
    const type = computed(wider(left.type, right.type));
    return call(name, type, coerce(left, type, span), coerce(right, type, span));
  };
}

/** Sums, differences, products and ratios in which a datetime or a timespan takes part. */
function temporal(name: string, left: Expr, right: Expr, span: Span): Expr | undefined {
  const pair = `${left.type} ${name} ${right.type}`;
  switch (pair) {
    case 'datetime add timespan':
      return call('datetime_add_timespan', 'datetime', left, right);
    case 'timespan add datetime':
      return call('datetime_add_timespan', 'datetime', right, left);
    case 'datetime subtract timespan':
      return call('datetime_subtract_timespan', 'datetime', left, right);
    case 'datetime subtract datetime':
      return call('datetime_subtract', 'timespan', left, right);
    case 'timespan add timespan':
    case 'timespan subtract timespan':
      return call(name as 'add' | 'subtract', 'timespan', left, right);
    case 'timespan divide timespan':
      return call('timespan_ratio', 'real', left, right);
    case 'timespan divide long':
    case 'timespan divide int':
    case 'timespan divide real':
      return call('timespan_divide', 'timespan', left, coerce(right, 'real', span));
    case 'timespan multiply long':
    case 'timespan multiply int':
    case 'timespan multiply real':
      return call('timespan_scale', 'timespan', left, coerce(right, 'real', span));
    case 'long multiply timespan':
    case 'int multiply timespan':
    case 'real multiply timespan':
      return call('timespan_scale', 'timespan', right, coerce(left, 'real', span));
    default:
      return undefined;
  }
}

/** Infix operators by the kind that the grammar gives them. */
export const infix: Record<string, Binary> = dictionary({
  AndExpression: (left, right, span) =>
    call('and', 'bool', coerce(left, 'bool', span), coerce(right, 'bool', span)),
  OrExpression: (left, right, span) =>
    call('or', 'bool', coerce(left, 'bool', span), coerce(right, 'bool', span)),
  EqualExpression: comparison('equal'),
  NotEqualExpression: comparison('not_equal'),
  LessThanExpression: comparison('less'),
  LessThanOrEqualExpression: comparison('less_equal'),
  GreaterThanExpression: comparison('greater'),
  GreaterThanOrEqualExpression: comparison('greater_equal'),
  AddExpression: arithmetic('add'),
  SubtractExpression: arithmetic('subtract'),
  MultiplyExpression: arithmetic('multiply'),
  DivideExpression: arithmetic('divide'),
  ModuloExpression: arithmetic('modulo'),
  EqualTildeExpression: insensitive(false),
  BangTildeExpression: insensitive(true),
  HasExpression: text('has'),
  NotHasExpression: text('has', true),
  HasCsExpression: text('has_cs'),
  NotHasCsExpression: text('has_cs', true),
  HasPrefixExpression: text('has_prefix'),
  NotHasPrefixExpression: text('has_prefix', true),
  HasPrefixCsExpression: text('has_prefix_cs'),
  NotHasPrefixCsExpression: text('has_prefix_cs', true),
  HasSuffixExpression: text('has_suffix'),
  NotHasSuffixExpression: text('has_suffix', true),
  HasSuffixCsExpression: text('has_suffix_cs'),
  NotHasSuffixCsExpression: text('has_suffix_cs', true),
  ContainsExpression: text('contains'),
  NotContainsExpression: text('contains', true),
  ContainsCsExpression: text('contains_cs'),
  NotContainsCsExpression: text('contains_cs', true),
  StartsWithExpression: text('starts_with'),
  NotStartsWithExpression: text('starts_with', true),
  StartsWithCsExpression: text('starts_with_cs'),
  NotStartsWithCsExpression: text('starts_with_cs', true),
  EndsWithExpression: text('ends_with'),
  NotEndsWithExpression: text('ends_with', true),
  EndsWithCsExpression: text('ends_with_cs'),
  NotEndsWithCsExpression: text('ends_with_cs', true),
});

/** Whether a value equals one of several. */
export function among(value: Expr, options: Expr[], folded: boolean, span: Span): Expr {
  const first = options[0];
  if (!first) return literal('bool', false);
  // Numbers that are written as texts: read as numbers or compared as texts, they are the same.
  if (isWhole(value.type) && options.every((option) => option.type === 'string')) {
    const read = options.map(wholeOf);
    if (read.every((number) => number !== undefined)) return among(value, read, false, span);
  }
  const numbers = options.filter(({ type }) => isWhole(type));
  if (value.type === 'string' && !folded && numbers.length > 0) {
    const others = options.filter(({ type }) => !isWhole(type));
    const same = numbers.map((number) => call('equal', 'bool', ...spelled(value, number, span)));
    const either = (one: Expr, other: Expr): Expr => call('or', 'bool', one, other);
    return same.reduce(either, among(value, others, false, span));
  }
  if (value.type === 'string' || folded || first.type === 'string') {
    const fold = folded ? lower : (expr: Expr) => expr;
    const texts = options.map((expr) => coerce(expr, 'string', span));
    const subject =
      value.type === 'dynamic' && !folded ? textual(value, texts) : coerce(value, 'string', span);
    return call('in', 'bool', ...[subject, ...texts].map(fold));
  }
  let type: Scalar = value.type === 'dynamic' ? first.type : value.type;
  for (const option of options) if (isNumeric(option.type)) type = wider(type, option.type);
  return call('in', 'bool', ...[value, ...options].map((expr) => coerce(expr, type, span)));
}

/** Needles that are sought together: a pattern of several thousand hashes is too large for the store. */
const maxTogether = 500;

function hasOne(subject: Expr, texts: Expr[]): Expr {
  const some = call('has', 'bool', subject, ...texts.slice(0, maxTogether));
  const others = texts.slice(maxTogether);
  return others.length === 0 ? some : call('or', 'bool', some, hasOne(subject, others));
}

/** `has_any` and `has_all`: a term search for each needle. */
export function hasEach(value: Expr, needles: Expr[], all: boolean, span: Span): Expr {
  const subject = coerce(value, 'string', span);
  const texts = needles.map((needle) => coerce(needle, 'string', span));
  const [first, ...rest] = texts.map((needle) => call('has', 'bool', subject, needle));
  if (!first) return literal('bool', all);
  if (!all) return hasOne(subject, texts);
  return rest.reduce<Expr>((made, next) => call('and', 'bool', made, next), first);
}

/**
 * The constant elements of a dynamic array written in the query, also with `pack_array` and `array_concat`; undefined
 * when it is no such array.
 */
export function constantElements(expr: Expr): Expr[] | undefined {
  if (expr.kind === 'call' && expr.name === 'array_concat')
    return allOf(expr.args, constantElements);
  if (expr.kind === 'call' && expr.name === 'array') return allOf(expr.args, constantElement);
  if (expr.kind !== 'literal' || expr.type !== 'dynamic' || typeof expr.value !== 'string') {
    return undefined;
  }
  const parsed: unknown = JSON.parse(expr.value);
  if (!Array.isArray(parsed)) return undefined;
  const made: Expr[] = [];
  for (const element of parsed) {
    if (typeof element === 'string') made.push(literal('string', element));
    else if (typeof element === 'boolean') made.push(literal('bool', element));
    else if (Number.isSafeInteger(element)) made.push(literal('long', BigInt(element as number)));
    else if (typeof element === 'number') made.push(literal('real', element));
    else return undefined;
  }
  return made;
}

/** What is made of each, one after another; undefined where nothing is made of one. */
function allOf(args: Expr[], make: (arg: Expr) => Expr[] | undefined): Expr[] | undefined {
  const made = args.map(make);
  return made.every((each) => each !== undefined) ? made.flat() : undefined;
}

function constantElement(expr: Expr): Expr[] | undefined {
  const value = expr.kind === 'call' && expr.name === 'to_dynamic' ? expr.args[0] : undefined;
  const plain =
    value?.kind === 'literal' &&
    value.value !== null &&
    ['string', 'long', 'real', 'bool'].includes(value.type);
  return plain ? [value] : undefined;
}
