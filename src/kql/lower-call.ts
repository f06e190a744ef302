import { dictionary } from '../model/dictionary.js';
import { coerce } from './coerce.js';
import { convertTo } from './functions.js';
import { type Named, type Scope, withNames } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { column, type Expr, type Rel } from './tree.js';
import { Refusal, scalarNamed } from './types.js';

/** A call of a function that the query declares. */
interface Calling {
  node: Syntax;
  own: Extract<Named, { kind: 'function' }>;
  given: Syntax[];
  /** Where the call stands. */
  scope: Scope;
  lower(node: Syntax, scope: Scope): Expr;
  /** What `invoke` hands to the first parameter. */
  input?: Rel;
}

/** The function's result, and the scope in which it stands: parameters and the body's own `let` statements. */
export function enter(calling: Calling): { result: Syntax; inner: Scope } {
  const { node, own, scope } = calling;
  const written = need(own.declaration, 'Body');
  const body = node.called(written.start) ?? written;
  const given = parameters(calling);
  let inner = withNames(own.scope, given);
  if (given.length > 0) inner = { ...inner, called: true };
  for (const statement of list(body, 'Statements')) inner = scope.declare(statement, inner);
  const result = field(body, 'Expression');
  if (!result) throw new Refusal(node, 'a function without a result is not supported');
  return { result, inner };
}

/** What the parameters stand for: arguments by place, then by name, then defaults. */
function parameters({ node, own, given, scope, lower, input }: Calling): [string, Named][] {
  const declared = list(need(own.declaration, 'Parameters'), 'Parameters');
  const names = declared.map((parameter) => need(need(parameter, 'NameAndType'), 'Name').text);
  const byName = new Map<string, Syntax>();
  const byPlace: Syntax[] = [];
  for (const argument of given) {
    const name = argument.kind === 'SimpleNamedExpression' ? need(argument, 'Name').text : '';
    if (names.includes(name)) byName.set(name, need(argument, 'Expression'));
    else byPlace.push(argument);
  }
  const made: [string, Named][] = [];
  for (const [index, parameter] of declared.entries()) {
    const name = names[index] ?? '';
    if (index === 0 && input) {
      made.push([name, { kind: 'table', value: narrowed(input, parameter) }]);
      continue;
    }
    const argument = byName.get(name) ?? byPlace.shift();
    if (argument?.type.kind === 'table' && isTabular(parameter)) {
      made.push([
        name,
        { kind: 'table', value: narrowed(scope.relation(argument, scope), parameter) },
      ]);
      continue;
    }
    const fallback = field(parameter, 'DefaultValue');
    const source = argument ?? (fallback ? need(fallback, 'Value') : undefined);
    if (!source) throw new Refusal(node, `the argument ${name} is missing`);
    const value = lower(source, argument ? scope : { ...own.scope, names: new Map() });
    made.push([name, { kind: 'scalar', value: typed(value, parameter, source) }]);
  }
  return made;
}

const typeText = (parameter: Syntax): string => need(need(parameter, 'NameAndType'), 'Type').text;

const isTabular = (parameter: Syntax): boolean => typeText(parameter).startsWith('(');

/** A tabular parameter hands on the whole table: its schema only says what there has to be. */
function narrowed(input: Rel, parameter: Syntax): Rel {
  const wanted = [...typeText(parameter).matchAll(/\b([A-Za-z_]\w*)\s*:\s*(\w+)/g)];
  for (const [, name = ''] of wanted) {
    if (!input.columns.some((candidate) => candidate.name === name)) {
      throw new Refusal(parameter, `the table has no column ${name}`);
    }
  }
  return { kind: 'project', input, columns: input.columns, values: input.columns.map(column) };
}

function typed(value: Expr, parameter: Syntax, source: Syntax): Expr {
  const aliases: Record<string, string> = dictionary({
    double: 'real',
    date: 'datetime',
    boolean: 'bool',
    time: 'timespan',
    uuid: 'guid',
    uniqueid: 'guid',
  });
  const text = typeText(parameter);
  const type = scalarNamed(aliases[text] ?? text);
  if (!type) throw new Refusal(parameter, `a parameter of type ${text} is not supported`);
  if (value.type === 'dynamic' && type !== 'dynamic') return convertTo(type)([value], source);
  return coerce(value, type, source);
}
