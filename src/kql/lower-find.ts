import { condition } from './lower-expr.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { column, type Expr, literal, type Rel } from './tree.js';
import { type Column, Refusal } from './types.js';

/** `find in (tables) where … project …`: the rows of several tables that fit, with the table's name. */
export function find(node: Syntax, _input: Rel | undefined, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this find is not supported');
  const tables = field(node, 'InClause');
  if (!tables) throw new Refusal(node, 'find without in (tables) is not supported');
  if (!field(node, 'Project')) throw new Refusal(node, 'find without project is not supported');
  const parameters = list(node, 'Parameters');
  const known = parameters.every((one) => need(one, 'Name').text === 'withsource');
  if (!known) throw new Refusal(node, 'these parameters of find are not supported');
  const [source, ...columns] = node.type.columns;
  if (!source) throw new Refusal(node, 'this find is not supported');
  const inputs = list(tables, 'Expressions').map((part): Rel => {
    if (part.kind !== 'NameReference') {
      throw new Refusal(part, 'find in an expression is not supported');
    }
    const table = scope.relation(part, scope);
    const types = new Map(table.columns.map(({ name, type }) => [name, type]));
    const made = condition(need(node, 'Condition'), { ...scope, types });
    const filtered: Rel = {
      kind: 'filter',
      input: table,
      condition: present(made, types, node),
      columns: table.columns,
    };
    const values = columns.map((wanted): Expr => {
      if (!types.has(wanted.name)) return literal(wanted.type, null);
      return column({ name: wanted.name, type: types.get(wanted.name) ?? wanted.type });
    });
    return {
      kind: 'project',
      input: filtered,
      columns: [source, ...columns],
      values: [literal('string', part.refers || part.text), ...values],
    };
  });
  return { kind: 'union', inputs, columns: [source, ...columns] };
}

/** A condition on columns that the table does not have is refused: what it means there is not known. */
function present(made: Expr, types: Map<string, Column['type']>, node: Syntax): Expr {
  const visit = (part: Expr): void => {
    if (part.kind === 'column' && !types.has(part.name)) {
      throw new Refusal(node, `a table of this find has no column ${part.name}`);
    }
    if (part.kind === 'call') for (const arg of part.args) visit(arg);
  };
  visit(made);
  return made;
}
