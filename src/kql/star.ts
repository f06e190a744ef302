import { call, column, type Expr, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

const words = ['true', 'false', 'nan', 'infinity'];

/** Whether a number, a time, a bool or a GUID may hold it when it is written as text. */
const maySpell = (needle: string): boolean => {
  const lower = needle.toLowerCase();
  return words.some((word) => word.includes(lower)) || /^[0-9a-ftz:.,+\-{}() ]*$/.test(lower);
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
    else if (maySpell(`${needle.value}`)) {
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
