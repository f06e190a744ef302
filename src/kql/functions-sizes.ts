import {
  at,
  choose,
  constantText,
  type Lowering,
  type Lowerings,
  long,
  optional,
  text,
} from './arguments.js';
import { coerce } from './coerce.js';
import { call, type Expr, literal } from './tree.js';
import { Refusal } from './types.js';

const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `format_bytes(size [, digits [, unit]])`: in the largest unit of which there is one, unless one is named. */
const formatBytes: Lowering = (args, span) => {
  const size = coerce(at(args, 0, span), 'real', span);
  const digits = optional(args, 1, 'long', long(0), span);
  const named = args[2] ? constantText(args, 2, span, 'a unit') : '';
  const wanted = named === '' ? units : units.filter((unit) => unit === named);
  if (wanted.length === 0)
    throw new Refusal(span, `the unit ${JSON.stringify(named)} is not supported`);
  const inUnit = (unit: string): Expr => {
    const scale = literal('real', 1024 ** units.indexOf(unit));
    return call(
      'size_text',
      'string',
      call('divide', 'real', size, scale),
      digits,
      text(` ${unit}`),
    );
  };
  return wanted.slice(1).reduce<Expr>(
    (otherwise, unit) => {
      const least = literal('real', 1024 ** units.indexOf(unit));
      return choose(call('greater_equal', 'bool', size, least), inUnit(unit), otherwise);
    },
    inUnit(wanted[0] ?? 'Bytes'),
  );
};

/** Functions of sizes by name. */
export const sizeFunctions: Lowerings = { format_bytes: formatBytes };
