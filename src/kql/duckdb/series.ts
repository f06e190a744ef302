import { dictionary } from '../../model/dictionary.js';
import { elements } from './arrays.js';
import { bind, constant, type Printer } from './printer.js';

const isNumber = (json: string): string => `json_type(${json}) IN ('BIGINT', 'UBIGINT', 'DOUBLE')`;
const isWhole = (json: string): string => `json_type(${json}) IN ('BIGINT', 'UBIGINT')`;
const number = (json: string): string =>
  `CASE WHEN ${isNumber(json)} THEN CAST(${json} AS DOUBLE) END`;

/** A real as JSON, which has no infinite numbers: those stand in it as text. */
const real = (value: string): string =>
  bind(
    value,
    'r',
    `CASE WHEN isfinite(r) THEN to_json(r) WHEN r IS NOT NULL THEN to_json(replace(replace(CAST(r AS VARCHAR), 'inf', 'Infinity'), 'nan', 'NaN')) END`,
  );

const nan = `CAST('NaN' AS DOUBLE)`;
const within = (name: string): string => `CASE WHEN abs(v) <= 1 THEN ${name}(v) ELSE ${nan} END`;

/** What is made of each number `v`. */
const unary: Record<string, string> = dictionary({
  abs: 'abs(v)',
  acos: within('acos'),
  asin: within('asin'),
  atan: 'atan(v)',
  ceiling: 'ceil(v)',
  cos: 'cos(v)',
  exp: 'exp(v)',
  floor: 'floor(v)',
  log: `CASE WHEN v > 0 THEN ln(v) WHEN v = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ${nan} END`,
  sign: 'CAST(sign(v) AS DOUBLE)',
  sin: 'sin(v)',
  tan: 'tan(v)',
});

/** Functions that leave whole numbers whole. */
const wholesome: ReadonlySet<string> = new Set(['abs', 'add', 'subtract', 'multiply']);

const map: Printer = ([, array = ''], call) => {
  const name = constant(call, 0);
  const made = `CASE WHEN ${number('x')} IS NOT NULL THEN ${bind(number('x'), 'v', real(unary[name] ?? 'v'))} END`;
  const each = wholesome.has(name)
    ? `CASE WHEN ${isWhole('x')} THEN to_json(abs(CAST(x AS BIGINT))) ELSE ${made} END`
    : made;
  return bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN to_json(list_transform(a, lambda x: ${each})) END`,
  );
};

const binary: Record<string, string> = dictionary({
  add: 'v + w',
  subtract: 'v - w',
  multiply: 'v * w',
  divide: 'v / w',
  pow: 'pow(v, w)',
  equals: 'v = w',
  not_equals: 'v <> w',
  less: 'v < w',
  less_equals: 'v <= w',
  greater: 'v > w',
  greater_equals: 'v >= w',
});

/** Pairs of numbers; where one series is shorter, or holds no number, there is null. */
const pairwise: Printer = ([, left = '', right = ''], call) => {
  const name = constant(call, 0);
  const [one, other] = ['a[1][i]', 'a[2][i]'];
  const compares = /equals|less|greater/.test(name);
  const result = (v: string, w: string): string =>
    (binary[name] ?? '').replaceAll(/\b[vw]\b/g, (place) => (place === 'v' ? v : w));
  const [v, w] = [`CAST(${one} AS DOUBLE)`, `CAST(${other} AS DOUBLE)`];
  const made = compares ? `to_json(${result(v, w)})` : real(result(v, w));
  const numbers = `${isNumber(one)} AND ${isNumber(other)}`;
  const wholes = `WHEN ${isWhole(one)} AND ${isWhole(other)} THEN to_json(${result(`CAST(${one} AS HUGEINT)`, `CAST(${other} AS HUGEINT)`)}) `;
  const each = `CASE ${wholesome.has(name) ? wholes : ''}WHEN ${numbers} THEN ${made} END`;
  const lists = `[${elements(left)}, ${elements(right)}]`;
  const length = 'greatest(len(a[1]), len(a[2]))';
  return bind(
    lists,
    'a',
    `CASE WHEN a[1] IS NOT NULL AND a[2] IS NOT NULL THEN to_json(list_transform(range(1, ${length} + 1), lambda i: ${each})) END`,
  );
};

/** The number repeated as often as the series beside it has elements. */
const broadcast: Printer = ([value = '', array = '']) =>
  bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN to_json(list_transform(a, lambda x: to_json(${value}))) END`,
  );

const missing = (json: string): string => `nullif(${json}, CAST('null' AS JSON)) IS NULL`;

/** Missing elements from the neighbour before or behind them, or a constant. */
const fill: Printer = ([, array = '', value = ''], call) => {
  const sources: Record<string, string> = dictionary({
    forward: `list_filter(a[1:i], lambda y: NOT (${missing('y')}))[-1]`,
    backward: `list_filter(a[i:], lambda y: NOT (${missing('y')}))[1]`,
    const: value,
  });
  const each = `CASE WHEN ${missing('x')} THEN ${sources[constant(call, 0)]} ELSE x END`;
  return bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN to_json(list_transform(a, lambda x, i: ${each})) END`,
  );
};

/**
 * Missing elements on the line between their neighbours, cut to whole numbers where all are whole; at the edges the
 * nearest one. A series of nothing is filled with a constant.
 */
const fillLinear: Printer = ([array = '', edges = '', fallback = '']) => {
  const places = `list_filter(range(1, len(a) + 1), lambda i: ${isNumber('a[i]')})`;
  const [before, behind] = ['p[1]', 'p[2]'];
  const line = `CAST(a[${before}] AS DOUBLE) + (CAST(a[${behind}] AS DOUBLE) - CAST(a[${before}] AS DOUBLE)) * (i - ${before}) / (${behind} - ${before})`;
  const whole = `len(list_filter(a, lambda y: NOT (${missing('y')}) AND NOT (${isWhole('y')}))) = 0`;
  const between = `CASE WHEN ${whole} THEN to_json(CAST(trunc(${line}) AS BIGINT)) ELSE to_json(${line}) END`;
  const edge = `CASE WHEN ${edges} THEN a[coalesce(${before}, ${behind})] END`;
  const chosen = bind(
    `[list_filter(k, lambda j: j < i)[-1], list_filter(k, lambda j: j > i)[1]]`,
    'p',
    `CASE WHEN ${before} IS NULL OR ${behind} IS NULL THEN ${edge} ELSE ${between} END`,
  );
  const each = `CASE WHEN NOT (${missing('x')}) THEN x WHEN len(k) = 0 THEN ${fallback} ELSE ${chosen} END`;
  return bind(
    elements(array),
    'a',
    bind(
      places,
      'k',
      `CASE WHEN a IS NOT NULL THEN to_json(list_transform(a, lambda x, i: ${each})) END`,
    ),
  );
};

/** The numbers of a series; null where one of its elements is none. */
const numbersOf = (array: string): string =>
  bind(
    elements(array),
    'a',
    `CASE WHEN len(list_filter(a, lambda x: NOT coalesce(${isNumber('x')}, FALSE))) = 0 THEN list_transform(a, lambda x: CAST(x AS DOUBLE)) END`,
  );

const totals: Record<string, string> = dictionary({
  sum: 'coalesce(list_sum(n), 0)',
  product: 'CASE WHEN len(n) = 0 THEN 1 ELSE list_product(n) END',
  magnitude: 'sqrt(coalesce(list_sum(list_transform(n, lambda v: v * v)), 0))',
});

const total: Printer = ([, array = ''], call) =>
  bind(
    numbersOf(array),
    'n',
    `CASE WHEN n IS NOT NULL THEN CAST(${totals[constant(call, 0)]} AS DOUBLE) END`,
  );

/** Statistics by name. Positions count from 0; of equal extremes the first counts. */
const stats: Printer = ([array = '']) => {
  const mean = 'list_avg(n)';
  const squares = `list_sum(list_transform(n, lambda v: (v - ${mean}) * (v - ${mean})))`;
  const variance = `CASE WHEN len(n) > 1 THEN ${squares} / (len(n) - 1) ELSE 0 END`;
  return bind(
    numbersOf(array),
    'n',
    `CASE WHEN len(n) > 0 THEN json_object('min', list_min(n), 'min_idx', list_position(n, list_min(n)) - 1, 'max', list_max(n), 'max_idx', list_position(n, list_max(n)) - 1, 'avg', ${mean}, 'stdev', sqrt(${variance}), 'variance', ${variance}, 'sum', list_sum(n), 'len', len(n)) END`,
  );
};

/** The line with the least squares through a series, and how well it fits. */
const fitLine: Printer = ([array = '']) => {
  const sum = (body: string): string => `list_sum(list_transform(n, lambda v, i: ${body}))`;
  const count = 'len(n)';
  const [sx, sy] = [sum('i - 1.0'), 'list_sum(n)'];
  const [sxx, sxy] = [sum('(i - 1.0) * (i - 1)'), sum('(i - 1.0) * v')];
  const slope = `(${count} * ${sxy} - ${sx} * ${sy}) / (${count} * ${sxx} - ${sx} * ${sx})`;
  const start = `(${sy} - s * ${sx}) / ${count}`;
  const variance = `${sum(`(v - list_avg(n)) * (v - list_avg(n))`)} / (${count} - 1)`;
  const rest = `${sum('(v - c - s * (i - 1)) * (v - c - s * (i - 1))')} / (${count} - 1)`;
  const line = `list_transform(n, lambda v, i: c + s * (i - 1))`;
  const made = `json_object('rsquare', 1 - ${rest} / (${variance}), 'slope', s, 'variance', ${variance}, 'rvariance', ${rest}, 'interception', c, 'line_fit', ${line})`;
  return bind(
    numbersOf(array),
    'n',
    `CASE WHEN len(n) > 1 THEN ${bind(slope, 's', bind(start, 'c', made))} END`,
  );
};

/** Sums of products of two series, as long as the shorter one. */
const products = (left: string, right: string): string =>
  `coalesce(list_sum(list_transform(range(1, least(len(n[1]), len(n[2])) + 1), lambda i: ${left} * ${right})), 0)`;

const twoSeries =
  (body: string): Printer =>
  ([one = '', other = '']) =>
    bind(
      `[${numbersOf(one)}, ${numbersOf(other)}]`,
      'n',
      `CASE WHEN len(n[1]) > 0 AND len(n[2]) > 0 THEN ${body} END`,
    );

const dot = products('n[1][i]', 'n[2][i]');
const norm = (place: number): string =>
  `sqrt(list_sum(list_transform(n[${place}], lambda v: v * v)))`;

const centred = (place: number): string => `(n[${place}][i] - list_avg(n[${place}]))`;
const spread = (place: number): string => `sqrt(${products(centred(place), centred(place))})`;
const correlation = `${products(centred(1), centred(2))} / (${spread(1)} * ${spread(2)})`;
const equalLength = (body: string): string => `CASE WHEN len(n[1]) = len(n[2]) THEN ${body} END`;

/** Functions of series of numbers. */
export const series = {
  series_map: map,
  series_pairs: pairwise,
  series_broadcast: broadcast,
  series_fill: fill,
  series_fill_linear: fillLinear,
  series_total: total,
  series_stats: stats,
  series_fit_line: fitLine,
  series_dot: twoSeries(dot),
  series_cosine: twoSeries(equalLength(`${dot} / (${norm(1)} * ${norm(2)})`)),
  series_correlation: twoSeries(equalLength(correlation)),
} satisfies Record<string, Printer>;
