import { at, choose, fixed, type Lowering, type Lowerings, long, real } from './arguments.js';
import { coerce, computed, wider } from './coerce.js';
import { call, type Expr, type FunctionName } from './tree.js';
import { Refusal } from './types.js';

const real1 = (name: FunctionName): Lowering => fixed(name, ['real'], 'real');

/** A constant times the argument. */
const scaled =
  (factor: number): Lowering =>
  (args, span) =>
    call('multiply', 'real', coerce(at(args, 0, span), 'real', span), real(factor));

const power =
  (base: number): Lowering =>
  (args, span) =>
    call('pow', 'real', real(base), coerce(at(args, 0, span), 'real', span));

const sign: Lowering = (args, span) => {
  const value = coerce(at(args, 0, span), 'real', span);
  return choose(
    call('greater', 'bool', value, real(0)),
    real(1),
    choose(
      call('less', 'bool', value, real(0)),
      real(-1),
      call('multiply', 'real', value, real(0)),
    ),
  );
};

const cotangent: Lowering = (args, span) => {
  const value = coerce(at(args, 0, span), 'real', span);
  return call('divide', 'real', call('cos', 'real', value), call('sin', 'real', value));
};

/** `bin_at(value, size, fixed)`: bins of which one begins at the fixed point. */
const binAt: Lowering = (args, span) => {
  const [value, size, point] = [at(args, 0, span), at(args, 1, span), at(args, 2, span)];
  if (value.type === 'datetime') {
    const distance = call('datetime_subtract', 'timespan', value, coerce(point, 'datetime', span));
    const binned = call('bin', 'timespan', distance, coerce(size, 'timespan', span));
    return call('datetime_add_timespan', 'datetime', point, binned);
  }
  const type = computed([size.type, point.type].reduce(wider, value.type));
  if (type !== 'timespan' && type !== 'long' && type !== 'real') {
    throw new Refusal(span, `bins of ${type} are not supported`);
  }
  const [made, step, from] = [value, size, point].map((arg) => coerce(arg, type, span)) as [
    Expr,
    Expr,
    Expr,
  ];
  return call('add', type, from, call('bin', type, call('subtract', type, made, from), step));
};

/** Hexadecimal digits; a negative number as its two's complement. */
const toHex: Lowering = (args, span) => {
  const value = at(args, 0, span);
  const whole = value.type === 'int' ? value : coerce(value, 'long', span);
  const digits = args[1] ? coerce(args[1], 'long', span) : long(0);
  return call('to_hex', 'string', whole, digits);
};

/** Mathematical functions by name. */
export const mathFunctions: Lowerings = {
  pi: () => real(Math.PI),
  rand: (args, span) => {
    const made = call('random', 'real');
    const [count] = args;
    if (!count) return made;
    const spread = call('multiply', 'real', made, coerce(count, 'real', span));
    return call('bin', 'real', spread, real(1));
  },
  new_guid: () => call('random_guid', 'guid'),
  degrees: scaled(180 / Math.PI),
  radians: scaled(Math.PI / 180),
  exp2: power(2),
  exp10: power(10),
  sin: real1('sin'),
  cos: real1('cos'),
  tan: real1('tan'),
  asin: real1('asin'),
  acos: real1('acos'),
  atan: real1('atan'),
  atan2: fixed('atan2', ['real', 'real'], 'real'),
  cot: cotangent,
  gamma: real1('gamma'),
  loggamma: real1('log_gamma'),
  sign,
  round: (args, span) => {
    const value = coerce(at(args, 0, span), 'real', span);
    return call('round', 'real', value, args[1] ? coerce(args[1], 'long', span) : long(0));
  },
  bitset_count_ones: fixed('bit_count', ['long'], 'long'),
  bin_at: binAt,
  tohex: toHex,
};
