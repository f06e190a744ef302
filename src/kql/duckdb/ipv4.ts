import { bind } from './printer.js';

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const plain = `(?:${octet}\\.){3}${octet}`;
const withPrefix = `${plain}(?:/(?:3[0-2]|[12]?[0-9]))?`;

/**
 * RFC 1918 only: loopback and link-local addresses are not private to Kusto. An address with a prefix length stands for
 * its network, which lies in a private range only where the prefix is at least as long as the range's.
 */
const privateRange = [
  String.raw`10\.[0-9.]*(?:/(?:[89]|[12][0-9]|3[0-2]))?`,
  String.raw`172\.(?:1[6-9]|2[0-9]|3[01])\.[0-9.]*(?:/(?:1[2-9]|2[0-9]|3[0-2]))?`,
  String.raw`192\.168\.[0-9.]*(?:/(?:1[6-9]|2[0-9]|3[0-2]))?`,
].join('|');

const part = (text: string, index: number): string =>
  `CAST(split_part(split_part(${text}, '/', 1), '.', ${index}) AS BIGINT)`;

const whole = (text: string): string =>
  `(${part(text, 1)} * 16777216 + ${part(text, 2)} * 65536 + ${part(text, 3)} * 256 + ${part(text, 4)})`;

const bitsOf = (text: string): string =>
  `CASE WHEN contains(${text}, '/') THEN CAST(split_part(${text}, '/', 2) AS BIGINT) ELSE 32 END`;

/** How many addresses share the first `bits` bits. */
const block = (bits: string): string => `CAST(1::BIGINT << (32 - ${bits}) AS BIGINT)`;

const valid = (text: string): string => `regexp_full_match(${text}, '${withPrefix}')`;

/** The address as a number, with what its own prefix leaves out cleared. */
function number(text: string): string {
  const size = block(`(${bitsOf(text)})`);
  return `CASE WHEN ${valid(text)} THEN ${whole(text)} - ${whole(text)} % ${size} END`;
}

const isPrivate = (text: string): string =>
  `CASE WHEN ${valid(text)} THEN regexp_full_match(${text}, '${privateRange}') END`;

/** Kusto compares under the shorter of the two prefixes. */
function isInRange(address: string, range: string): string {
  const size = block(`least(${bitsOf(address)}, ${bitsOf(range)})`);
  return `CASE WHEN ${valid(address)} AND ${valid(range)} THEN ${whole(address)} // ${size} = ${whole(range)} // ${size} END`;
}

/** The numbers of the addresses' networks under the shortest of their prefixes and a given one: -1, 0 or 1. */
function compare(one: string, other: string, given: string): string {
  const size = block(`greatest(least(${bitsOf(one)}, ${bitsOf(other)}, ${given}), 0)`);
  const [left, right] = [one, other].map((text) => `(${whole(text)} // ${size})`);
  return `CASE WHEN ${valid(one)} AND ${valid(other)} THEN CAST(sign(${left} - ${right}) AS BIGINT) END`;
}

const suffix = (text: string): string => `CASE WHEN ${valid(text)} THEN ${bitsOf(text)} END`;

/** The number of the address with all but its first bits cleared. */
function masked(text: string, bits: string): string {
  const size = block(`least(${bitsOf(text)}, ${bits})`);
  return `CASE WHEN ${valid(text)} AND ${bits} BETWEEN 0 AND 32 THEN ${whole(text)} - ${whole(text)} % ${size} END`;
}

/** The masked address as text; nothing of what is no address or mask. */
function format(text: string, bits: string, withMask: boolean): string {
  const address = `printf('%d.%d.%d.%d', n // 16777216, n // 65536 % 256, n // 256 % 256, n % 256)`;
  const tail = withMask ? ` || '/' || least(${bitsOf(text)}, ${bits})` : '';
  return bind(masked(text, bits), 'n', `CASE WHEN n IS NULL THEN '' ELSE ${address}${tail} END`);
}

/** IPv4 addresses as text, with or without a prefix length; what is no address gives null. */
export const ipv4 = { number, isPrivate, isInRange, compare, suffix, masked, format };
