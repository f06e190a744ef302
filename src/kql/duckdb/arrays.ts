import { bind, type Printer } from './printer.js';

/** The elements of a JSON array; null for what is no array. */
export const elements = (json: string): string =>
  `CASE WHEN json_type(${json}) = 'ARRAY' THEN CAST(${json} AS JSON[]) END`;

/** An array of a list of JSON values. */
const made = (list: string): string => `to_json(${list})`;

const over =
  (body: (list: string) => string): Printer =>
  ([array = '']) =>
    bind(elements(array), 'a', `CASE WHEN a IS NOT NULL THEN ${body('a')} END`);

/** JSON null as SQL null, under which it sorts. */
const present = `nullif(x, CAST('null' AS JSON))`;

function sorted(descending: boolean): Printer {
  const direction = descending ? 'DESC' : 'ASC';
  return ([array = ''], call) => {
    const last = call.args[1];
    const nullsLast = !(last?.kind === 'literal' && last.value === false);
    const nulls = nullsLast ? 'NULLS LAST' : 'NULLS FIRST';
    const order = (key: string): string =>
      `list_transform(list_sort(list_transform(list_filter(a, lambda x: ${present} IS NOT NULL), lambda x: {k: ${key}, v: x}), '${direction}'), lambda s: struct_extract(s, 'v'))`;
    const padding = `list_filter(a, lambda x: ${present} IS NULL)`;
    const join = (values: string): string =>
      made(nullsLast ? `list_concat(${values}, ${padding})` : `list_concat(${padding}, ${values})`);
    const only = (types: string): string =>
      `len(list_filter(a, lambda x: json_type(x) NOT IN (${types}, 'NULL'))) = 0`;
    const body = `CASE WHEN a IS NULL THEN NULL WHEN ${only("'BIGINT', 'UBIGINT', 'DOUBLE'")} THEN ${join(order('CAST(x AS DOUBLE)'))} WHEN ${only("'VARCHAR'")} THEN ${join(order("x ->> '$'"))} ELSE CAST(error('sorting an array of mixed values is not supported (${nulls})') AS JSON) END`;
    return bind(elements(array), 'a', body);
  };
}

/** An array in the order of another one's elements; null where it has not as many. */
const sortedAlong: Printer = ([key = '', array = ''], call) => {
  const [, , descending, last] = call.args;
  const flag = (expr: typeof last): boolean => expr?.kind === 'literal' && expr.value === true;
  const direction = flag(descending) ? 'DESC' : 'ASC';
  const nulls = flag(last) ? 'NULLS LAST' : 'NULLS FIRST';
  const only = (types: string): string =>
    `len(list_filter(a[1], lambda x: json_type(x) NOT IN (${types}, 'NULL'))) = 0`;
  const by = (read: string): string => {
    const keyed = `list_transform(range(1, len(a[1]) + 1), lambda i: CASE WHEN nullif(a[1][i], CAST('null' AS JSON)) IS NOT NULL THEN {k: ${read}, i: CASE WHEN ${direction === 'DESC'} THEN -i ELSE i END} END)`;
    const places = `list_transform(list_sort(list_filter(${keyed}, lambda s: s IS NOT NULL), '${direction}'), lambda s: abs(struct_extract(s, 'i')))`;
    const empty = `list_filter(range(1, len(a[1]) + 1), lambda i: nullif(a[1][i], CAST('null' AS JSON)) IS NULL)`;
    const order =
      nulls === 'NULLS LAST'
        ? `list_concat(${places}, ${empty})`
        : `list_concat(${empty}, ${places})`;
    return made(`list_transform(${order}, lambda i: a[2][i])`);
  };
  return bind(
    `[${elements(key)}, ${elements(array)}]`,
    'a',
    `CASE WHEN len(a[1]) <> len(a[2]) OR a[1] IS NULL OR a[2] IS NULL THEN NULL WHEN ${only("'BIGINT', 'UBIGINT', 'DOUBLE'")} THEN ${by('CAST(a[1][i] AS DOUBLE)')} WHEN ${only("'VARCHAR'")} THEN ${by("a[1][i] ->> '$'")} ELSE CAST(error('sorting an array of mixed values is not supported') AS JSON) END`,
  );
};

/** The index that a negative one, counted from the end, stands for. */
const place = (index: string): string =>
  `CASE WHEN ${index} < 0 THEN len(a) + ${index} ELSE ${index} END`;

const indexOf: Printer = ([array = '', value = '', start = '', length = '', nth = '']) => {
  const from = `greatest(${place(start)}, 0)`;
  const inRange = `i >= ${from} AND (${length} < 0 OR i < ${from} + ${length}) AND a[i + 1] = ${value}`;
  const found = `list_filter(range(0, len(a)), lambda i: ${inRange})[${nth}]`;
  return bind(elements(array), 'a', `CASE WHEN a IS NOT NULL THEN coalesce(${found}, -1) END`);
};

const shifted: Printer = ([array = '', count = '', fill = '']) => {
  const value = `CASE WHEN i + ${count} BETWEEN 0 AND len(a) - 1 THEN a[i + ${count} + 1] ELSE ${fill} END`;
  return bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN ${made(`list_transform(range(0, len(a)), lambda i: ${value})`)} END`,
  );
};

const rotated: Printer = ([array = '', count = '']) => {
  const value = `a[((i + ${count}) % len(a) + len(a)) % len(a) + 1]`;
  return bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN ${made(`list_transform(range(0, len(a)), lambda i: ${value})`)} END`,
  );
};

/** From one index to another, both inclusive. */
const slice: Printer = ([array = '', from = '', to = '']) => {
  const kept = `list_filter(a, lambda x, i: i - 1 >= ${place(from)} AND i - 1 <= ${place(to)})`;
  return bind(elements(array), 'a', `CASE WHEN a IS NOT NULL THEN ${made(kept)} END`);
};

const split: Printer = ([array = '', ...cuts]) => {
  const edges = ['0', ...cuts];
  const pieces = edges.map((edge, index) => {
    const end = cuts[index];
    return made(
      `list_filter(a, lambda x, i: i > ${edge}${end === undefined ? '' : ` AND i <= ${end}`})`,
    );
  });
  return bind(
    elements(array),
    'a',
    `CASE WHEN a IS NOT NULL THEN json_array(${pieces.join(', ')}) END`,
  );
};

/** A condition's element is a bool, or a number that is not 0. */
const choice = `CASE json_type(x) WHEN 'BOOLEAN' THEN x ->> '$' = 'true' WHEN 'BIGINT' THEN CAST(x AS DOUBLE) <> 0 WHEN 'UBIGINT' THEN CAST(x AS DOUBLE) <> 0 WHEN 'DOUBLE' THEN CAST(x AS DOUBLE) <> 0 END`;

const iff: Printer = ([conditions = '', yes = '', no = '']) => {
  const from = (json: string): string =>
    `CASE WHEN json_type(${json}) = 'ARRAY' THEN CAST(${json} AS JSON[])[i] ELSE ${json} END`;
  const value = `CASE ${choice} WHEN TRUE THEN ${from(yes)} WHEN FALSE THEN ${from(no)} END`;
  return bind(
    elements(conditions),
    'a',
    `CASE WHEN a IS NOT NULL THEN ${made(`list_transform(a, lambda x, i: ${value})`)} END`,
  );
};

const numbers = `CASE WHEN json_type(x) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(x AS DOUBLE) END`;

/** Elements from, to by step; instants as Kusto writes them, lengths of time in ticks. */
const range: Printer = ([from = '', to = '', step = ''], call) => {
  const type = call.args[0]?.type;
  const datetime = type === 'datetime';
  const bounds = datetime
    ? `epoch_us(${from}), epoch_us(${to}), ${step} // 10`
    : `${from}, ${to}, ${step}`;
  // A series that is cut off at Kusto's limit, before it is made.
  const [low = '', high = '', by = ''] = bounds.split(/, (?![^(]*\))/);
  const end = `CASE WHEN ${by} > 0 THEN least(${high}, CAST(${low} AS HUGEINT) + CAST(${by} AS HUGEINT) * 1048575) ELSE greatest(${high}, CAST(${low} AS HUGEINT) + CAST(${by} AS HUGEINT) * 1048575) END`;
  const series = `CASE WHEN ${by} <> 0 THEN generate_series(${low}, CAST(${end} AS BIGINT), ${by}) END`;
  if (datetime) {
    return `to_json(list_transform(${series}, lambda x: strftime(make_timestamp(x), '%Y-%m-%dT%H:%M:%S.%f') || '0Z'))`;
  }
  if (type === 'timespan') return `to_json(list_transform(${series}, lambda x: ${ticksText}))`;
  if (type === 'real') {
    // A little more than the quotient, so that a last step that is off by rounding alone is counted.
    const count = `least(floor((${to} - ${from}) / ${step} + 1e-9), 1048575)`;
    return `CASE WHEN ${step} <> 0 AND isfinite(${from} + ${to} + ${step}) THEN CASE WHEN ${count} < 0 THEN CAST('[]' AS JSON) ELSE to_json(list_transform(range(0, CAST(${count} AS BIGINT) + 1), lambda i: ${from} + i * ${step})) END END`;
  }
  return `to_json(${series})`;
};

const ticksText = `CASE WHEN x < 0 THEN '-' ELSE '' END || CASE WHEN abs(x) >= 864000000000 THEN (abs(x) // 864000000000) || '.' ELSE '' END || printf('%02d:%02d:%02d', abs(x) // 36000000000 % 24, abs(x) // 600000000 % 60, abs(x) // 10000000 % 60) || CASE WHEN abs(x) % 10000000 <> 0 THEN printf('.%07d', abs(x) % 10000000) ELSE '' END`;

const zip: Printer = (args) => {
  const lists = args.map(
    (array) =>
      `CASE WHEN json_type(${array}) = 'ARRAY' THEN CAST(${array} AS JSON[]) ELSE [${array}] END`,
  );
  const length = `greatest(${args.map((_, index) => `len(a[${index + 1}])`).join(', ')})`;
  const row = `list_transform(a, lambda l: l[i])`;
  return bind(
    `[${lists.join(', ')}]`,
    'a',
    made(`list_transform(range(1, ${length} + 1), lambda i: ${row})`),
  );
};

/** Sets keep the order in which elements first come. */
const distinct = (list: string): string =>
  bind(list, 'l', `list_filter(l, lambda x, i: list_position(l, x) = i)`);

const all = (args: string[], body: string): string => {
  const lists = `[${args.map(elements).join(', ')}]`;
  const given = args.map((_, index) => `a[${index + 1}] IS NOT NULL`).join(' AND ');
  return bind(lists, 'a', `CASE WHEN ${given} THEN ${body} END`);
};

/** Functions of arrays. */
export const arrays = {
  array_reverse: over((list) => made(`list_reverse(${list})`)),
  array_rotate: rotated,
  array_repeat: ([value = '', count = '']) =>
    `CASE WHEN ${count} >= 0 THEN to_json(list_resize(CAST([] AS JSON[]), ${count}, ${value})) END`,
  array_shift: shifted,
  array_slice: slice,
  array_split: split,
  array_sort: sorted(false),
  array_sort_descending: sorted(true),
  array_sort_along: sortedAlong,
  array_sum: ([array = '']: string[]) =>
    bind(
      elements(array),
      'a',
      `CASE WHEN len(list_filter(a, lambda x: json_type(x) NOT IN ('BIGINT', 'UBIGINT', 'DOUBLE'))) = 0 THEN coalesce(list_sum(list_transform(a, lambda x: ${numbers})), 0) END`,
    ),
  array_iff: iff,
  array_index_of: indexOf,
  array_range: range,
  array_zip: zip,
  set_union: (args: string[]) => all(args, made(distinct('flatten(a)'))),
  set_intersect: (args: string[]) =>
    all(
      args,
      made(
        `list_filter(${distinct('a[1]')}, lambda y: len(list_filter(a, lambda l: NOT list_contains(l, y))) = 0)`,
      ),
    ),
  set_difference: (args: string[]) =>
    all(
      args,
      made(
        `list_filter(${distinct('a[1]')}, lambda y: len(list_filter(a[2:], lambda l: list_contains(l, y))) = 0)`,
      ),
    ),
  set_has: ([array = '', value = '']: string[]) =>
    bind(elements(array), 'a', `CASE WHEN a IS NOT NULL THEN list_contains(a, ${value}) END`),
  jaccard: ([one = '', other = '']: string[]) =>
    all(
      [one, other],
      `CAST(len(list_intersect(a[1], a[2])) AS DOUBLE) / len(list_distinct(flatten(a)))`,
    ),
} satisfies Record<string, Printer>;
