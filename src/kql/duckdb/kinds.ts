import type { Printer } from './printer.js';
import { quoteText, sqlTypes } from './text.js';

/** Functions of what kind of value a dynamic holds. */
export const kinds = {
  kind_of: ([value = '']) =>
    `CASE json_type(${value}) WHEN 'BOOLEAN' THEN 'bool' WHEN 'BIGINT' THEN 'long' WHEN 'UBIGINT' THEN 'long' WHEN 'DOUBLE' THEN 'real' WHEN 'VARCHAR' THEN 'string' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'dictionary' ELSE 'null' END`,
  // The row's value is part of the text, so that nothing is refused before there is a row.
  refuse: ([message = '', row = ''], call) =>
    `CAST(error(${message} || ${quoteText(' is not supported')} || left(CAST(${row} AS VARCHAR), 0)) AS ${sqlTypes[call.type]})`,
  fail: ([message = '', row = ''], call) =>
    `CAST(error(${message} || left(CAST(${row} AS VARCHAR), 0)) AS ${sqlTypes[call.type]})`,
} satisfies Record<string, Printer>;
