import { elements } from './arrays.js';
import { attempt, bind, type Printer, unsupported } from './printer.js';
import { quoteText } from './text.js';

/** Bytes of what is no base64 are null. */
const bytes = (text: string): string => attempt([text], (given = '') => `from_base64(${given})`);

/** The places in a GUID's hexadecimal digits where each byte of its binary form stands: the first three parts are little-endian. */
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

const reordered = (digits: string): string =>
  guidOrder.map((place) => `substr(${digits}, ${place * 2 + 1}, 2)`).join(' || ');

/**
 * Percent encoding with digits in lower case. Letters, digits and `-_.!*()` stay as they are, as .NET has it; DuckDB
 * keeps `~` and encodes `!*()`.
 */
const encoded = (text: string, blank: string): string => {
  const lower = `array_to_string(list_transform(string_split(url_encode(${text}), '%'), lambda p, i: CASE WHEN i = 1 THEN p ELSE lower(left(p, 2)) || substr(p, 3) END), '%')`;
  const pairs = [
    ['~', '%7e'],
    ['%21', '!'],
    ['%2a', '*'],
    ['%28', '('],
    ['%29', ')'],
    ['%20', blank],
  ];
  return pairs.reduce((made, [from, to]) => `replace(${made}, '${from}', '${to}')`, lower);
};

const queryOf = (query: string): string => {
  const key = `CAST(to_json(split_part(kv, '=', 1)) AS VARCHAR)`;
  const value = `CAST(to_json(CASE WHEN contains(kv, '=') THEN substr(kv, strpos(kv, '=') + 1) ELSE '' END) AS VARCHAR)`;
  const pairs = `list_filter(string_split(${query}, '&'), lambda kv: kv <> '')`;
  const keys = `list_transform(q, lambda kv: split_part(kv, '=', 1))`;
  const made = `CAST('{' || array_to_string(list_transform(q, lambda kv: ${key} || ':' || ${value}), ',') || '}' AS JSON)`;
  const refusal = unsupported('a query parameter that comes twice', 'q', 'JSON');
  return bind(
    pairs,
    'q',
    `CASE WHEN len(list_distinct(${keys})) < len(q) THEN ${refusal} ELSE ${made} END`,
  );
};

const url = String.raw`^(?:([A-Za-z][A-Za-z0-9+.\-]*)://(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::([0-9]*))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$`;
const urlParts = ['s', 'u', 'w', 'h', 'p', 'd', 'q', 'f'];

const parseUrl: Printer = ([text = '']) =>
  bind(
    `regexp_extract(${text}, ${quoteText(`(?s)${url}`)}, [${urlParts.map((part) => `'${part}'`).join(', ')}])`,
    'r',
    `json_object('Scheme', struct_extract(r, 's'), 'Host', struct_extract(r, 'h'), 'Port', struct_extract(r, 'p'), 'Path', struct_extract(r, 'd'), 'Username', struct_extract(r, 'u'), 'Password', struct_extract(r, 'w'), 'Query Parameters', ${queryOf(`struct_extract(r, 'q')`)}, 'Fragment', struct_extract(r, 'f'))`,
  );

const path = String.raw`^(?:([A-Za-z][A-Za-z0-9+.\-]+)://)?(.*?)([^\\/]*)$`;

/** Parts of a Windows, Unix or UNC path, or of a file URL. The stream's name is what follows a colon in the last part. */
const parsePath: Printer = ([text = '']) => {
  const whole = `regexp_extract(${text}, ${quoteText(`(?s)${path}`)}, ['s', 'd', 'n'])`;
  const name = `split_part(struct_extract(r, 'n'), ':', 1)`;
  const directory = `regexp_replace(struct_extract(r, 'd'), '[\\\\/]+$', '')`;
  const made = `json_object('Scheme', struct_extract(r, 's'), 'RootPath', regexp_extract(struct_extract(r, 'd'), '^[A-Za-z]:[\\\\/]'), 'DirectoryPath', ${directory}, 'DirectoryName', regexp_extract(${directory}, '[^\\\\/]*$'), 'Filename', ${name}, 'Extension', CASE WHEN contains(${name}, '.') THEN regexp_extract(${name}, '[^.]*$') ELSE '' END, 'AlternateDataStreamName', CASE WHEN contains(struct_extract(r, 'n'), ':') THEN substr(struct_extract(r, 'n'), strpos(struct_extract(r, 'n'), ':') + 1) ELSE '' END)`;
  return bind(whole, 'r', made);
};

const csvField = String.raw`"(?:[^"]|"")*"|[^",\r\n]*`;

/** The fields of the first record. */
const parseCsv: Printer = ([text = '']) => {
  const record = `regexp_extract(${text}, ${quoteText(`^(?:${csvField})(?:,(?:${csvField}))*`)}) || ','`;
  const fields = `regexp_extract_all(${record}, ${quoteText(`(${csvField}),`)}, 1)`;
  return `to_json(list_transform(${fields}, lambda x: CASE WHEN starts_with(x, '"') THEN replace(substr(x, 2, length(x) - 2), '""', '"') ELSE x END))`;
};

/** Words and quoted parts. An escaped quote is refused when it comes. */
const commandLine: Printer = ([text = '']) =>
  bind(
    text,
    's',
    `CASE WHEN contains(s, '\\"') OR contains(s, '""') THEN ${unsupported('a command line with an escaped quote', 's', 'JSON')} ELSE to_json(list_transform(regexp_extract_all(s, '(?:[^\\s"]|"[^"]*"?)+'), lambda x: replace(x, '"', ''))) END`,
  );

/** Encodings, and texts with a structure of their own. */
export const encodings = {
  base64_decode: ([text = '']: string[]) =>
    `coalesce(${attempt([bytes(text)], (given = '') => `decode(${given})`)}, '')`,
  base64_decode_bytes: ([text = '']: string[]) =>
    bind(
      `hex(${bytes(text)})`,
      'h',
      `CASE WHEN h IS NOT NULL THEN to_json(list_transform(range(0, length(h) // 2), lambda i: CAST('0x' || substr(h, 2 * i + 1, 2) AS INTEGER))) END`,
    ),
  base64_encode_bytes: ([array = '']: string[]) =>
    `coalesce(to_base64(unhex(array_to_string(list_transform(${elements(array)}, lambda x: printf('%02x', CAST(x AS INTEGER))), ''))), '')`,
  base64_decode_guid: ([text = '']: string[]) =>
    bind(
      `hex(${bytes(text)})`,
      'h',
      `CASE WHEN length(h) = 32 THEN CAST(${reordered('h')} AS UUID) END`,
    ),
  base64_encode_guid: ([guid = '']: string[]) =>
    bind(
      `replace(CAST(${guid} AS VARCHAR), '-', '')`,
      'h',
      `coalesce(to_base64(unhex(${reordered('h')})), '')`,
    ),
  url_encode: ([text = '']: string[]) => encoded(text, '+'),
  url_encode_component: ([text = '']: string[]) => encoded(text, '%20'),
  url_decode: ([text = '']: string[]) =>
    `coalesce(${attempt([text], (given = '') => `url_decode(replace(${given}, '+', ' '))`)}, ${unsupported('percent-encoding of what is no UTF-8', text, 'VARCHAR')})`,
  parse_url: parseUrl,
  parse_url_query: ([text = '']: string[]) =>
    `json_object('Query Parameters', ${queryOf(`ltrim(${text}, '?')`)})`,
  parse_path: parsePath,
  parse_csv: parseCsv,
  parse_command_line: commandLine,
  code_points: ([text = '']: string[]) =>
    `to_json(list_transform(list_filter(string_split(${text}, ''), lambda x: x <> ''), lambda x: unicode(x)))`,
  text_of_code_points: ([array = '']: string[]) =>
    `CASE WHEN json_type(${array}) = 'ARRAY' THEN coalesce(${attempt([array], (given = '') => `array_to_string(list_transform(${elements(given)}, lambda x: chr(CAST(x AS INTEGER))), '')`)}, ${unsupported('a code point that is none', array, 'VARCHAR')}) ELSE '' END`,
} satisfies Record<string, Printer>;
