import { coerce } from './coerce.js';
import { call, type Expr, type FunctionName, literal } from './tree.js';
import { Refusal, type Scalar, type Span } from './types.js';

/** Turns a call's arguments into an expression; the span is the call's. */
export type Lowering = (args: Expr[], span: Span) => Expr;

export type Lowerings = Readonly<Record<string, Lowering>>;

/** A function whose arguments have fixed types; those after the first `required` may be left out. */
export function fixed(
  name: FunctionName,
  types: Scalar[],
  type: Scalar,
  required = types.length,
): Lowering {
  return (args, span) => {
    if (args.length < required || args.length > types.length) {
      throw new Refusal(span, `this number of arguments is not supported`);
    }
    const made = args.map((arg, index) => coerce(arg, types[index] ?? 'string', span));
    return call(name, type, ...made);
  };
}

/** The argument at that place; absent ones have been found by the binder. */
export function at(args: Expr[], index: number, span: Span): Expr {
  const arg = args[index];
  if (!arg) throw new Refusal(span, `argument ${index + 1} is missing`);
  return arg;
}

/** The constant text that an argument has to be. */
export function constantText(args: Expr[], index: number, span: Span, what: string): string {
  const arg = at(args, index, span);
  if (arg.kind === 'literal' && typeof arg.value === 'string') return arg.value;
  throw new Refusal(span, `${what} that is not a constant is not supported`);
}

export function constantNumber(args: Expr[], index: number, span: Span, what: string): number {
  const arg = at(args, index, span);
  if (arg.kind === 'literal' && typeof arg.value === 'bigint') return Number(arg.value);
  throw new Refusal(span, `${what} that is not a constant is not supported`);
}

/** The value as text, as `tostring` has it: for functions that take a value of any type. */
export const asText = (expr: Expr): Expr =>
  expr.type === 'string' ? expr : call('to_string', 'string', expr);

export const text = (value: string): Expr => literal('string', value);

export const long = (value: number): Expr => literal('long', BigInt(value));

export const real = (value: number): Expr => literal('real', value);

/** The expression when the condition holds, else the other. */
export const choose = (when: Expr, result: Expr, otherwise: Expr): Expr => ({
  kind: 'case',
  type: result.type,
  branches: [{ when, result }],
  otherwise,
});

/** An argument of that type, or the fallback where it is left out. */
export const optional = (
  args: Expr[],
  index: number,
  type: Scalar,
  fallback: Expr,
  span: Span,
): Expr => (args[index] ? coerce(at(args, index, span), type, span) : fallback);
