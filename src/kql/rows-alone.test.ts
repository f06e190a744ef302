import { expect, it } from 'vitest';
import { openEngine, runQuery } from '../store/engine.js';
import { compile } from './compile.js';

/** Rows with texts, arrays and bags of different lengths, nothing among them, as SQL. */
const rows = [
  `'a,b', '[3,1,2]', '{"k":1,"l":{"m":2}}', 2`,
  `'S3VzdG8=', '[]', '"text"', 40`,
  `'192.0.2.7 x=1&y=2 192.0.2.9', '[1]', '{"l":"z","k":null}', -1`,
  `'C:\\Users\\é\\f.tar.gz', NULL, NULL, NULL`,
  `'https://u@h:1/p?q=%41&r#f', '[2,2,5,7,1,0]', '{"k":[1,2],"q":true}', 3`,
  `'2001:db8::1/64', '[9,null,4]', '[1]', 1`,
];

/** Expressions whose SQL works on lists, where DuckDB has taken values of one row for another's. */
const expressions = [
  'array_sort_asc(d)',
  'array_sort_desc(d, false)',
  'array_rotate_left(d, n)',
  'array_shift_right(d, n, -1)',
  'array_slice(d, -2, n)',
  'array_split(d, 1)',
  'array_reverse(d)',
  'array_sum(array_concat(iff(array_length(d) >= 0, d, dynamic([])), dynamic([1])))',
  'array_index_of(d, n)',
  'array_iff(d, "yes", n)',
  'zip(d, dynamic([1, 2]))',
  'array_sort_desc(d, range(1, array_length(d)))[1]',
  'series_add(d, range(1, n))',
  'series_abs(d)',
  'series_multiply(n, d)',
  'series_fill_forward(d)',
  'series_fill_linear(d)',
  'series_stats_dynamic(d)',
  'series_fit_line_dynamic(d)',
  'series_pearson_correlation(d, range(1, n))',
  'range(0.5, todouble(n), 0.25)',
  'indexof_regex(s, "[0-9]", 0, -1, 2)',
  'trim("[a-z]+", s)',
  'parse_version(extract("([0-9.]+[0-9])", 1, s))',
  'format_bytes(abs(n))',
  'range(1, n)',
  'set_union(d, dynamic([1, 6]))',
  'set_intersect(d, dynamic([1, 2]))',
  'set_difference(d, dynamic([2]))',
  'set_has_element(d, n)',
  'bag_merge(b, dynamic({"k": 5, "w": 6}))',
  'bag_remove_keys(b, dynamic(["k", "$.l.m"]))',
  'bag_set_key(b, "l", n)',
  'bag_zip(dynamic(["x", "y"]), d)',
  'bag_has_key(b, "k")',
  'bag_keys(b)',
  'strcat_array(d, "-")',
  'split(s, ".")',
  'parse_url(s)',
  'parse_urlquery(s)',
  'parse_path(s)',
  'parse_csv(s)',
  'parse_ipv6(s)',
  'extract_all("([a-z])([0-9])", s)',
  'extract_all("([0-9]+)", s)',
  'countof(s, "1")',
  'indexof(s, "1", 1, -1, 2)',
  'has_any_index(s, dynamic(["x", "192"]))',
  'strrep(s, n, "-")',
  'url_encode(s)',
  'url_decode(s)',
  'base64_decode_toarray(s)',
  'base64_decode_tostring(s)',
  'unicode_codepoints_from_string(s)',
  'format_ipv4_mask(s, n)',
  'hash(s)',
  'tohex(n, 4)',
  'todatetime(s)',
  'totimespan(s)',
  'replace_strings(s, dynamic(["1", "2"]), dynamic(["2", "1"]))',
];

it('gives each row what it gives the row alone', { timeout: 60_000 }, async () => {
  const columns = expressions.map((expression, index) => `c${index} = ${expression}`);
  const compiled = compile(`T | project ${columns.join(', ')}`, {
    catalog: { T: '(s: string, d: dynamic, b: dynamic, n: long)' },
  });
  if ('diagnostics' in compiled) throw new Error(compiled.diagnostics[0]?.message);
  const { query } = compiled;
  const engine = await openEngine({ threads: '1' });
  const values = async (given: string[]) => {
    await engine.connection.run('CREATE OR REPLACE TABLE T (s VARCHAR, d JSON, b JSON, n BIGINT)');
    for (const row of given) await engine.connection.run(`INSERT INTO T VALUES (${row})`);
    return (await runQuery(engine.connection, query)).rows;
  };
  try {
    const together = await values(rows);
    const alone: typeof together = [];
    for (const row of rows) alone.push(...(await values([row])));
    const named = (found: typeof alone) =>
      found.map((row) => Object.fromEntries(row.map((cell, at) => [expressions[at], cell])));
    expect(named(together)).toEqual(named(alone));
  } finally {
    engine.close();
  }
});
