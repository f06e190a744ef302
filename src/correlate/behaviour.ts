import type { Download, Manner } from '../dockerfile/act.js';
import { type Analysis, analyse } from '../dockerfile/analyse.js';
import { commandOf, comparable } from '../dockerfile/commands.js';
import { type Finding, findingsOf, rank } from '../dockerfile/finding.js';
import type { Unknown } from '../dockerfile/instruction.js';
import { rules } from '../dockerfile/rules/index.js';
import { addressOf, readUrl } from '../dockerfile/source.js';
import type { EvidenceRow } from '../model/incident.js';
import { brief, type Case, type CaseStep, type Finding as Evidence, stepRow } from './case.js';
import { processText } from './process-text.js';

/** What the text of a Dockerfile, or of steps, says that it does. */
export interface Reading {
  findings: Finding[];
  runs: Run[];
  /** Addresses in the URLs that it fetches, however they are written there. */
  addresses: string[];
  unknown: Unknown[];
  /** The command of each RUN, in a form that compares; by instruction. */
  commands: Map<number, string>;
}

/** A download that is run, or made executable. */
export interface Run {
  instruction: number;
  line: number;
  manner: Manner | 'executable';
  isVerified: boolean;
  downloads: Download[];
}

const maxRuns = 200;
/** Characters of texts whose reading is kept: as much as the Dockerfiles of 250 open builds at most. */
const maxKept = 16_777_216;
/** A build is judged anew with every row that concerns it, and its text seldom changes. */
const kept = new Map<string, Reading>();
let keptCharacters = 0;

export function readText(text: string): Reading {
  const known = kept.get(text);
  if (known) return known;
  const reading = summary(analyse(text));
  kept.set(text, reading);
  keptCharacters += text.length + 1000;
  for (const oldest of kept.keys()) {
    if (keptCharacters <= maxKept || oldest === text) break;
    kept.delete(oldest);
    keptCharacters -= oldest.length + 1000;
  }
  return reading;
}

const word = 'KEELWATCH_STEP';

/** Commands that ran one after the other, as the instructions of one stage. */
export function readSteps(commands: readonly string[]): Reading {
  return readText(commands.map(asRun).join(''));
}

function asRun(command: string): string {
  const safe = command.split(word).join('');
  return `RUN <<${word}\n${safe}\n${word}\n`;
}

/** What was fetched into a container by hand is what ADD does. */
function asInstruction({ command, row }: CaseStep): string {
  return row.Instruction === 'ADD' ? `ADD ${command.replace(/\s+/g, ' ')}\n` : asRun(command);
}

function summary(analysis: Analysis): Reading {
  const runs: Run[] = [];
  const addresses = new Set<string>();
  for (const act of analysis.acts) {
    if (act.kind === 'fetch')
      for (const url of act.download.urls) addresses.add(addressOf(readUrl(url)?.host ?? '') ?? '');
    if (act.kind !== 'run' && act.kind !== 'executable') continue;
    if (runs.length === maxRuns) continue;
    const { instruction, line, isVerified, downloads } = act;
    const manner = act.kind === 'run' ? act.manner : 'executable';
    runs.push({ instruction, line, manner, isVerified, downloads });
  }
  const commands = new Map<number, string>();
  analysis.instructions.forEach((instruction, i) => {
    if (instruction.name === 'RUN') commands.set(i, comparable(commandOf(instruction)));
  });
  return {
    findings: findingsOf(analysis, rules),
    runs,
    addresses: [...addresses].filter((address) => address !== '').slice(0, maxRuns),
    unknown: analysis.unknown,
    commands,
  };
}

/** Something that the text says, with the step that ran it where one was seen to. */
export type Tied<T> = T & { step: CaseStep | undefined; text: string };

export interface Behaviour {
  findings: Tied<Finding>[];
  runs: Tied<Run>[];
  addresses: string[];
}

const behaviours = new WeakMap<Case, Behaviour>();

/**
 * What a build does by its text. A step whose command stands in the Dockerfile is read there, where variables have
 * values and files come from somewhere; the others are read one after the other.
 */
export function behaviourOf(subject: Case): Behaviour {
  const known = behaviours.get(subject);
  if (known) return known;
  const { build, steps } = subject;
  const text = build.Dockerfile ?? '';
  const dockerfile = readText(text);
  const lines = text.split('\n');
  const byCommand = new Map(steps.map((step) => [comparable(step.command), step]));
  const inDockerfile = new Set(dockerfile.commands.values());
  const isAlone = ({ instruction }: { instruction: number }): boolean =>
    !inDockerfile.has(comparable(steps[instruction]?.command ?? ''));
  const hasAlone = steps.some((_, instruction) => isAlone({ instruction }));
  const alone = readText(hasAlone ? steps.map(asInstruction).join('') : '');
  const ofFile = <T extends { instruction: number; line: number }>(item: T): Tied<T> => {
    const step = byCommand.get(dockerfile.commands.get(item.instruction) ?? '');
    return { ...item, step, text: step?.command ?? (lines[item.line - 1] ?? '').trim() };
  };
  const ofSteps = <T extends { instruction: number }>(item: T): Tied<T> => {
    const step = steps[item.instruction];
    return { ...item, step, text: step?.command ?? '' };
  };
  const runs = [...dockerfile.runs.map(ofFile), ...alone.runs.filter(isAlone).map(ofSteps)];
  const told = new Set(runs.map(({ step }) => step));
  const behaviour = {
    findings: [...dockerfile.findings.map(ofFile), ...alone.findings.filter(isAlone).map(ofSteps)],
    runs: [...runs, ...steps.filter((step) => !told.has(step)).flatMap(runsOfProcesses)],
    addresses: [...dockerfile.addresses, ...alone.addresses],
  };
  behaviours.set(subject, behaviour);
  return behaviour;
}

/** What a step ran of what it downloaded, where its processes tell it and its text does not, as with a script. */
function runsOfProcesses(step: CaseStep): Tied<Run>[] {
  const text = processText(step.processes);
  if (text === '') return [];
  const ofStep = (run: Run): Tied<Run> => ({ ...run, step, text });
  return readSteps([text]).runs.map(ofStep);
}

/** What these rules found, the most severe first. */
export function foundBy(subject: Case, ...ids: string[]): Tied<Finding>[] {
  return behaviourOf(subject)
    .findings.filter(({ rule }) => ids.includes(rule))
    .sort((a, b) => rank(b) - rank(a));
}

/** `Step 2`, or `Line 5 of its Dockerfile` where no step was seen to run it. */
export function whereOf({ step, line }: Tied<{ line: number }>): string {
  return step ? `Step ${step.index + 1}` : `Line ${line} of its Dockerfile`;
}

export function rowOf({ build }: Case, { step, text }: Tied<object>): EvidenceRow {
  return step ? stepRow(step) : { Table: 'ImageBuilds', Time: build.TimeGenerated, Text: text };
}

const maxRows = 10;

/** What these rules found as evidence, as heavy as the most severe of it is said to be; nothing where that is nothing. */
export function evidenceOf(
  subject: Case,
  ids: readonly string[],
  weigh: (worst: Finding) => number,
): Evidence | undefined {
  const found = foundBy(subject, ...ids);
  const [worst] = found;
  const weight = worst ? weigh(worst) : 0;
  if (!worst || weight === 0) return undefined;
  return {
    weight,
    explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
    rows: found.slice(0, maxRows).map((each) => rowOf(subject, each)),
  };
}

/** 3 for what is hardly ever meant well, 1 for what may be, 0 for what most images do. */
export function bySeverity(worst: Finding): number {
  if (rank(worst) >= rank({ severity: 'High' })) return 3;
  return rank(worst) >= rank({ severity: 'Medium' }) ? 1 : 0;
}
