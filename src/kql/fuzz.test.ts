import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  letrec,
  oneof,
  tuple,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import { compile, withNow } from './compile.js';

/** A table's cells as KQL literals: what makes functions stumble. */
const cells = {
  s: [
    '""',
    '"docker build /tmp/x"',
    '"Docker"',
    '"é ß İ"',
    '"12"',
    '"x,y,,z"',
    '"[1]"',
    "'\\\\ \"'",
  ],
  n: ['0', '7', '-3', '9223372036854775807', 'long(null)'],
  r: ['0.0', '1.5', '-2.25', 'real(nan)', 'real(+inf)', 'real(null)'],
  b: ['true', 'false', 'bool(null)'],
  t: ['datetime(2026-01-01 10:00)', 'datetime(1969-12-31 23:59:59.5)', 'datetime(null)'],
  d: ['dynamic([1,"a",null])', 'dynamic({"k":1})', 'dynamic("x")', 'dynamic([])', 'dynamic(null)'],
};

const row = tuple(...Object.values(cells).map((values) => constantFrom(...values))).map((made) =>
  made.join(', '),
);

const table = array(row, { maxLength: 6 }).map(
  (rows) =>
    `let T = datatable(s: string, n: long, r: real, b: bool, t: datetime, d: dynamic) [${rows}];\n`,
);

/** Expressions by type, where `$s`, `$n`, … stand for an expression of that type. */
const shapes: Record<string, string[]> = {
  s: [
    's',
    '""',
    '"docker"',
    '"b"',
    'strcat($s, $n)',
    'tolower($s)',
    'toupper(s)',
    'tostring($n)',
    'tostring($t)',
    'tostring($d)',
    'tostring($b)',
    'substring($s, 1, 2)',
    'replace_string($s, "o", $s)',
    'trim("[ox]+", $s)',
    'extract("([a-z]+)", 1, $s)',
    'iff($b, $s, $s)',
    'coalesce($s, $s)',
    'strcat_delim("-", $s, $n)',
    'reverse(s)',
    'format_datetime($t, "yyyy-MM-dd")',
    'tostring(split($s, ",")[0])',
    'base64_encode_tostring($s)',
    'url_encode($s)',
    'case($b, $s, $b, "y", "z")',
    'hash_sha256($s)',
    'tohex($n)',
    'replace_regex($s, "[a-c]", "\\\\0")',
  ],
  n: [
    'n',
    '3',
    '-1',
    '$n + $n',
    '$n - $n',
    '$n * $n',
    '$n / $n',
    '$n % $n',
    'strlen($s)',
    'tolong($s)',
    'tolong($r)',
    'bin($n, 5)',
    'array_length($d)',
    'indexof($s, $s)',
    'countof($s, "o")',
    'datetime_part("day", $t)',
    'iff($b, $n, $n)',
    'abs($n)',
    'datetime_diff("hour", $t, $t)',
    'max_of($n, $n)',
    'binary_and($n, $n)',
    'binary_shift_left($n, $n)',
    'hash($s, 16)',
    'tolong($d)',
  ],
  r: [
    'r',
    '1.5',
    '$r + $n',
    '$r * $r',
    '$r / $r',
    'todouble($s)',
    'todouble($n)',
    'round($r, 1)',
    'sqrt($r)',
    'bin($r, 0.5)',
    'log($r)',
    'array_sum($d)',
    'pow($r, 2)',
  ],
  b: [
    'b',
    'true',
    '$s has $s',
    '$s contains $s',
    '$s == $s',
    '$s =~ $s',
    '$s startswith $s',
    '$n < $n',
    '$n == $n',
    '$n != $n',
    '$r >= $r',
    '$r == $r',
    'not($b)',
    '$b and $b',
    '$b or $b',
    'isempty($s)',
    'isnull($n)',
    'isnull($d)',
    '$t > $t',
    '$s in ("docker", $s)',
    '$n in (1, 7)',
    '$s has_any ("docker", "x")',
    '$s matches regex "^[a-z]+"',
    '$n between (0 .. 7)',
    '$s !has $s',
    '$s hasprefix "do"',
    'set_has_element($d, 1)',
    'ipv4_is_private($s)',
    'bag_has_key($d, "k")',
    '$d == $s',
    '$n == $s',
  ],
  t: [
    't',
    '$t + 1h',
    '$t - 1d',
    'bin($t, 1d)',
    'startofweek($t)',
    'endofmonth($t)',
    'todatetime($s)',
    'datetime_add("month", 1, $t)',
    'iff($b, $t, $t)',
    'make_datetime(2026, 2, 29)',
  ],
  d: [
    'd',
    '$d.k',
    '$d[0]',
    'parse_json($s)',
    'pack_array($n, $s)',
    'bag_pack("k", $n)',
    'split($s, ",")',
    'set_union($d, $d)',
    'array_concat(pack_array($n), pack_array($s))',
    'array_slice($d, 0, 1)',
    'bag_merge($d, $d)',
    'array_sort_asc($d)',
    'extract_all("([a-z])", $s)',
    'parse_url($s)',
    'zip($d, $d)',
    'array_reverse($d)',
    'series_add($d, $d)',
    'bag_keys($d)',
    'array_index_of($d, 1) == 0 and false or dynamic(null)',
  ],
};

type Kind = 's' | 'n' | 'r' | 'b' | 't' | 'd';

const expressions = letrec<Record<Kind, string>>((tie) => {
  const of = (kind: Kind) =>
    oneof(
      { maxDepth: 3, depthSize: 'small' },
      constant<string>(kind),
      ...(shapes[kind] ?? []).map((shape) => {
        const holes = [...shape.matchAll(/\$([snrbtd])/g)].map(([, hole]) => hole as Kind);
        return tuple(...holes.map((hole) => tie(hole))).map((parts) => {
          const left = [...parts];
          return shape.replaceAll(/\$[snrbtd]/g, () => `(${left.shift()})`);
        });
      }),
    );
  return { s: of('s'), n: of('n'), r: of('r'), b: of('b'), t: of('t'), d: of('d') };
});

const anyExpression = oneof(
  ...(['s', 'n', 'r', 'b', 't', 'd'] as const).map((kind) => expressions[kind]),
);
const key = oneof(expressions.s, expressions.n, expressions.b, expressions.t);

/** Operators that leave the table's columns as they are. */
const middle = oneof(
  expressions.b.map((condition) => `where ${condition}`),
  anyExpression.map((value) => `extend x = ${value}`),
  key.map((value) => `sort by ${value} asc`),
  key.map((value) => `top 3 by ${value}`),
  constantFrom(
    'mv-expand d',
    'take 4',
    'join kind=leftouter (T | project s, m = n) on s',
    'join kind=innerunique T on n',
    'union T',
    'serialize i = row_number()',
    'parse s with * "o" rest',
    'mv-apply e = d on (where isnotnull(e))',
    'lookup (T | summarize c = count() by s) on s',
    'as U',
  ),
);

const last = oneof(
  constantFrom(
    'count',
    'distinct s, b',
    'getschema',
    'summarize make_set(s), dcount(n), max(r), arg_max(t, *) by b',
  ),
  tuple(anyExpression, key).map(
    ([value, by]) => `summarize make_list(${value}), count() by k = ${by}`,
  ),
  anyExpression.map((value) => `project y = ${value}`),
  tuple(expressions.n, expressions.r).map(
    ([one, other]) =>
      `summarize sum(${one}), avg(${other}), percentile(${one}, 50), stdev(${other})`,
  ),
);

const query = tuple(table, array(middle, { maxLength: 3 }), last).map(
  ([head, operators, end]) => `${head}T | ${[...operators, end].join('\n| ')}`,
);

/** How often more to look than in a run of all tests: `KQL_FUZZ=50 npx vitest run src/kql/fuzz.test.ts`. */
const scale = Number(process.env['KQL_FUZZ'] ?? 1);

describe('any query', { timeout: 60_000 * scale }, () => {
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
  });
  afterAll(() => writer.close());

  /** The rows, or why there are none. A failure that is no refusal is thrown. */
  async function answer(kql: string): Promise<string[] | 'refused'> {
    const compiled = compile(kql);
    if ('diagnostics' in compiled) {
      const lines = kql.split('\n');
      for (const { line, column, message } of compiled.diagnostics) {
        const ends = (lines[line - 1] ?? '').length + 1;
        if (message === '' || column > ends)
          throw new Error(`${kql}\n${line}:${column} ${message}`);
      }
      return 'refused';
    }
    try {
      const { rows } = await writer.query(withNow(compiled.query, Date.UTC(2026, 0, 2) * 1000));
      return rows.map((made) => JSON.stringify(made, text)).sort();
    } catch (error) {
      const { message } = error as Error;
      if (message.includes('is not supported')) return 'refused';
      throw new Error(`${kql}\n${message}`, { cause: error });
    }
  }

  it('has rows or a refusal with its place', async () => {
    const seen = asyncProperty(query, async (kql) => {
      expect(await answer(kql)).toBeDefined();
    });
    await assert(seen, { numRuns: 20 * scale });
  });

  const forms: [string, (b: string, s: string, n: string) => [string, string]][] = [
    [
      'and is two filters',
      (b, s) => [`where (${b}) and (${s}) has "o"`, `where ${b} | where (${s}) has "o"`],
    ],
    [
      'a condition, its negation and neither',
      (b) => [
        `count`,
        `summarize Count = countif(${b}) + countif(not(${b})) + countif(isnull(${b}))`,
      ],
    ],
    [
      'in is equality with any',
      (_, s) => [`where (${s}) in ("docker", "12")`, `where (${s}) == "docker" or (${s}) == "12"`],
    ],
    [
      'a negated search',
      (_, s) => [`where (${s}) !has "docker"`, `where not((${s}) has "docker")`],
    ],
    [
      'has_any is has or has',
      (_, s) => [
        `where (${s}) has_any ("x", "docker")`,
        `where (${s}) has "x" or (${s}) has "docker"`,
      ],
    ],
    [
      'between is two comparisons',
      (_b, _s, n) => [`where (${n}) between (-1 .. 7)`, `where (${n}) >= -1 and (${n}) <= 7`],
    ],
    [
      'iff is case',
      (b, s, n) => [
        `project y = iff(${b}, ${n}, strlen(${s}))`,
        `project y = case(${b}, ${n}, strlen(${s}))`,
      ],
    ],
    [
      'distinct is summarize by',
      (_, s, n) => [`extend x = ${s}, y = ${n} | distinct x, y`, `summarize by x = ${s}, y = ${n}`],
    ],
    [
      'a filter before or after a column',
      (b, s) => [`where ${b} | extend x = ${s}`, `extend x = ${s} | where ${b}`],
    ],
    [
      'a conditional aggregate',
      (b, _, n) => [`summarize y = sumif(${n}, ${b})`, `where ${b} | summarize y = sum(${n})`],
    ],
    [
      'a semi join is in',
      (_, s) => [
        `extend x = ${s} | join kind=leftsemi (T | project x = s) on x`,
        `extend x = ${s} | where x in ((T | project s))`,
      ],
    ],
    [
      'semi and anti join share the rows',
      (_, s) => [
        `extend x = ${s} | join kind=leftsemi (T | where n > 0 | project x = s) on x | union (T | extend x = ${s} | join kind=leftanti (T | where n > 0 | project x = s) on x) | count`,
        'count',
      ],
    ],
    [
      'a let stands for its value',
      (_, s) => [
        `extend x = ${s} | where x has "docker" | project x`,
        `project x = ${s} | where x has "docker"`,
      ],
    ],
  ];

  it.each(forms)('%s', async (_, made) => {
    const agree = asyncProperty(
      table,
      expressions.b,
      expressions.s,
      expressions.n,
      async (head, b, s, n) => {
        const both = await Promise.all(made(b, s, n).map((form) => answer(`${head}T | ${form}`)));
        const [one, other] = both.includes('refused') ? [] : both;
        expect(one).toEqual(other);
      },
    );
    await assert(agree, { numRuns: 3 * scale });
  });
});

const text = (_: string, value: unknown): unknown =>
  typeof value === 'bigint'
    ? `${value}`
    : typeof value === 'number' && !Number.isFinite(value)
      ? `${value}`
      : value;
