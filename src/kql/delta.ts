import type { Micros } from '../model/row.js';
import { call, type Expr, literal, type Rel, type Table } from './tree.js';
import { childrenOf, expressionsOf, holds, holdsQuery } from './walk.js';

/**
 * The query that yields just the results that a batch adds to those that there were before: each new row takes part
 * once, with every row that was there. Undefined where a new row can change or take back earlier results (`summarize`,
 * `top`, `distinct`, outer and anti joins, a condition that comes true as time passes): such a query has to run whole.
 *
 * A keyed table (ImageBuilds, …) holds versions; a new version counts as a new row, so that a rule over it has to say by
 * which columns an alert is the same alert again.
 *
 * `driving` are the tables whose new rows count; rows of the others are looked up, whenever they came. All when absent.
 */
export function delta(rel: Rel, driving?: ReadonlySet<string>): Rel | undefined {
  const before = new Map<Rel, Rel>();
  const memory: Memory = {
    old: (part) => rebuilt(part, before, (table) => ({ ...table, version: 'old' })),
    changes: new Map(),
    drives: (table) => driving?.has(table) ?? true,
  };
  const added = change(rel, memory);
  if (added === 'unknown') return undefined;
  return added === 'nothing' ? { kind: 'values', columns: rel.columns, rows: [] } : added;
}

/** What a batch adds: nothing, some rows, or it cannot be told from the batch. */
type Change = Rel | 'nothing' | 'unknown';

/** What was derived already, so that relations that are shared stay shared. */
interface Memory {
  /** The relation over what was there before the batch. */
  old(rel: Rel): Rel;
  changes: Map<Rel, Change>;
  drives(table: string): boolean;
}

function change(rel: Rel, memory: Memory): Change {
  const known = memory.changes.get(rel);
  if (known !== undefined) return known;
  const made = expressionsOf(rel).some(holdsQuery) ? 'unknown' : derive(rel, memory);
  memory.changes.set(rel, made);
  return made;
}

function derive(rel: Rel, memory: Memory): Change {
  switch (rel.kind) {
    case 'table':
      return memory.drives(rel.name) ? { ...rel, version: 'new' } : 'nothing';
    case 'values':
    case 'sequence':
      return 'nothing';
    case 'filter':
      if (!onlyEnds(rel.condition)) return 'unknown';
      return onto(change(rel.input, memory), (input) => ({ ...rel, input }));
    case 'project':
    case 'expand':
      return onto(change(rel.input, memory), (input) => ({ ...rel, input }));
    case 'sort':
      return change(rel.input, memory);
    case 'union':
      return together(
        rel.inputs.map((input) => change(input, memory)),
        rel.columns,
      );
    case 'join':
      return joined(rel, memory);
    case 'aggregate':
    case 'limit':
    case 'distinct':
    case 'first':
    case 'window':
    case 'fold':
    case 'outer':
      return 'unknown';
    case 'apply':
      if (readsTables(rel.inner)) return 'unknown';
      return onto(change(rel.input, memory), (input) => ({ ...rel, input }));
  }
}

const onto = (input: Change, make: (input: Rel) => Rel): Change =>
  typeof input === 'string' ? input : make(input);

function together(parts: Change[], columns: Rel['columns']): Change {
  if (parts.includes('unknown')) return 'unknown';
  const inputs = parts.filter((part) => typeof part !== 'string');
  const [first, ...rest] = inputs;
  if (!first) return 'nothing';
  return rest.length === 0 ? first : { kind: 'union', inputs, columns };
}

function joined(rel: Extract<Rel, { kind: 'join' }>, memory: Memory): Change {
  if (rel.type !== 'inner' && rel.type !== 'semi') return 'unknown';
  const [left, right] = [change(rel.left, memory), change(rel.right, memory)];
  const fromLeft = onto(left, (added) => ({ ...rel, left: added }));
  const fromRight = onto(right, (added): Rel => {
    const matched: Rel = { ...rel, left: memory.old(rel.left), right: added };
    if (rel.type === 'inner') return matched;
    // A row of the left side that had a match before was a result before.
    return { ...rel, type: 'anti', left: matched, right: memory.old(rel.right) };
  });
  return together([fromLeft, fromRight], rel.columns);
}

/** The relation with its tables replaced; those inside expressions too. Parts that are shared stay shared. */
function rebuilt(rel: Rel, made: Map<Rel, Rel>, table: (table: Table) => Rel): Rel {
  const known = made.get(rel);
  if (known) return known;
  const inner = (part: Rel): Rel => rebuilt(part, made, table);
  const result = withInputs(rel, inner, table);
  made.set(rel, result);
  return result;
}

function withInputs(rel: Rel, inner: (rel: Rel) => Rel, table: (table: Table) => Rel): Rel {
  switch (rel.kind) {
    case 'table':
      return table(rel);
    case 'values':
    case 'sequence':
    case 'outer':
      return rel;
    case 'apply':
      return { ...rel, input: inner(rel.input), inner: inner(rel.inner) };
    case 'union':
      return { ...rel, inputs: rel.inputs.map(inner) };
    case 'join':
      return { ...rel, left: inner(rel.left), right: inner(rel.right) };
    case 'filter':
      return { ...rel, input: inner(rel.input), condition: mapQueries(rel.condition, inner) };
    case 'project':
      return {
        ...rel,
        input: inner(rel.input),
        values: rel.values.map((value) => mapQueries(value, inner)),
      };
    default:
      return { ...rel, input: inner(rel.input) };
  }
}

/** The expression with the queries inside it replaced. */
function mapQueries(expr: Expr, inner: (rel: Rel) => Rel): Expr {
  const map = (part: Expr): Expr => mapQueries(part, inner);
  switch (expr.kind) {
    case 'scalar':
      return { ...expr, input: inner(expr.input) };
    case 'member':
      return { ...expr, value: map(expr.value), input: inner(expr.input) };
    case 'call':
      return { ...expr, args: expr.args.map(map) };
    case 'case':
      return {
        ...expr,
        branches: expr.branches.map(({ when, result }) => ({
          when: map(when),
          result: map(result),
        })),
        otherwise: map(expr.otherwise),
      };
    default:
      return expr;
  }
}

/**
 * The query over rows no older than `period`, as a schedule's look-back has it. Keyed tables stay whole: their rows are
 * versions of things that may have begun earlier.
 */
export function lookBack(rel: Rel, period: Micros, isKeyed: (table: string) => boolean): Rel {
  return rebuilt(rel, new Map(), (table) => {
    const time = table.columns.find(({ name }) => name === 'TimeGenerated');
    if (!time || isKeyed(table.name)) return table;
    const start = call(
      'datetime_subtract_timespan',
      'datetime',
      { kind: 'now', type: 'datetime' },
      literal('timespan', BigInt(period) * 10n),
    );
    const condition = call('greater_equal', 'bool', { kind: 'column', ...time }, start);
    return { kind: 'filter', input: table, condition, columns: table.columns };
  });
}

const readsTables = (rel: Rel): boolean =>
  rel.kind === 'table' || childrenOf(rel).some(readsTables);

const usesNow = (expr: Expr): boolean => holds(expr, ({ kind }) => kind === 'now');

/** Whether time can only end the condition's truth: `T > ago(1d)` does, `T < ago(1h)` comes true later. */
function onlyEnds(condition: Expr): boolean {
  if (!usesNow(condition)) return true;
  if (condition.kind !== 'call') return false;
  const [left, right] = condition.args;
  if (condition.name === 'and' || condition.name === 'or') return condition.args.every(onlyEnds);
  if (!left || !right) return false;
  if (condition.name === 'greater' || condition.name === 'greater_equal') {
    return !usesNow(left) && risesWithNow(right);
  }
  if (condition.name === 'less' || condition.name === 'less_equal') {
    return risesWithNow(left) && !usesNow(right);
  }
  return false;
}

/** `now()` and `now()` plus or minus what is constant. */
function risesWithNow(expr: Expr): boolean {
  if (expr.kind === 'now') return true;
  if (expr.kind !== 'call') return false;
  const [base, offset] = expr.args;
  const shifts = ['datetime_add_timespan', 'datetime_subtract_timespan'].includes(expr.name);
  return shifts && base !== undefined && offset?.kind === 'literal' && risesWithNow(base);
}
