import { dictionary } from '../model/dictionary.js';
import { type Column, type Scalar, type Span, scalarNamed } from './types.js';

/** What the binder says that a node yields. */
export type NodeType =
  | { kind: 'scalar'; type: Scalar }
  | { kind: 'table'; columns: Column[]; open: boolean }
  | { kind: 'tuple'; columns: Column[] }
  | { kind: 'other' };

/** A node of the bound syntax tree, as plain data. */
export interface Syntax extends Span {
  /** Microsoft's name of the kind: `FilterOperator`, `EqualExpression`, … */
  kind: string;
  /** Source text. */
  text: string;
  type: NodeType;
  /** Name of what it refers to: a column, table, variable, function or operator. */
  refers: string;
  /** Whether what it refers to is a function that the query itself declares, a built-in one, a column, … */
  refersTo: 'function' | 'column' | 'table' | 'variable' | 'other';
  /** Children by the name that the grammar gives them. */
  fields: Map<string, Syntax>;
  /** Elements of a list, or children without a name. */
  items: Syntax[];
  /** Text of a string literal with its escapes resolved. */
  string: string | undefined;
  /** Of a call of a function that the query declares: its body, bound for this call. `offset` is where the body stands in the query. */
  called(offset: number): Syntax | undefined;
}

interface RawList<T> {
  Count: number;
  getItem(index: number): T;
}

interface RawSymbol {
  Name: string;
  Kind: number;
  Columns?: RawList<RawColumn> | RawColumn[];
  IsOpen?: boolean;
}

interface RawColumn {
  Name: string;
  Type: RawSymbol;
}

interface RawNode {
  Kind: number;
  IsToken?: boolean;
  TextStart: number;
  Width: number;
  Text?: string;
  ValueText?: string;
  ChildCount: number;
  GetChild(index: number): RawNode | null;
  GetName(index: number): string | null;
  ResultType?: RawSymbol | null;
  RawResultType?: RawSymbol | null;
  ReferencedSymbol?: RawSymbol | null;
  IsLiteral?: boolean;
  LiteralValue?: unknown;
  GetCalledFunctionBody?(): RawNode | null;
  toString(): string;
}

interface Runtime {
  System: { Enum: { toString(type: unknown, value: number): string } };
  Kusto: { Language: { Syntax: { SyntaxKind: unknown } } };
  Bridge: { getTypeName(value: unknown): string };
}

function columnsOf(symbol: RawSymbol): Column[] {
  const raw = symbol.Columns ?? [];
  const columns = Array.isArray(raw)
    ? raw
    : Array.from({ length: raw.Count }, (_, index) => raw.getItem(index));
  return columns.map((column) => ({
    name: column.Name,
    // Columns of unknown type are found by the check that every column's type is known; dynamic stands in till then.
    type: scalarNamed(column.Type.Name) ?? 'dynamic',
  }));
}

function typeOf(symbol: RawSymbol | null | undefined, runtime: Runtime): NodeType {
  if (!symbol) return { kind: 'other' };
  const name = runtime.Bridge.getTypeName(symbol);
  if (name.endsWith('.TableSymbol')) {
    return { kind: 'table', columns: columnsOf(symbol), open: symbol.IsOpen === true };
  }
  if (name.endsWith('.TupleSymbol')) return { kind: 'tuple', columns: columnsOf(symbol) };
  const scalar = scalarNamed(name.includes('.Dynamic') ? 'dynamic' : symbol.Name);
  return scalar ? { kind: 'scalar', type: scalar } : { kind: 'other' };
}

const referents: Record<string, Syntax['refersTo']> = dictionary({
  FunctionSymbol: 'function',
  ColumnSymbol: 'column',
  TableSymbol: 'table',
  VariableSymbol: 'variable',
  ParameterSymbol: 'variable',
});

/** The binder's tree as plain data, so that nothing else depends on how the binder was translated from C#. */
export function convert(root: object, text: string): Syntax {
  const runtime = globalThis as unknown as Runtime;
  return convertNode(root as RawNode, { text, offset: 0 }, runtime);
}

/** A text and where it stands in the query. */
interface Source {
  text: string;
  offset: number;
}

function convertNode(node: RawNode, source: Source, runtime: Runtime): Syntax {
  const kind = runtime.System.Enum.toString(runtime.Kusto.Language.Syntax.SyntaxKind, node.Kind);
  const fields = new Map<string, Syntax>();
  const items: Syntax[] = [];
  for (let index = 0; index < node.ChildCount; index += 1) {
    const child = node.GetChild(index);
    if (!child) continue;
    const name = node.GetName(index) ?? '';
    const element = kind === 'List' && child.ChildCount > 0 && isSeparated(child, runtime);
    const target = element ? child.GetChild(0) : child;
    if (!target) continue;
    const converted = convertNode(target, source, runtime);
    if (name === '' || kind === 'List') items.push(converted);
    else fields.set(name, converted);
  }
  const symbol = node.ReferencedSymbol;
  const symbolKind = symbol ? (runtime.Bridge.getTypeName(symbol).split('.').at(-1) ?? '') : '';
  return {
    kind,
    start: node.TextStart + source.offset,
    length: node.Width,
    text: source.text.slice(node.TextStart, node.TextStart + node.Width),
    type: typeOf(node.ResultType, runtime),
    refers: symbol?.Name ?? '',
    refersTo: referents[symbolKind] ?? 'other',
    fields,
    items,
    string: stringOf(node),
    called(offset) {
      const body = node.GetCalledFunctionBody?.();
      return body ? convertNode(body, { text: body.toString(), offset }, runtime) : undefined;
    },
  };
}

function stringOf(node: RawNode): string | undefined {
  if (node.IsToken === true) return node.ValueText;
  return node.IsLiteral === true && typeof node.LiteralValue === 'string'
    ? node.LiteralValue
    : undefined;
}

function isSeparated(node: RawNode, runtime: Runtime): boolean {
  return (
    runtime.System.Enum.toString(runtime.Kusto.Language.Syntax.SyntaxKind, node.Kind) ===
    'SeparatedElement'
  );
}

/** The child of that name; absent optional parts are undefined. */
export function field(node: Syntax, name: string): Syntax | undefined {
  return node.fields.get(name);
}

/** The child of that name, which the grammar demands. */
export function need(node: Syntax, name: string): Syntax {
  const child = node.fields.get(name);
  if (!child) throw new Error(`${node.kind} has no ${name}, only ${[...node.fields.keys()]}`);
  return child;
}

/** The elements of the list of that name; none when it is absent. */
export function list(node: Syntax, name: string): Syntax[] {
  return node.fields.get(name)?.items ?? [];
}
