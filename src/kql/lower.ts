import { dictionary } from '../model/dictionary.js';
import { enter } from './lower-call.js';
import { expression } from './lower-expr.js';
import { externalData } from './lower-external.js';
import { operators } from './lower-operators.js';
import { severalValues } from './lower-several.js';
import { renamed } from './lower-summarize.js';
import { isResolved } from './resolved.js';
import { type Named, rootScope, type Scope, withNames } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/** A bound query as a relational tree. Throws Refusal where something is not supported. */
export function lower(query: Syntax, options: Pick<Scope, 'files' | 'tables'>): Rel {
  const labels = { byName: new Map(), byRel: new WeakMap() };
  let scope = rootScope({
    relation,
    pipeline,
    several: severalValues,
    declare,
    view,
    labels,
    settings: new Map(),
    ...options,
  });
  const statements = list(query, 'Statements');
  let result: Rel | undefined;
  for (const statement of statements) {
    if (statement.kind === 'LetStatement') scope = declare(statement, scope);
    else if (statement.kind === 'SetOptionStatement') scope = setting(statement, scope);
    else if (statement.kind === 'ExpressionStatement' && !result) {
      const tabular = need(statement, 'Expression');
      if (tabular.type.kind === 'scalar')
        throw new Refusal(tabular, 'this is a value and no table: write print before it');
      const last = field(tabular, 'Operator');
      result = relation(tabular, last ? { ...scope, last } : scope);
      if (last?.kind === 'SummarizeOperator') result = renamed(last, result);
    } else throw new Refusal(statement, 'more than one query, or this statement, is not supported');
  }
  if (!result) throw new Refusal(query, 'there is no query');
  if (!isResolved(result)) {
    throw new Refusal(query, 'this combination of operators is not supported');
  }
  return result;
}

/** Options that bound what a query may use, and change no result. */
const harmless =
  /^(notruncation|norequesttimeout|servertimeout|truncationmax\w+|maxmemory\w+|query_results_cache_max_age)$/;

/** Options that functions look at. */
const heeded = /^query_bin_auto_(size|at)$/;

function setting(statement: Syntax, scope: Scope): Scope {
  const name = need(statement, 'Name').text;
  const clause = field(statement, 'ValueClause');
  if (heeded.test(name) && clause) {
    const value = expression(need(clause, 'Expression'), scope);
    return { ...scope, settings: new Map([...scope.settings, [name, value]]) };
  }
  if (harmless.test(name)) return scope;
  throw new Refusal(statement, `the option ${name} is not supported`);
}

function declare(statement: Syntax, scope: Scope): Scope {
  const value = need(statement, 'Expression');
  const name = need(statement, 'Name').text.replace(/^\[\s*(['"])(.*)\1\s*\]$/, '$2');
  return withNames(scope, [[name, meaning(value, scope)]]);
}

function meaning(value: Syntax, scope: Scope): Named {
  if (value.kind === 'FunctionDeclaration') {
    return { kind: 'function', declaration: value, scope };
  }
  if (value.type.kind === 'table') return { kind: 'table', value: relation(value, scope) };
  return { kind: 'scalar', value: expression(value, scope) };
}

function relation(node: Syntax, scope: Scope): Rel {
  const made = build(node, scope);
  check(node, made);
  return made;
}

function pipeline(node: Syntax, input: Rel, scope: Scope): Rel {
  const made =
    node.kind === 'PipeExpression'
      ? operate(need(node, 'Operator'), pipeline(need(node, 'Expression'), input, scope), scope)
      : operate(node, input, scope);
  check(node, made);
  return made;
}

function build(node: Syntax, scope: Scope): Rel {
  if (node.kind === 'PipeExpression') {
    const operator = need(node, 'Operator');
    if (operator.kind === 'InvokeOperator') {
      const input = relation(need(node, 'Expression'), scope);
      return ownFunction(need(operator, 'Function'), scope, input);
    }
    const before = need(node, 'Expression');
    const counted = operator.kind === 'CountOperator' && before.kind === 'UnionOperator';
    return operate(operator, relation(before, counted ? { ...scope, counted } : scope), scope);
  }
  const make = sources[node.kind];
  if (make) return make(node, scope);
  return operate(node, undefined, scope);
}

function operate(node: Syntax, input: Rel | undefined, scope: Scope): Rel {
  const lowering = operators[node.kind];
  if (!lowering) {
    const name = /^[a-z][a-z-]*/i.exec(node.text)?.[0] ?? node.kind;
    throw new Refusal({ start: node.start, length: name.length }, `${name} is not supported`);
  }
  return lowering(node, input, scope);
}

const show = (columns: Column[]): string =>
  columns.map((column) => `${column.name}:${column.type}`).join(', ');

/** The binder gives every `scan` a column for the match, the engine only where one is asked for. */
const withoutMatchId = (node: Syntax, columns: Column[]): Column[] =>
  /\|\s*scan\b/.test(node.text) ? columns.filter(({ name }) => name !== 'match_id') : columns;

const byName = (one: Column, other: Column): number => one.name.localeCompare(other.name);

/**
 * The binder and this compiler have to agree on every relation's columns: a difference is refused, not returned. Only
 * int and long are not told apart: the engine differs from the binder there.
 */
function check(node: Syntax, made: Rel): void {
  if (node.type.kind !== 'table') return;
  const said = made.columns.some(({ name }) => name === 'match_id')
    ? node.type.columns
    : withoutMatchId(node, node.type.columns);
  const theirs = said.map(({ name, type }, index): Column => {
    const ours = made.columns[index];
    const whole = [type, ours?.type].every((each) => each === 'int' || each === 'long');
    const known =
      ours?.type === 'real' && /\b(ceiling|jaccard_index|datetime_diff)\s*\(/.test(node.text);
    return { name, type: (whole || known) && ours ? ours.type : type };
  });
  if (show(theirs) === show(made.columns)) return;
  // Here the engine has the columns in another order than the binder.
  const reordered = made.kind === 'join' && made.also?.name === 'ipv6_matches';
  if (reordered && show(theirs.toSorted(byName)) === show(made.columns.toSorted(byName))) return;
  throw new Refusal(
    node,
    `these columns are not supported: ${show(theirs)} became ${show(made.columns)}`,
  );
}

function named(node: Syntax, scope: Scope): Rel {
  const name = node.refers || node.text;
  const own = scope.names.get(name);
  if (own?.kind === 'table') return own.value;
  if (own?.kind === 'function') return callOf(node, own, scope);
  const labelled = scope.labels.byName.get(name);
  if (labelled && node.refersTo !== 'table') return labelled;
  if (own) throw new Refusal(node, `${node.text} is not a table here`);
  if (node.refersTo !== 'table' || node.type.kind !== 'table') {
    throw new Refusal(node, `${node.text} is not supported as a table`);
  }
  return { kind: 'table', name: node.refers, version: 'main', columns: node.type.columns };
}

function datatable(node: Syntax, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this datatable is not supported');
  const { columns } = node.type;
  const cells = list(node, 'Values');
  const rows: Expr[][] = [];
  for (let start = 0; start < cells.length; start += columns.length) {
    rows.push(
      columns.map((column, index) => {
        const cell = cells[start + index];
        if (!cell) throw new Refusal(node, 'the last row of the datatable is not complete');
        return cellOf(expression(cell, scope), column.type, cell);
      }),
    );
  }
  return { kind: 'values', columns, rows };
}

const isWhole = (type: Expr['type']): boolean => type === 'int' || type === 'long';

/** A cell of a datatable may be written as another type's literal; a null stands for any type's. */
function cellOf(value: Expr, type: Expr['type'], node: Syntax): Expr {
  if (value.type === type) return value;
  if (value.kind === 'literal') {
    const { value: constant } = value;
    if (constant === null) return literal(type, null);
    if (type === 'real' && (typeof constant === 'bigint' || typeof constant === 'number')) {
      return literal('real', Number(constant));
    }
    if (isWhole(type) && isWhole(value.type)) return literal(type, constant);
    if (type === 'dynamic' && typeof constant === 'string' && value.type === 'string') {
      return literal('dynamic', JSON.stringify(constant));
    }
    if (type === 'dynamic' && typeof constant === 'bigint') return literal(type, `${constant}`);
  }
  throw new Refusal(node, `a ${value.type} in a column of ${type} is not supported`);
}

const sources: Record<string, (node: Syntax, scope: Scope) => Rel> = dictionary({
  NameReference: named,
  ParenthesizedExpression: (node, scope) => relation(need(node, 'Expression'), scope),
  MaterializeExpression: (node, scope) => relation(need(node, 'Expression'), scope),
  DataTableExpression: datatable,
  ExternalDataExpression: externalData,
  FunctionCallExpression: (node, scope) => ownFunction(node, scope),
});

function ownFunction(node: Syntax, scope: Scope, input?: Rel): Rel {
  const name = need(node, 'Name');
  const own = scope.names.get(name.text);
  if (own?.kind !== 'function' && name.text === 'table') return tableNamed(node, scope);
  if (own?.kind !== 'function') throw new Refusal(name, `${name.text}() is not supported`);
  return callOf(node, own, scope, input);
}

/** `table("name")`: a table by a constant name. */
function tableNamed(node: Syntax, scope: Scope): Rel {
  const [argument] = list(need(node, 'ArgumentList'), 'Expressions');
  const name = argument && expression(argument, scope);
  if (name?.kind !== 'literal' || typeof name.value !== 'string') {
    throw new Refusal(node, 'a table whose name is not constant is not supported');
  }
  const own = scope.names.get(name.value);
  if (own?.kind === 'table') return own.value;
  const columns = scope.tables.get(name.value);
  if (!columns) throw new Refusal(argument ?? node, `there is no table ${name.value}`);
  return { kind: 'table', name: name.value, version: 'main', columns };
}

/** A view that a `*` stands for. */
function view(name: string, node: Syntax, scope: Scope): Rel {
  const own = scope.names.get(name);
  if (own?.kind !== 'function') throw new Error(`${name} is no view`);
  return callOf(node, own, scope);
}

/** What a tabular function that the query declares gives. */
function callOf(
  node: Syntax,
  own: Extract<Named, { kind: 'function' }>,
  scope: Scope,
  input?: Rel,
): Rel {
  const given =
    node.kind === 'FunctionCallExpression' ? list(need(node, 'ArgumentList'), 'Expressions') : [];
  const calling = { node, own, given, scope, lower: expression };
  const { result, inner } = enter(input ? { ...calling, input } : calling);
  return relation(result, inner);
}
