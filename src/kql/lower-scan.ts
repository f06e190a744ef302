import { dictionary } from '../model/dictionary.js';
import { coerce } from './coerce.js';
import { expression } from './lower-expr.js';
import { isSerialized } from './lower-window.js';
import { parameters } from './parameters.js';
import type { Scope } from './scope.js';
import { field, list, need, type Syntax } from './syntax.js';
import { call, column, type Expr, type Fold, literal, type Rel } from './tree.js';
import { type Column, Refusal, scalarNamed } from './types.js';
import { childrenOf, walk } from './walk.js';

interface Step {
  name: string;
  /** From 1. */
  number: number;
  node: Syntax;
  shown: boolean;
}

/** A value of an earlier step that conditions or assignments look at. */
interface Use {
  step: number;
  column: Column;
}

const yes = literal('bool', true);
const no = literal('bool', false);
const zero = literal('long', 0n);
const one = literal('long', 1n);
const and = (...parts: Expr[]): Expr =>
  parts.reduce((made, part) => call('and', 'bool', made, part));
const holds = (condition: Expr): Expr => call('coalesce', 'bool', condition, no);
const choose = (when: Expr, result: Expr, otherwise: Expr): Expr => ({
  kind: 'case',
  type: otherwise.type,
  branches: [{ when, result }],
  otherwise,
});

/** Names that no column has: the state of a step (`old` before the row, `now` while it is looked at) and results. */
const names = {
  on: (when: string, step: number): string => `$${when}.${step}`,
  id: (when: string, step: number): string => `$${when}.${step}.id`,
  value: (when: string, step: number, of: number, name: string): string =>
    `$${when}.${step}.${of}.${name}`,
  match: (step: number): string => `$match.${step}`,
  matchId: (step: number): string => `$match.${step}.id`,
  result: (step: number, name: string): string => `$result.${step}.${name}`,
  next: '$next',
};

const of = (name: string, type: Column['type']): Expr => column({ name, type });

/**
 * `scan`: steps that each keep the values of the sequence that has come to them. A row is looked at by the last step
 * first. It goes on with the sequence of the step before (1), which then is empty, or stays with its own (2).
 */
export function scan(node: Syntax, input: Rel, scope: Scope): Rel {
  if (node.type.kind !== 'table') throw new Refusal(node, 'this scan is not supported');
  if (!isSerialized(input)) {
    throw new Refusal(node, 'scan needs rows in an order: sort or serialize them before');
  }
  if (looksOut(input)) throw new Refusal(node, 'scan in a partition is not supported');
  const matchId = parameters(node, ['with_match_id']).get('with_match_id');
  const declared = declarations(node, scope);
  const known = [...input.columns, ...declared.map((made) => made.column)];
  const steps = list(node, 'Steps').map(stepOf);
  const missing = (name: string): Expr =>
    declared.find((made) => made.column.name === name)?.initial ??
    literal(known.find((from) => from.name === name)?.type ?? 'string', null);

  const uses: Use[] = [];
  const place = (step: number): { stepValue: NonNullable<Scope['stepValue']> } => ({
    stepValue: (name, wanted, where) => {
      const source = steps.find((candidate) => candidate.name === name);
      const from = known.find((candidate) => candidate.name === wanted);
      if (!source || !from) throw new Refusal(where, `${name}.${wanted} is not known here`);
      if (source.number > step) return missing(wanted);
      const same = (use: Use) => use.step === source.number && use.column.name === wanted;
      if (!uses.some(same)) uses.push({ step: source.number, column: from });
      return of(names.value('now', step, source.number, wanted), from.type);
    },
  });
  const steady = new Set(known.map(({ name }) => name));
  const lowered = (part: Syntax, step: number): Expr => {
    const made = expression(part, { ...scope, ...place(step) });
    walk(made, (inner) => {
      if (inner.kind === 'column' && declared.some((own) => own.column.name === inner.name)) {
        throw new Refusal(part, `${inner.name} without its step is not supported`);
      }
    });
    return made;
  };
  const parts = steps.map((step) => {
    const clause = field(step.node, 'ComputationClause');
    const assigned = clause ? list(clause, 'Assignments') : [];
    const at = (state: number) => ({
      when: holds(coerce(lowered(need(step.node, 'Condition'), state), 'bool', step.node)),
      values: declared.map((made): Expr => {
        const own = assigned.find((part) => need(part, 'Name').text === made.column.name);
        if (!own) return made.initial;
        return coerce(lowered(need(own, 'Expression'), state), made.column.type, own);
      }),
    });
    return {
      step,
      before: step.number > 1 ? at(step.number - 1) : undefined,
      own: at(step.number),
    };
  });
  if (steady.size < known.length)
    throw new Refusal(node, 'a column declared twice is not supported');

  const kept = (step: number): Use[] => uses.filter((use) => use.step <= step);
  const state: Fold['state'] = [{ column: { name: names.next, type: 'long' }, initial: zero }];
  for (const { number } of steps) {
    state.push({ column: { name: names.on('old', number), type: 'bool' }, initial: no });
    state.push({ column: { name: names.id('old', number), type: 'long' }, initial: zero });
    for (const use of kept(number)) {
      const name = names.value('old', number, use.step, use.column.name);
      state.push({
        column: { name, type: use.column.type },
        initial: missing(use.column.name),
      });
    }
  }

  // What each step's state is when its turn has come: gone on to the next step, or as it was.
  const stages: Fold['stages'] = [];
  const next = new Map<string, Expr>();
  const outputs: Fold['outputs'] = [];
  for (const { step, before, own } of parts.toReversed()) {
    const { number } = step;
    const taken = call('equal', 'bool', of(names.match(number + 1), 'long'), one);
    const left = (old: Expr, empty: Expr): Expr =>
      number < steps.length ? choose(taken, empty, old) : old;
    const now: Fold['stages'][number] = [
      {
        column: { name: names.on('now', number), type: 'bool' },
        value: left(of(names.on('old', number), 'bool'), no),
      },
      {
        column: { name: names.id('now', number), type: 'long' },
        value: of(names.id('old', number), 'long'),
      },
      ...kept(number).map(({ step: from, column: { name, type } }) => ({
        column: { name: names.value('now', number, from, name), type },
        value: left(of(names.value('old', number, from, name), type), missing(name)),
      })),
    ];
    stages.push(now);
    // The state of the step before is the old one: it has not had its turn.
    const shifted = (expr: Expr): Expr => renamed(expr, number - 1);
    const goesOn = before ? and(of(names.on('old', number - 1), 'bool'), shifted(before.when)) : no;
    const stays = number === 1 ? own.when : and(of(names.on('now', number), 'bool'), own.when);
    const match: Expr = {
      kind: 'case',
      type: 'long',
      branches: [
        { when: goesOn, result: one },
        { when: stays, result: literal('long', 2n) },
      ],
      otherwise: zero,
    };
    stages.push([{ column: { name: names.match(number), type: 'long' }, value: match }]);
    const matched = (value: bigint): Expr =>
      call('equal', 'bool', of(names.match(number), 'long'), literal('long', value));
    const began =
      number === 1
        ? choose(
            of(names.on('now', 1), 'bool'),
            of(names.id('now', 1), 'long'),
            of(names.next, 'long'),
          )
        : of(names.id('now', number), 'long');
    const carried = before
      ? choose(matched(1n), of(names.id('old', number - 1), 'long'), began)
      : began;
    stages.push([
      { column: { name: names.matchId(number), type: 'long' }, value: carried },
      ...declared.map((made, index) => ({
        column: { name: names.result(number, made.column.name), type: made.column.type },
        value: {
          kind: 'case' as const,
          type: made.column.type,
          branches: [
            ...(before
              ? [{ when: matched(1n), result: shifted(before.values[index] ?? made.initial) }]
              : []),
            { when: matched(2n), result: own.values[index] ?? made.initial },
          ],
          otherwise: made.initial,
        },
      })),
    ]);

    const isMatch = call('greater', 'bool', of(names.match(number), 'long'), zero);
    const result = (name: string): Expr => {
      const from = known.find((candidate) => candidate.name === name);
      const isDeclared = declared.some((made) => made.column.name === name);
      return of(isDeclared ? names.result(number, name) : name, from?.type ?? 'string');
    };
    next.set(names.on('old', number), choose(isMatch, yes, of(names.on('now', number), 'bool')));
    next.set(
      names.id('old', number),
      choose(isMatch, of(names.matchId(number), 'long'), of(names.id('now', number), 'long')),
    );
    for (const { step: from, column: kind } of kept(number)) {
      const current = of(names.value('now', number, from, kind.name), kind.type);
      const changed =
        from === number
          ? choose(isMatch, result(kind.name), current)
          : choose(
              matched(1n),
              of(names.value('old', number - 1, from, kind.name), kind.type),
              current,
            );
      next.set(names.value('old', number, from, kind.name), changed);
    }
    if (step.shown) {
      outputs.push({
        when: isMatch,
        values: [
          ...known.map(({ name }) => result(name)),
          ...(matchId === undefined ? [] : [of(names.matchId(number), 'long')]),
        ],
      });
    }
  }
  const begins = and(
    call('equal', 'bool', of(names.match(1), 'long'), literal('long', 2n)),
    call('not', 'bool', of(names.on('now', 1), 'bool')),
  );
  next.set(
    names.next,
    choose(begins, call('add', 'long', of(names.next, 'long'), one), of(names.next, 'long')),
  );
  return {
    kind: 'fold',
    input,
    state,
    stages,
    next: state.map(({ column: { name, type } }) => next.get(name) ?? of(name, type)),
    outputs,
    columns: [
      ...known,
      ...(matchId === undefined ? [] : [{ name: matchId, type: 'long' as const }]),
    ],
  };
}

/** The expression with a step's present values replaced by those before the row. */
function renamed(expr: Expr, step: number): Expr {
  const prefix = `$now.${step}.`;
  const map = (part: Expr): Expr => {
    if (part.kind === 'column' && part.name.startsWith(prefix)) {
      return { ...part, name: `$old.${part.name.slice('$now.'.length)}` };
    }
    if (part.kind === 'call') return { ...part, args: part.args.map(map) };
    if (part.kind === 'member') return { ...part, value: map(part.value) };
    if (part.kind !== 'case') return part;
    return {
      ...part,
      branches: part.branches.map(({ when, result }) => ({ when: map(when), result: map(result) })),
      otherwise: map(part.otherwise),
    };
  };
  return map(expr);
}

function declarations(node: Syntax, scope: Scope): { column: Column; initial: Expr }[] {
  const clause = field(node, 'DeclareClause');
  if (!clause) return [];
  const aliases: Record<string, string> = dictionary({
    double: 'real',
    date: 'datetime',
    time: 'timespan',
  });
  return list(clause, 'Declarations').map((part) => {
    const head = need(part, 'NameAndType');
    const written = need(head, 'Type').text;
    const type = scalarNamed(aliases[written] ?? written);
    if (!type) throw new Refusal(part, `the type ${written} is not supported here`);
    const value = field(part, 'DefaultValue');
    const initial = value
      ? coerce(expression(need(value, 'Value'), scope), type, part)
      : literal(type, null);
    return { column: { name: need(head, 'Name').text, type }, initial };
  });
}

function stepOf(node: Syntax, index: number): Step {
  const output = /=\s*(\w+)$/.exec(field(node, 'ScanStepOutput')?.text ?? '')?.[1] ?? 'all';
  if (output === 'last') throw new Refusal(node, 'a step with output=last is not supported');
  return { name: need(node, 'Name').text, number: index + 1, node, shown: output === 'all' };
}

const looksOut = (rel: Rel): boolean => rel.kind === 'outer' || childrenOf(rel).some(looksOut);
