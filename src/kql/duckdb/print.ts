import type { Query } from '../../store/store.js';
import { prune } from '../prune.js';
import {
  type Call,
  call,
  column,
  type Expr,
  type ExprKind,
  type Rel,
  type RelKind,
  type SortKey,
} from '../tree.js';
import type { Column } from '../types.js';
import { childrenOf, holdsQuery } from '../walk.js';
import { printAggregate } from './aggregates.js';
import { notNull } from './analysis.js';
import { equals, isAmong } from './comparison.js';
import { printFold } from './fold.js';
import { functions } from './functions.js';
import { bind, type Printing } from './printer.js';
import { nullOf, printLiteral, quoteName, sqlTypes } from './text.js';
import { isWide, narrowed } from './wide-union.js';
import { printWindow } from './windows.js';

/** The relational tree as one DuckDB statement. `$now` is left to be bound when it runs; see `withNow`. */
export function print(whole: Rel): Query {
  const rel = prune(whole);
  const printer = new Map<Rel, string>();
  const shared = sharedRelations(rel);
  const context: Context = { names: printer, tables: new Set(), usesNow: false, outers: new Map() };
  const common: string[] = [];
  for (const one of shared) {
    const name = `q${printer.size + 1}`;
    const body = select(one, context);
    common.push(`${name} AS (${body})`);
    printer.set(one, name);
  }
  const body = select(rel, context);
  const inner = body.startsWith('WITH ') ? `SELECT * FROM (${body})` : body;
  const sql = common.length > 0 ? `WITH ${common.join(',\n')}\n${inner}` : body;
  return {
    sql,
    parameters: context.usesNow ? { now: null } : {},
    columns: rel.columns,
    tables: [...context.tables].sort(),
  };
}

interface Context {
  /** Names of the relations that are used more than once. */
  names: Map<Rel, string>;
  tables: Set<string>;
  usesNow: boolean;
  /** Aliases of the rows outside, by the mark of what iterates over them. */
  outers: Map<symbol, string>;
}

/** Relations that are used more than once and are more than a table, inner ones first. */
function sharedRelations(root: Rel): Rel[] {
  const uses = new Map<Rel, number>();
  const order: Rel[] = [];
  const visit = (rel: Rel): void => {
    const count = (uses.get(rel) ?? 0) + 1;
    uses.set(rel, count);
    if (count > 1) return;
    for (const child of childrenOf(rel)) visit(child);
    order.push(rel);
  };
  visit(root);
  return order.filter(
    (rel) => (uses.get(rel) ?? 0) > 1 && rel.kind !== 'table' && !looksOut(rel, new Set()),
  );
}

/** Whether the relation looks at a row outside of it: then it stands for something else in each place. */
function looksOut(rel: Rel, known: ReadonlySet<symbol>): boolean {
  if (rel.kind === 'outer') return !known.has(rel.mark);
  const inside = rel.kind === 'apply' ? new Set([...known, rel.mark]) : known;
  return childrenOf(rel).some((child) => looksOut(child, inside));
}

/**
 * The SQL name of each column. DuckDB does not tell `a` from `A`, Kusto does: a later one of such a pair gets another
 * name, and results are read by position.
 */
function sqlNames(columns: Column[]): Map<string, string> {
  const made = madeNames(columns);
  return new Map(columns.map(({ name }, at) => [name, quoteName(made[at] ?? name)]));
}

function madeNames(columns: Column[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let made = name;
    for (let count = 2; taken.has(made.toLowerCase()); count += 1) made = `${name}~${count}`;
    taken.add(made.toLowerCase());
    return made;
  });
}

type Resolve = (name: string) => string;

const resolver = (alias: string, columns: Column[]): Resolve => {
  const names = sqlNames(columns);
  return (name) => {
    const found = names.get(name);
    if (found === undefined) throw new Error(`no column ${name} among ${[...names.keys()]}`);
    return `${alias}.${found}`;
  };
};

/** Prints expressions over one row. */
function over(resolve: Resolve, context: Context): Printing {
  const printers: Record<ExprKind, (expr: never) => string> = {
    column: (expr: Extract<Expr, { kind: 'column' }>) => resolve(expr.name),
    literal: printLiteral,
    now: () => {
      context.usesNow = true;
      return 'make_timestamp(CAST($now AS BIGINT))';
    },
    call: (expr: Call) =>
      withoutQueries(expr.args.map(value), (args) => functions[expr.name](args, expr, printing)),
    case: (expr: Extract<Expr, { kind: 'case' }>) => {
      const branches = expr.branches.map(
        ({ when, result }) => `WHEN ${truth(when)} THEN ${value(result)}`,
      );
      return `CASE ${branches.join(' ')} ELSE ${value(expr.otherwise)} END`;
    },
    scalar: (expr: Extract<Expr, { kind: 'scalar' }>) => {
      const query = `(SELECT * FROM (${selectFirst(expr.input, context)}) LIMIT 1)`;
      return expr.type === 'string' ? `coalesce(${query}, '')` : query;
    },
    member: (expr: Extract<Expr, { kind: 'member' }>) =>
      `coalesce(${value(expr.value)} IN (${select(expr.input, context)}), FALSE)`,
  };
  const value = (expr: Expr): string => atomic(printers[expr.kind](expr as never));
  const truth = (expr: Expr): string => {
    if (expr.kind === 'call') {
      const [one, other] = expr.args;
      if (expr.name === 'and' || expr.name === 'or') {
        return `(${expr.args.map(truth).join(` ${expr.name.toUpperCase()} `)})`;
      }
      if (expr.name === 'equal' && one && other)
        return equals(one, value(one), other, value(other));
      if (expr.name === 'in' && one)
        return isAmong(expr, value(one), expr.args.slice(1).map(value));
    }
    return value(expr);
  };
  const printing: Printing = { value, truth };
  return printing;
}

/** DuckDB takes no query inside of a lambda or of `try`: those among the arguments are computed before. */
function withoutQueries(args: string[], make: (args: string[]) => string): string {
  const made = make(args);
  const queries = args.filter((arg) => arg.includes('(SELECT '));
  if (queries.length === 0 || !/\b(lambda |try\()/.test(made)) return made;
  const packed = queries.map((query, at) => `a${at} := ${query}`).join(', ');
  const body = make(
    args.map((arg) => {
      const at = queries.indexOf(arg);
      return at < 0 ? arg : `struct_extract("~q", 'a${at}')`;
    }),
  );
  return bind(`struct_pack(${packed})`, '"~q"', body);
}

/** CASE binds loosely: parentheses keep it one operand. */
const atomic = (sql: string): string => (sql.startsWith('CASE ') ? `(${sql})` : sql);

function selectFirst(rel: Rel, context: Context): string {
  const first = rel.columns[0];
  if (!first) throw new Error('a scalar query has no column');
  const resolve = resolver('t', rel.columns);
  return `SELECT ${resolve(first.name)} FROM ${from(rel, context)}`;
}

/** What stands after FROM, under the alias `t` unless another is given. */
function from(rel: Rel, context: Context, alias = 't'): string {
  const known = context.names.get(rel);
  if (known) return `${known} ${alias}`;
  if (rel.kind === 'table') {
    context.tables.add(rel.name);
    return `${quoteName(rel.version)}.${quoteName(rel.name)} ${alias}`;
  }
  return `(${select(rel, context)}) ${alias}`;
}

const listed = (columns: Column[], alias = 't'): string => {
  const resolve = resolver(alias, columns);
  return columns.map(({ name }) => resolve(name)).join(', ');
};

/** A relation as a SELECT. */
function select(rel: Rel, context: Context): string {
  const known = context.names.get(rel);
  if (known) return `SELECT ${listed(rel.columns)} FROM ${known} t`;
  return relations[rel.kind](rel as never, context);
}

/** The filters right below, as one WHERE clause, and what they filter. */
function filtered(rel: Rel, context: Context): { source: Rel; where: string } {
  const conditions: string[] = [];
  let source = rel;
  while (source.kind === 'filter' && !context.names.has(source)) {
    conditions.unshift(over(resolver('t', source.columns), context).truth(source.condition));
    source = source.input;
  }
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  return { source, where };
}

function orderBy(keys: SortKey[], printing: Printing): string {
  return (
    keys
      .map((key) => ({ ...key, sql: printing.value(key.value) }))
      // A constant orders nothing, and DuckDB takes none.
      .filter(({ value, sql }) => value.kind !== 'literal' && !/^'(?:[^']|'')*'$/.test(sql))
      .map(({ value, sql, descending, nullsFirst }) => {
        const nulls = notNull(value) ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
        // What is no number stands beside null, whatever the direction.
        const beside =
          value.type === 'real' ? `isnan(${sql}) ${nullsFirst ? 'DESC' : 'ASC'}${nulls}, ` : '';
        return `${beside}${sql} ${descending ? 'DESC' : 'ASC'}${nulls}`;
      })
      .join(', ')
  );
}

type Print<K extends RelKind> = (rel: Extract<Rel, { kind: K }>, context: Context) => string;

const relations: { [K in RelKind]: Print<K> } = {
  table: (rel, context) => `SELECT ${listed(rel.columns)} FROM ${from(rel, context)}`,

  values: (rel, context) => {
    const printing = over(() => {
      throw new Error('rows written in a query have no columns to refer to');
    }, context);
    const names = sqlNames(rel.columns);
    const heads = rel.columns.map(({ name }) => names.get(name)).join(', ');
    if (rel.rows.length === 0) {
      const nulls = rel.columns.map(({ type }) => nullOf(type)).join(', ');
      return `SELECT * FROM (VALUES (${nulls})) t(${heads}) WHERE FALSE`;
    }
    const rows = rel.rows.map(
      (row) =>
        `(${row.map((cell) => `CAST(${printing.value(cell)} AS ${sqlTypes[cell.type]})`).join(', ')})`,
    );
    return `SELECT * FROM (VALUES ${rows.join(', ')}) t(${heads})`;
  },

  filter: (rel, context) => {
    const { source, where } = filtered(rel, context);
    return `SELECT ${listed(rel.columns)} FROM ${from(source, context)}${where}`;
  },

  project: (rel, context) => {
    const { source, where } = filtered(rel.input, context);
    const printing = over(resolver('t', rel.input.columns), context);
    const names = sqlNames(rel.columns);
    const values = rel.columns.map(({ name }, index) => {
      const value = rel.values[index];
      if (!value) throw new Error(`no value for column ${name}`);
      const sql = printing.value(value);
      return sql === `t.${names.get(name)}` ? sql : `${sql} AS ${names.get(name)}`;
    });
    return `SELECT ${values.join(', ') || '1'} FROM ${from(source, context)}${where}`;
  },

  aggregate: (rel, context) => {
    const { source, where } = filtered(rel.input, context);
    const printing = over(resolver('t', rel.input.columns), context);
    const names = sqlNames(rel.columns);
    const order = (keys: SortKey[]) => orderBy(keys, printing);
    const rows = new Map<string, string>();
    const inside: string[] = [];
    const outside: string[] = [];
    for (const [index, { name }] of rel.columns.entries()) {
      const key = rel.keys[index];
      const made = rel.aggregates[index - rel.keys.length];
      let shares = false;
      const share = (row: string): string => {
        shares = true;
        rows.set(row, rows.get(row) ?? `"~row${rows.size + 1}"`);
        return `t.${rows.get(row)}`;
      };
      const value = made
        ? printAggregate(made, printing, order, share)
        : key && printing.value(key);
      const head = `${value} AS ${names.get(name)}`;
      if (!shares) inside.push(head);
      outside.push(shares ? head : `t.${names.get(name)}`);
    }
    for (const [row, name] of rows) inside.push(`${row} AS ${name}`);
    const group =
      rel.keys.length > 0 ? ` GROUP BY ${rel.keys.map((_, at) => at + 1).join(', ')}` : '';
    const grouped = `SELECT ${inside.join(', ')} FROM ${from(source, context)}${where}${group}`;
    // A row of which several columns are parts is written once, and taken apart outside.
    return rows.size === 0 ? grouped : `SELECT ${outside.join(', ')} FROM (${grouped}) t`;
  },

  join: (rel, context) => {
    const sides = {
      left: resolver('l', rel.left.columns),
      right: resolver('r', rel.right.columns),
    };
    const [left, right] = [over(sides.left, context), over(sides.right, context)];
    const sign = rel.nullsEqual ? 'IS NOT DISTINCT FROM' : '=';
    const on = rel.on.map((pair) => `${left.value(pair.left)} ${sign} ${right.value(pair.right)}`);
    if (rel.also) {
      const { name, left: one, right: other, rest } = rel.also;
      const args = [left.value(one), right.value(other), ...rest.map(left.value)];
      const made = call(name, 'bool', one, other, ...rest);
      on.push(functions[name](args, made, left));
    }
    const names = sqlNames(rel.columns);
    const padded = {
      left: rel.type === 'right' || rel.type === 'full',
      right: rel.type === 'left' || rel.type === 'full',
    };
    const heads = rel.columns.map(({ name, type }, index) => {
      const source = rel.sources[index];
      if (!source) throw new Error(`no source for column ${name}`);
      const sql = sides[source.side](source.name);
      const value = type === 'string' && padded[source.side] ? `coalesce(${sql}, '')` : sql;
      return `${value} AS ${names.get(name)}`;
    });
    const words = {
      inner: 'JOIN',
      left: 'LEFT JOIN',
      right: 'RIGHT JOIN',
      full: 'FULL JOIN',
      semi: 'SEMI JOIN',
      anti: 'ANTI JOIN',
    };
    return `SELECT ${heads.join(', ')} FROM ${from(rel.left, context, 'l')} ${words[rel.type]} ${from(rel.right, context, 'r')} ON ${on.join(' AND ') || 'TRUE'}`;
  },

  union: (rel, context) => {
    const inputs = flat(rel, context);
    const all = (parts: Rel[], by: string): string =>
      parts.map((input) => `(${select(input, context)})`).join(` UNION ALL${by} `);
    if (!isWide(inputs.length, rel.columns.length)) return all(inputs, '');
    const made = madeNames(rel.columns);
    const parts = inputs.map((input) => (context.names.has(input) ? renamed(input) : input));
    const heads = rel.columns.map(({ type }, at) => {
      const name = quoteName(made[at] ?? '');
      return type === 'string' ? `coalesce(t.${name}, '') AS ${name}` : `t.${name}`;
    });
    return `SELECT ${heads.join(', ')} FROM (${all(narrowed(parts, rel.columns, made), ' BY NAME')}) t`;
  },

  sort: (rel, context) => {
    const { source, where } = filtered(rel.input, context);
    const keys = orderBy(rel.keys, over(resolver('t', rel.columns), context));
    const order = keys === '' ? '' : ` ORDER BY ${keys}`;
    return `SELECT ${listed(rel.columns)} FROM ${from(source, context)}${where}${order}`;
  },

  limit: (rel, context) => {
    const printing = over(() => {
      throw new Error('a limit cannot refer to a column');
    }, context);
    return `SELECT ${listed(rel.columns)} FROM ${from(rel.input, context)} LIMIT ${printing.value(rel.count)}`;
  },

  distinct: (rel, context) => {
    const { source, where } = filtered(rel.input, context);
    return `SELECT DISTINCT ${listed(rel.columns)} FROM ${from(source, context)}${where}`;
  },

  first: (rel, context) => {
    const { source, where } = filtered(rel.input, context);
    const keys = rel.keys.map(over(resolver('t', rel.columns), context).value);
    return `SELECT DISTINCT ON (${keys.join(', ')}) ${listed(rel.columns)} FROM ${from(source, context)}${where}`;
  },

  expand: (rel, context) => {
    const printing = over(resolver('t', rel.input.columns), context);
    const names = sqlNames(rel.columns);
    const added = rel.columns.slice(rel.input.columns.length);
    const lists = rel.arrays.map((value) => {
      const elements = elementsOf(printing.value(value), rel.pairs === true);
      return rel.limit === undefined ? elements : `(${elements})[1:${rel.limit}]`;
    });
    if (rel.numbered) {
      lists.push(
        `range(0, greatest(${lists.map((list) => `coalesce(len(${list}), 0)`).join(', ')}))`,
      );
    }
    const heads = added.map(({ name }, index) => {
      return `unnest(${lists[index]}) AS ${names.get(name)}`;
    });
    return `SELECT ${[listed(rel.input.columns), ...heads].join(', ')} FROM ${from(rel.input, context)}`;
  },

  window: (rel, context) => {
    const printing = over(resolver('t', rel.input.columns), context);
    const names = sqlNames(rel.columns);
    const head = rel.columns.at(-1);
    if (!head) throw new Error('a window has no column');
    const within = rel.within ? `PARTITION BY ${printing.value(rel.within)} ` : '';
    const value = printWindow(rel, printing, `OVER (${within}ORDER BY t."#")`);
    const numbered = `SELECT t.*, row_number() OVER () AS "#" FROM ${from(rel.input, context)}`;
    return `SELECT ${[listed(rel.input.columns), `${value} AS ${names.get(head.name)}`].filter(Boolean).join(', ')} FROM (${numbered}) t ORDER BY t."#"`;
  },

  fold: (rel, context) =>
    printFold(rel, {
      input: select(rel.input, context),
      over: (columns) => over(resolver('t', columns), context),
      names: sqlNames,
    }),

  apply: (rel, context) => {
    const alias = `o${context.outers.size + 1}`;
    const inside = { ...context, outers: new Map(context.outers).set(rel.mark, alias) };
    const sides = {
      input: resolver(alias, rel.input.columns),
      inner: resolver('i', rel.inner.columns),
    };
    const names = sqlNames(rel.columns);
    const heads = rel.columns.map(({ name }, index) => {
      const source = rel.sources[index];
      if (!source) throw new Error(`no source for column ${name}`);
      return `${sides[source.side](source.name)} AS ${names.get(name)}`;
    });
    const inner = select(rel.inner, inside);
    context.usesNow ||= inside.usesNow;
    return `SELECT ${heads.join(', ')} FROM ${from(rel.input, context, alias)}, LATERAL (${inner}) i`;
  },

  outer: (rel, context) => {
    const alias = context.outers.get(rel.mark);
    if (alias === undefined) throw new Error('there is no row outside');
    return `SELECT ${listed(rel.columns, alias)}`;
  },

  sequence: (rel, context) => {
    const printing = over(() => {
      throw new Error('a range cannot refer to a column');
    }, context);
    const head = rel.columns[0];
    if (!head) throw new Error('a range has no column');
    const bounds = [rel.from, rel.to, rel.step];
    const [low, high, step] = bounds.map(printing.value);
    const name = sqlNames(rel.columns).get(head.name);
    const isTime = head.type === 'datetime';
    const series = isTime
      ? `generate_series(epoch_us(${low}), epoch_us(${high}), ${step} // 10)`
      : `generate_series(${low}, ${high}, ${step})`;
    // Rows come one by one unless a query gives a bound: DuckDB makes a list of them then.
    const rows = bounds.some(holdsQuery) ? `(SELECT unnest(${series}))` : series;
    const value = isTime
      ? 'make_timestamp(CAST(t.v AS BIGINT))'
      : `CAST(t.v AS ${sqlTypes[head.type]})`;
    return `SELECT ${value} AS ${name} FROM ${rows} t(v)`;
  },
};

/** A relation under a name, as a projection of it. */
const renamed = (rel: Rel): Rel => ({
  kind: 'project',
  input: rel,
  columns: rel.columns,
  values: rel.columns.map(column),
});

/** The inputs of a union and of the unions right inside it. */
function flat(rel: Rel, context: Context): Rel[] {
  return rel.kind === 'union' && !context.names.has(rel)
    ? rel.inputs.flatMap((input) => flat(input, context))
    : [rel];
}

/** Elements of an array, one-property bags of a bag, a lone value or null itself; nothing of what is empty. */
function elementsOf(json: string, pairs: boolean): string {
  if (json.includes('(SELECT ')) return bind(json, '"~j"', elementsOf('"~j"', pairs));
  const bags = `list_transform(json_keys(${json}), lambda k: ${pairs ? 'json_array' : 'json_object'}(k, json_extract(${json}, '/' || replace(replace(k, '~', '~0'), '/', '~1'))))`;
  return `CASE json_type(${json}) WHEN 'ARRAY' THEN CAST(${json} AS JSON[]) WHEN 'OBJECT' THEN ${bags} ELSE [${json}] END`;
}
