import { text } from './arguments.js';
import { call, type Expr } from './tree.js';
import { Refusal, type Span } from './types.js';

/** A format's tokens: runs of one letter, or what stands between them. */
function tokens(format: string, span: Span): string[] {
  const found = format.match(/([A-Za-z])\1*|[^A-Za-z]/g) ?? [];
  for (const token of found) {
    if (!/^([A-Za-z]|[ /\-:,._[\]])/.test(token)) {
      throw new Refusal(span, `${JSON.stringify(token)} in a format is not supported`);
    }
  }
  return found;
}

/** The part of a time as a number, at least so many digits wide. */
const padded = (value: Expr, digits: number): Expr =>
  call('pad_number', 'string', value, { kind: 'literal', type: 'long', value: BigInt(digits) });

const refuse = (token: string, span: Span): never => {
  throw new Refusal(span, `${JSON.stringify(token)} in a format is not supported`);
};

/** The pieces whose concatenation is the instant in the format of `format_datetime`. */
export function dateFormat(time: Expr, format: string, span: Span): Expr[] {
  const part = (unit: string): Expr => call('date_part', 'long', time, text(unit));
  return tokens(format, span).map((token): Expr => {
    const width = token.length;
    if (/^[f]+$/.test(token) && width <= 7) {
      return call('fraction', 'string', part('tick'), text('f'.repeat(width)));
    }
    if (/^[F]+$/.test(token) && width <= 7) {
      // Whether a point before it goes with its zeros is not documented.
      if (format.includes(`.${token}`)) refuse(`.${token}`, span);
      return call('fraction', 'string', part('tick'), text('F'.repeat(width)));
    }
    switch (token) {
      case 'yyyy':
        return padded(part('year'), 4);
      case 'yy':
        return padded(call('modulo', 'long', part('year'), literalLong(100)), 2);
      case 'M':
      case 'MM':
        return padded(part('month'), width);
      case 'd':
      case 'dd':
        return padded(part('day'), width);
      case 'H':
      case 'HH':
        return padded(part('hour'), width);
      case 'h':
      case 'hh':
        return padded(part('hour12'), width);
      case 'm':
      case 'mm':
        return padded(part('minute'), width);
      case 's':
      case 'ss':
        return padded(part('second'), width);
      case 'tt':
        return call('half_of_day', 'string', time);
      default:
        return /^[A-Za-z]/.test(token) ? refuse(token, span) : text(token);
    }
  });
}

const literalLong = (value: number): Expr => ({
  kind: 'literal',
  type: 'long',
  value: BigInt(value),
});

/** The pieces whose concatenation is the length of time in the format of `format_timespan`. */
export function spanFormat(value: Expr, format: string, span: Span): Expr[] {
  const part = (ticks: number, cycle?: number): Expr =>
    call(
      'timespan_part',
      'long',
      value,
      literalLong(ticks),
      ...(cycle === undefined ? [] : [literalLong(cycle)]),
    );
  return tokens(format, span).map((token): Expr => {
    const width = token.length;
    if (/^d+$/.test(token) && width <= 8) return padded(part(864_000_000_000), width);
    if (/^[fF]+$/.test(token) && width <= 7) {
      if (format.includes(`.F`)) refuse(`.${token}`, span);
      const ticks = part(1, 10_000_000);
      return call('fraction', 'string', ticks, text(token));
    }
    switch (token) {
      case 'h':
      case 'H':
      case 'hh':
      case 'HH':
        return padded(part(36_000_000_000, 24), width);
      case 'm':
      case 'mm':
        return padded(part(600_000_000, 60), width);
      case 's':
      case 'ss':
        return padded(part(10_000_000, 60), width);
      default:
        return /^[A-Za-z]/.test(token) ? refuse(token, span) : text(token);
    }
  });
}
