import type { Call } from '../tree.js';
import type { Scalar } from '../types.js';
import { ticksSinceZero } from './arithmetic.js';
import { bind, type Printer, present, unsupported } from './printer.js';
import { sqlTypes } from './text.js';

const integerText = String.raw`^\s*[+-]?[0-9]{1,19}\s*$`;
const hexText = '^0[xX][0-9a-fA-F]{1,15}$';
const realText = String.raw`^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$`;

function textToInteger(text: string, type: string): string {
  return `CASE WHEN regexp_matches(${text}, '${integerText}') THEN TRY_CAST(trim(${text}) AS ${type}) WHEN regexp_matches(${text}, '${hexText}') THEN TRY_CAST(${text} AS ${type}) END`;
}

const toInteger: Printer = ([value = ''], call) => {
  const type = sqlTypes[call.type];
  const from = typeOf(call);
  if (from === 'string') return textToInteger(value, type);
  if (from === 'real') {
    return `CASE WHEN isfinite(${value}) THEN TRY_CAST(trunc(${value}) AS ${type}) END`;
  }
  if (from === 'dynamic') {
    return `CASE json_type(${value}) WHEN 'VARCHAR' THEN ${textToInteger(`(${value} ->> '$')`, type)} WHEN 'DOUBLE' THEN TRY_CAST(trunc(CAST(${value} ->> '$' AS DOUBLE)) AS ${type}) WHEN 'BOOLEAN' THEN CASE ${value} ->> '$' WHEN 'true' THEN 1 ELSE 0 END ELSE TRY_CAST(${value} ->> '$' AS ${type}) END`;
  }
  if (from === 'datetime') return `((epoch_us(${value}) + ${ticksSinceZero}) * 10)`;
  return `TRY_CAST(${value} AS ${type})`;
};

const typeOf = (call: Call): Scalar => call.args[0]?.type ?? 'string';

const textToReal = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '${realText}') THEN TRY_CAST(trim(${text}) AS DOUBLE) END`;

const toReal: Printer = ([value = ''], call) => {
  const from = typeOf(call);
  if (from === 'string') return textToReal(value);
  if (from === 'dynamic') return textToReal(`(${value} ->> '$')`);
  return `CAST(${value} AS DOUBLE)`;
};

const textToBool = (text: string): string =>
  `CASE lower(trim(${text})) WHEN 'true' THEN TRUE WHEN '1' THEN TRUE WHEN 'false' THEN FALSE WHEN '0' THEN FALSE END`;

const toBool: Printer = ([value = ''], call) => {
  const from = typeOf(call);
  if (from === 'string') return textToBool(value);
  if (from === 'dynamic') {
    return `CASE json_type(${value}) WHEN 'BOOLEAN' THEN ${value} ->> '$' = 'true' WHEN 'VARCHAR' THEN ${textToBool(`(${value} ->> '$')`)} WHEN 'ARRAY' THEN NULL WHEN 'OBJECT' THEN NULL ELSE TRY_CAST(${value} ->> '$' AS DOUBLE) <> 0 END`;
  }
  return `(${value} <> 0)`;
};

const isoText = String.raw`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,7})?)?\s*(Z|GMT|[+-][0-9]{2}:?[0-9]{2})?)?$`;

/** Other orders, and what makes ISO 8601 or a mail's date of them. */
const reordered: [form: string, as: string][] = [
  [String.raw`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})`, String.raw`\3-\1-\2`],
  [String.raw`^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})`, String.raw`\1-\2-\3`],
  [String.raw`^([0-9]{4})(0[1-9]|1[0-2])([0-2][0-9]|3[01])$`, String.raw`\1-\2-\3`],
  [String.raw`^([A-Za-z]{3}) ([0-9]{1,2}), ([0-9]{4})`, String.raw`\2 \1 \3`],
];

/**
 * RFC 822 and 850, with a time or without: `Sat, 8 Nov 14 15:05:02 GMT`, `08-Nov-14 15:05`. Of two digits, those up to 29
 * are of this century.
 */
const mailText = String.raw`^(?:[A-Za-z]+,\s*)?([0-9]{1,2})[ -]([A-Za-z]{3})[ -]([0-9]{4}|[0-2][0-9])(?:\s+([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\s*(?:GMT|UTC|Z))?)?$`;

const months = [
  'jan(?:uary)?',
  'feb(?:ruary)?',
  'mar(?:ch)?',
  'apr(?:il)?',
  'may',
  'june?',
  'july?',
  'aug(?:ust)?',
  'sep(?:tember)?',
  'oct(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
];

/** Digits with what stands between them in dates, and names of months, days and halves of the day. */
const likeDate = `(?i)^(?:[-0-9 ,:/.+TZ]|${months.join('|')}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|[ap]m|gmt|utc)*[0-9](?:[-0-9 ,:/.+TZ]|${months.join('|')}|[ap]m|gmt|utc)*$`;

/**
 * ISO 8601, RFC 822 and 850, the month first and the year last, and what else Kusto was seen to read. Text with an
 * offset is read as an instant; the session's time zone never takes part. What looks like a date in another form is
 * refused: Kusto reads more than its documents list.
 */
function textToDatetime(text: string): string {
  const given = `trim(${text}, ' ' || chr(9) || chr(10) || chr(13))`;
  const mail = `regexp_extract(s, '${mailText}', ['d', 'm', 'y', 't', 'z'])`;
  const fromMail = bind(
    mail,
    'r',
    `try(CAST(strptime(struct_extract(r, 'd') || ' ' || struct_extract(r, 'm') || ' ' || lpad(struct_extract(r, 'y'), 4, '20') || ' ' || rpad(coalesce(nullif(struct_extract(r, 't'), ''), '00:00'), 8, ':00'), '%d %b %Y %H:%M:%S') AS TIMESTAMP))`,
  );
  const zoned = `regexp_matches(s, '(Z|[+-][0-9]{2}:?[0-9]{2})$') AND contains(s, ':')`;
  const ordered = reordered.reduce(
    (so, [form, as]) => `regexp_replace(${so}, '${form}', '${as}')`,
    given,
  );
  const iso = `regexp_replace(${ordered}, '(:[0-9]{2}(?:\\.[0-9]+)?)\\s*GMT$', '\\1Z')`;
  const read = `CASE WHEN ${zoned} THEN make_timestamp(epoch_us(TRY_CAST(s AS TIMESTAMPTZ))) ELSE TRY_CAST(s AS TIMESTAMP) END`;
  const inYears = bind(
    read,
    't',
    `CASE WHEN t BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN t END`,
  );
  return bind(
    iso,
    's',
    `CASE WHEN regexp_matches(s, '${isoText}') THEN ${inYears} WHEN regexp_matches(s, '${mailText}') THEN ${fromMail} WHEN regexp_matches(s, '${likeDate}') THEN ${unsupported('a datetime in this form', 's', 'TIMESTAMP')} END`,
  );
}

const spanText = String.raw`^\s*(-?)(?:([0-9]{1,8})\.)?([01]?[0-9]|2[0-3]):([0-5]?[0-9])(?::([0-5]?[0-9])(?:\.([0-9]{1,7}))?)?\s*$`;

/** `[-][d.]hh:mm[:ss[.fffffff]]`, as `tostring` writes it. */
function textToTimespan(text: string): string {
  const part = (name: string): string =>
    `CAST(coalesce(nullif(struct_extract(r, '${name}'), ''), '0') AS BIGINT)`;
  const ticks = `${part('d')} * 864000000000 + ${part('h')} * 36000000000 + ${part('m')} * 600000000 + ${part('s')} * 10000000 + CAST(rpad(struct_extract(r, 'f'), 7, '0') AS BIGINT)`;
  return bind(
    `regexp_extract(${text}, '${spanText}', ['g', 'd', 'h', 'm', 's', 'f'])`,
    'r',
    `CASE WHEN struct_extract(r, 'h') <> '' THEN CASE WHEN struct_extract(r, 'g') = '-' THEN -1 ELSE 1 END * (${ticks}) END`,
  );
}

/** Seven digits, as Kusto writes an instant; the last is always 0 here. */
const datetimeText = (value: string): string =>
  `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%f') || '0Z'`;

function timespanText(ticks: string): string {
  const abs = `abs(${ticks})`;
  const days = `CASE WHEN ${abs} >= 864000000000 THEN (${abs} // 864000000000) || '.' ELSE '' END`;
  const clock = `printf('%02d:%02d:%02d', ${abs} // 36000000000 % 24, ${abs} // 600000000 % 60, ${abs} // 10000000 % 60)`;
  const fraction = `CASE WHEN ${abs} % 10000000 <> 0 THEN printf('.%07d', ${abs} % 10000000) ELSE '' END`;
  return `(CASE WHEN ${ticks} < 0 THEN '-' ELSE '' END || ${days} || ${clock} || ${fraction})`;
}

/**
 * Shortest text that reads back as the same double; whole numbers end in `.0`. From where Kusto goes over to exponents
 * is not documented: numbers that would need them are refused.
 */
const realAsText = (value: string): string =>
  `CASE WHEN isfinite(${value}) AND ${value} <> 0 AND (abs(${value}) >= 1e15 OR abs(${value}) < 1e-4) THEN ${unsupported('so large or small a real as text', value, 'VARCHAR')} ELSE replace(replace(CAST(${value} AS VARCHAR), 'inf', 'Infinity'), 'nan', 'NaN') END`;

function textOf(value: string, from: Scalar): string {
  switch (from) {
    case 'string':
      return value;
    case 'bool':
      return `CASE ${value} WHEN TRUE THEN 'True' WHEN FALSE THEN 'False' ELSE '' END`;
    case 'dynamic':
      return `coalesce(${value} ->> '$', '')`;
    case 'datetime':
      return `coalesce(${datetimeText(value)}, '')`;
    case 'timespan':
      return `coalesce(${timespanText(value)}, '')`;
    case 'decimal':
      return `coalesce(regexp_replace(CAST(${value} AS VARCHAR), '\\.?0+$', ''), '')`;
    case 'real':
      return `coalesce(${realAsText(value)}, '')`;
    default:
      return `coalesce(CAST(${value} AS VARCHAR), '')`;
  }
}

function jsonOf(value: string, from: Scalar): string {
  if (from === 'dynamic') return value;
  if (from === 'datetime') return `to_json(${datetimeText(value)})`;
  if (from === 'timespan') return `to_json(${timespanText(value)})`;
  if (from === 'guid') return `to_json(CAST(${value} AS VARCHAR))`;
  // JSON has no such numbers: they stand in it as text.
  if (from === 'real') {
    return `CASE WHEN isfinite(${value}) THEN to_json(${value}) WHEN ${value} IS NOT NULL THEN to_json(${realAsText(value)}) END`;
  }
  return `to_json(${value})`;
}

/** A value of a dynamic as text, else the value itself. */
const textIn = (value: string, call: Call): string =>
  typeOf(call) === 'dynamic' ? `(${value} ->> '$')` : value;

/** A text is compared with a written number, unless reading the text would give another result. */
const textBesideNumber: Printer = ([text = '', number = '']) => {
  const read = textToInteger(text, 'BIGINT');
  const differs = `(${text} = coalesce(CAST(${number} AS VARCHAR), '')) IS DISTINCT FROM coalesce(${read} = ${number}, FALSE)`;
  return `CASE WHEN ${differs} THEN ${unsupported('comparing a number with a text that spells it in another way', text, 'VARCHAR')} ELSE ${text} END`;
};

const decimalText = String.raw`^\s*[+-]?[0-9]{1,32}(\.[0-9]{1,6})?\s*$`;

const toDecimal: Printer = ([value = ''], call) => {
  const type = sqlTypes.decimal;
  if (typeOf(call) !== 'string') return `CAST(${value} AS ${type})`;
  const longer = unsupported('a decimal of so many digits', value, type);
  return `CASE WHEN regexp_matches(${value}, '${decimalText}') THEN TRY_CAST(trim(${value}) AS ${type}) WHEN regexp_matches(${value}, '${realText}') THEN ${longer} END`;
};

const parseVersion: Printer = ([text = '']) => {
  const digits = [1, 2, 3, 4]
    .map((place) => `lpad(split_part(s, '.', ${place}), 8, '0')`)
    .join(' || ');
  const blank = unsupported('a version with blanks around it', 's', sqlTypes.decimal);
  const version = `'^[0-9]{1,8}(\\.[0-9]{1,8}){0,3}$'`;
  return bind(
    text,
    's',
    `CASE WHEN regexp_matches(s, ${version}) THEN CAST(${digits} AS ${sqlTypes.decimal}) WHEN regexp_matches(trim(s), ${version}) THEN ${blank} END`,
  );
};

/** Conversions from one type to another. */
export const conversions = {
  text_beside_number: textBesideNumber,
  to_decimal: toDecimal,
  parse_version: parseVersion,
  widen: ([value = '']: string[], call) => `CAST(${value} AS ${sqlTypes[call.type]})`,
  to_string: ([value = '']: string[], call) => textOf(value, typeOf(call)),
  to_long: toInteger,
  to_int: toInteger,
  to_real: toReal,
  to_bool: toBool,
  to_datetime: ([value = '']: string[], call) => textToDatetime(textIn(value, call)),
  to_timespan: ([value = '']: string[], call) => textToTimespan(textIn(value, call)),
  to_dynamic: ([value = '']: string[], call) => jsonOf(value, typeOf(call)),
  to_guid: ([value = '']: string[], call) => `TRY_CAST(${textIn(value, call)} AS UUID)`,
  parse_json: ([text = '']: string[]) =>
    `CASE WHEN ${text} = '' THEN NULL WHEN json_valid(${text}) THEN ${present(`CAST(${text} AS JSON)`)} ELSE to_json(${text}) END`,
  number_of_dynamic: ([value = '']: string[], call) =>
    `CASE WHEN json_type(${value}) IN ('BIGINT', 'UBIGINT'${call.type === 'real' ? ", 'DOUBLE'" : ''}) THEN TRY_CAST(${value} ->> '$' AS ${sqlTypes[call.type]}) END`,
  bool_of_dynamic: ([value = '']: string[]) =>
    `CASE WHEN json_type(${value}) = 'BOOLEAN' THEN ${value} ->> '$' = 'true' END`,
} satisfies Record<string, Printer>;
