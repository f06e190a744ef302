import type { Severity } from '../model/incident.js';
import type { Act, Deed } from './act.js';
import type { Analysis } from './analyse.js';
import type { Instruction } from './instruction.js';
import type { Place } from './place.js';

/** What a rule is, apart from what it looks at. */
export interface About {
  /** The file's name. */
  id: string;
  severity: Severity;
  /** What was found, in a sentence that stands alone. */
  message: string;
  /** Why it matters. */
  why: string;
  /** What to do instead. */
  instead: string;
  /** ATT&CK techniques that it speaks of. */
  techniques: string[];
}

export interface Rule extends About {
  find: (analysis: Analysis) => Hit[];
}

/** One place where a rule found something; severity and message where they differ from the rule's. */
export interface Hit extends Place {
  instruction: number;
  severity?: Severity;
  message?: string;
}

/** `true` for the rule's own severity and message. */
export type Outcome = boolean | undefined | { severity?: Severity; message?: string };

type ActOf<K extends Deed['kind']> = Extract<Act, { kind: K }>;

/** The simplest rule: looks at one instruction of these names at a time. */
export function instructionRule(
  about: About,
  names: string[],
  check: (instruction: Instruction, analysis: Analysis) => Outcome,
): Rule {
  return {
    ...about,
    find: (analysis) =>
      analysis.instructions.flatMap((instruction, i) => {
        const outcome = names.includes(instruction.name) && check(instruction, analysis);
        return outcome ? [hit({ ...instruction.start, instruction: i }, outcome)] : [];
      }),
  };
}

/** Looks at one thing that the build does at a time. */
export function actRule<K extends Deed['kind']>(
  about: About,
  kind: K,
  check: (act: ActOf<K>, instruction: Instruction, analysis: Analysis) => Outcome,
): Rule {
  return {
    ...about,
    find(analysis) {
      const found: Hit[] = [];
      for (const act of actsByKind(analysis).get(kind) ?? []) {
        const instruction = analysis.instructions[act.instruction];
        const outcome = instruction && check(act as ActOf<K>, instruction, analysis);
        if (outcome) found.push(hit(act, outcome));
      }
      return found;
    },
  };
}

/** Many rules look at few acts each. */
const actsByKind = onceFor(({ acts }: Analysis) => {
  const found = new Map<Deed['kind'], Act[]>();
  for (const act of acts) {
    const same = found.get(act.kind);
    if (same) same.push(act);
    else found.set(act.kind, [act]);
  }
  return found;
});

/** Looks at the whole: for what several rules of the simpler kinds find, or what lies between instructions. */
export function wholeRule(about: About, find: (analysis: Analysis) => Hit[]): Rule {
  return { ...about, find };
}

/** What several rules find, under one name. */
export function eitherRule(about: About, ...rules: ((about: About) => Rule)[]): Rule {
  const all = rules.map((rule) => rule(about));
  return { ...about, find: (analysis) => all.flatMap(({ find }) => find(analysis)) };
}

/** Something that is worked out once for a file, however many acts ask for it. */
export function onceFor<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, { value: T }>();
  return (of) => {
    const found = known.get(of) ?? { value: make(of) };
    known.set(of, found);
    return found.value;
  };
}

/** Whether an instruction's script matches: looked at once, however many commands it holds. */
export const scriptMatches = (pattern: RegExp): ((instruction: Instruction) => boolean) =>
  onceFor(({ script }) => pattern.test(script.text));

function hit(
  { line, column, instruction }: Hit,
  outcome: Exclude<Outcome, false | undefined>,
): Hit {
  return { line, column, instruction, ...(outcome === true ? {} : outcome) };
}
