import { ipv4 } from './ipv4.js';
import { bind } from './printer.js';

/** An IPv4 address, which may be written as an IPv6 address that ends in it. */
const mapped = (text: string): string => `regexp_replace(${text}, '^::(?:[fF]{4}:)?', '')`;

const groups = (text: string): string =>
  `list_filter(string_split(${text}, ':'), lambda g: g <> '')`;

/** The 32 hexadecimal digits of `s`; null for what is no address. Two colons stand for groups of zeros. */
const digits = bind(
  `split_part(s, '/', 1)`,
  'a',
  bind(
    `[${groups(`split_part(a, '::', 1)`)}, ${groups(`split_part(a, '::', 2)`)}]`,
    'p',
    `CASE WHEN regexp_full_match(a, '(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}') OR (regexp_full_match(a, '(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?::(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?') AND len(p[1]) + len(p[2]) < 8) THEN array_to_string(list_transform(list_concat(p[1], list_transform(range(0, 8 - len(p[1]) - len(p[2])), lambda i: '0'), p[2]), lambda g: lpad(g, 4, '0')), '') END`,
  ),
);

const half = (at: number): string =>
  `CAST(CAST('0x' || substr(d, ${at}, 16) AS UBIGINT) AS UHUGEINT)`;

/** The number and the prefix's bits of an address as a struct; its fields are null for what is no address. */
function read(text: string): string {
  const four = mapped('s');
  const number = `CASE WHEN ${ipv4.number(four)} IS NOT NULL THEN CAST(${ipv4.masked(four, '32')} AS UHUGEINT) + 281470681743360 ELSE ${bind(digits, 'd', `CASE WHEN d IS NOT NULL THEN ${half(1)} * 18446744073709551616::UHUGEINT + ${half(17)} END`)} END`;
  const own = `CASE WHEN NOT contains(s, '/') THEN 128 WHEN regexp_full_match(split_part(s, '/', 2), '[0-9]{1,3}') THEN CAST(split_part(s, '/', 2) AS BIGINT) END`;
  const bits = `CASE WHEN ${ipv4.number(four)} IS NOT NULL THEN 96 + ${ipv4.suffix(four)} WHEN ${own} <= 128 THEN ${own} END`;
  return bind(text, 's', `{n: ${number}, b: ${bits}}`);
}

/** The number with what lies behind the first bits cut off. */
const cut = (number: string, bits: string): string =>
  `CASE WHEN ${bits} <= 0 THEN 0::UHUGEINT ELSE ${number} >> CAST(128 - ${bits} AS UHUGEINT) END`;

/** Under the shortest of the two prefixes and a given one: -1, 0 or 1. */
const compare = (one: string, other: string, given: string): string =>
  bind(
    `[${read(one)}, ${read(other)}]`,
    'v',
    bind(
      `least(struct_extract(v[1], 'b'), struct_extract(v[2], 'b'), ${given})`,
      'm',
      `CASE WHEN struct_extract(v[1], 'n') IS NULL OR struct_extract(v[2], 'n') IS NULL OR struct_extract(v[1], 'b') IS NULL OR struct_extract(v[2], 'b') IS NULL THEN NULL WHEN (${cut(`struct_extract(v[1], 'n')`, 'm')}) = (${cut(`struct_extract(v[2], 'n')`, 'm')}) THEN 0::BIGINT WHEN struct_extract(v[1], 'n') < struct_extract(v[2], 'n') THEN -1 ELSE 1 END`,
    ),
  );

/** All digits of the masked address; nothing of what is no address. */
/** Two colons before an IPv4 address: `ffff` stands between them to the comparisons, but not here. */
const bare = (address: string): string =>
  `CASE WHEN regexp_matches(${address}, '^::[0-9]+[.]') THEN 281470681743360 ELSE 0 END`;

const canonical = (address: string, given: string): string =>
  bind(
    bind(
      read(address),
      'r',
      `{n: struct_extract(r, 'n') - (${bare(address)})::UHUGEINT, b: struct_extract(r, 'b')}`,
    ),
    'v',
    bind(
      `CASE WHEN struct_extract(v, 'n') IS NULL OR struct_extract(v, 'b') IS NULL OR ${given} NOT BETWEEN 0 AND 128 THEN NULL WHEN least(struct_extract(v, 'b'), ${given}) = 0 THEN repeat('0', 32) ELSE lpad(lower(to_hex(struct_extract(v, 'n') >> CAST(128 - least(struct_extract(v, 'b'), ${given}) AS UHUGEINT) << CAST(128 - least(struct_extract(v, 'b'), ${given}) AS UHUGEINT))), 32, '0') END`,
      'h',
      `coalesce(${Array.from({ length: 8 }, (_, index) => `substr(h, ${index * 4 + 1}, 4)`).join(` || ':' || `)}, '')`,
    ),
  );

/** IPv6 addresses as text, IPv4 ones among them, with or without a prefix length. */
export const ipv6 = { compare, canonical };
