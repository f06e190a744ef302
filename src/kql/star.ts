import { call, column, type Expr, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

const words = (...all: string[]) => {
  const parts = all.map((word) => word.toLowerCase());
  return (needle: string): boolean => parts.some((word) => word.includes(needle));
};
const like =
  (pattern: RegExp) =>
  (needle: string): boolean =>
    pattern.test(needle);

const isReal = like(/^[-+]?[0-9]*(?:[.,][0-9]*)?(?:e[-+]?[0-9]*)?$/);
const isNoNumber = words('nan', 'infinity', '-infinity');

/** Whether a value of a type may hold a needle in small letters when it is written as text, in whatever form. */
const mayHold: Readonly<Partial<Record<Scalar, (needle: string) => boolean>>> = {
  long: like(/^-?[0-9]*$/),
  int: like(/^-?[0-9]*$/),
  real: (needle) => isReal(needle) || isNoNumber(needle),
  decimal: (needle) => isReal(needle) || isNoNumber(needle),
  bool: words('true', 'false', '0', '1'),
  // No form of an instant has two points.
  datetime: like(/^(?!.*\..*\.)[-0-9apmtz:.,+/ ]*$/),
  timespan: like(/^[-0-9.:dhms]*$/),
  guid: like(/^[-0-9a-f{}()]*$/),
};

/**
 * A condition on any column, as `* has "x"` has it. Columns that hold no text are looked at as text in Kusto: what one
 * of them might hold is refused, and what none can hold is looked for in texts and dynamics alone.
 */
export function anyColumn(
  types: ReadonlyMap<string, Scalar>,
  needle: Expr,
  span: Span,
  test: (text: Expr) => Expr,
): Expr {
  if (needle.kind !== 'literal' || needle.type !== 'string') {
    throw new Refusal(span, 'looking in all columns for what is no constant text is not supported');
  }
  const texts: Expr[] = [];
  for (const [name, type] of types) {
    if (type === 'string') texts.push(column({ name, type }));
    else if (type === 'dynamic') texts.push(call('to_string', 'string', column({ name, type })));
    else if (mayHold[type]?.(`${needle.value}`.toLowerCase()) ?? true) {
      throw new Refusal(
        span,
        `looking for ${JSON.stringify(needle.value)} in all columns is not supported where ${name} is a ${type}: name the columns`,
      );
    }
  }
  const [first, ...rest] = texts.map(test);
  if (!first) return literal('bool', false);
  return rest.reduce<Expr>((made, next) => call('or', 'bool', made, next), first);
}
