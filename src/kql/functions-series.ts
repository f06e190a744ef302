import { dictionary } from '../model/dictionary.js';
import { at, type Lowering, type Lowerings, optional, text } from './arguments.js';
import { coerce, isNumeric, toDynamic } from './coerce.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Span } from './types.js';

function series(args: Expr[], index: number, span: Span): Expr {
  const value = at(args, index, span);
  if (value.type !== 'dynamic')
    throw new Refusal(span, `a series of ${value.type} is not supported`);
  return value;
}

const map =
  (name: string): Lowering =>
  (args, span) =>
    call('series_map', 'dynamic', text(name), series(args, 0, span));

/** Two series; a number beside a series stands for a series of it. */
function both(args: Expr[], span: Span): [Expr, Expr] {
  const [one, other] = [at(args, 0, span), at(args, 1, span)];
  const spread = (value: Expr, beside: Expr): Expr =>
    isNumeric(value.type) && beside.type === 'dynamic'
      ? call('series_broadcast', 'dynamic', value, beside)
      : value;
  const made = [spread(one, other), spread(other, one)];
  return [series(made, 0, span), series(made, 1, span)];
}

const pairs =
  (name: string): Lowering =>
  (args, span) =>
    call('series_pairs', 'dynamic', text(name), ...both(args, span));

const total =
  (name: string): Lowering =>
  (args, span) =>
    call('series_total', 'real', text(name), series(args, 0, span));

const two =
  (name: FunctionName): Lowering =>
  (args, span) => {
    if (args.length > 2) throw new Refusal(span, 'magnitudes given beside are not supported');
    return call(name, 'real', ...both(args, span));
  };

/** The placeholder of missing values; only null is supported as one. */
function placeholder(args: Expr[], index: number, span: Span): void {
  const given = args[index];
  if (!given || (given.kind === 'literal' && given.value === null)) return;
  throw new Refusal(span, 'a placeholder of missing values other than null is not supported');
}

const fill =
  (name: 'forward' | 'backward'): Lowering =>
  (args, span) => {
    placeholder(args, 1, span);
    return call('series_fill', 'dynamic', text(name), series(args, 0, span));
  };

const fillConst: Lowering = (args, span) => {
  placeholder(args, 2, span);
  const value = toDynamic(at(args, 1, span), span);
  return call('series_fill', 'dynamic', text('const'), series(args, 0, span), value);
};

const fillLinear: Lowering = (args, span) => {
  placeholder(args, 1, span);
  const edges = optional(args, 2, 'bool', literal('bool', true), span);
  const fallback = args[3] ? toDynamic(args[3], span) : literal('dynamic', '0');
  return call('series_fill_linear', 'dynamic', series(args, 0, span), edges, fallback);
};

const single =
  (name: FunctionName): Lowering =>
  (args, span) => {
    if (args.length > 1) throw new Refusal(span, 'leaving out infinite values is not supported');
    return call(name, 'dynamic', series(args, 0, span));
  };

/** Functions of series of numbers by name. */
export const seriesFunctions: Lowerings = {
  ...Object.fromEntries(
    'abs acos asin atan ceiling cos exp floor log sign sin tan'
      .split(' ')
      .map((name) => [`series_${name}`, map(name)]),
  ),
  ...Object.fromEntries(
    'add subtract multiply divide pow equals not_equals less less_equals greater greater_equals'
      .split(' ')
      .map((name) => [`series_${name}`, pairs(name)]),
  ),
  series_sum: total('sum'),
  series_product: total('product'),
  series_magnitude: total('magnitude'),
  series_dot_product: two('series_dot'),
  series_cosine_similarity: two('series_cosine'),
  series_pearson_correlation: two('series_correlation'),
  series_fill_forward: fill('forward'),
  series_fill_backward: fill('backward'),
  series_fill_const: fillConst,
  series_fill_linear: fillLinear,
  series_stats_dynamic: single('series_stats'),
  series_fit_line_dynamic: single('series_fit_line'),
};

/** Parts of a bag as columns. */
const parts = (bag: Expr, names: string, span: Span): Expr[] =>
  names.split(' ').map((written) => {
    const [name = '', type] = written.split(':');
    const value = call('member', 'dynamic', bag, text(name));
    return type === 'dynamic' ? value : coerce(value, type === 'long' ? 'long' : 'real', span);
  });

/** Functions of a series that yield several columns, in their order. */
export const severalOfSeries: Readonly<Record<string, (args: Expr[], span: Span) => Expr[]>> =
  dictionary({
    series_stats: (args, span) =>
      parts(
        single('series_stats')(args, span),
        'min min_idx:long max max_idx:long avg stdev variance',
        span,
      ),
    series_fit_line: (args, span) =>
      parts(
        single('series_fit_line')(args, span),
        'rsquare slope variance rvariance interception line_fit:dynamic',
        span,
      ),
  });
