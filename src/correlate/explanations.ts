import { dictionary } from '../model/dictionary.js';
import type { Evidence } from '../model/incident.js';
import { brief, type Case } from './case.js';
import { recognisers } from './recognise/index.js';
import type { Mark, Recogniser } from './recognise/recogniser.js';

/** A benign explanation that was considered, as rows hold it. */
export type Explanation = {
  Name: string;
  Accepted: boolean;
  /** How well it is founded: how hard its marks are to forge. */
  Confidence: 'Low' | 'Medium' | 'High';
  Basis: { Kind: string; Text: string; Points: number; Forgery: string }[];
  /** Why it was not accepted, or what it leaves open. */
  Against: string[];
  /** Identifiers of the evidence that it accounts for. */
  Explains: string[];
  /** What it takes from the score, at most. */
  Lowers: number;
};

/** The weight of marks that anybody can write, all together. */
const mostWritten = 1;
/** Points from which on an explanation is accepted, and what share of the weights it accounts for then. */
const grades = [
  { points: 4, confidence: 'High', share: 1 },
  { points: 2, confidence: 'Medium', share: 0.5 },
  { points: 1, confidence: 'Low', share: 0.25 },
] as const;
/** Evidence that no explanation accounts for keeps an incident High, from one weight or from their sum on. */
const strong = { one: 3, sum: 5 };
/** No tool's ordinary work gives this evidence more weight: a client under a false name is not one that is unusual. */
const mostExplained: Record<string, number> = dictionary({ 'unusual-client': 2 });
const maxMarks = 8;

export interface Weighed {
  /** The best founded first. */
  explanations: Explanation[];
  /** Of the one that names the build; empty where none is accepted. */
  recognisedAs: string;
  /** Evidence with a negative weight that says what the explanations take from the score; undefined for nothing. */
  lowering: Evidence | undefined;
}

/**
 * Holds the benign explanations against the evidence. They account for how something was asked for, and not for what it
 * did: an incident does not vanish for them, but for a builder that the operators name in full, and one whose
 * unexplained evidence is strong stays High. `threshold` and
 * `high` are the scores at which an incident begins, and at which it is High.
 */
export function weigh(
  subject: Case,
  evidence: Evidence[],
  { threshold, high }: { threshold: number; high: number },
): Weighed {
  const considered = recognisers
    .map((recogniser) => consider(recogniser, subject))
    .filter(({ marks }) => marks.length > 0)
    .sort((a, b) => b.points - a.points);
  const accepted = considered.filter(({ share }) => share > 0);
  const shares = new Map<string, number>();
  for (const { recogniser, share } of accepted) {
    for (const id of recogniser.explains) shares.set(id, Math.max(share, shares.get(id) ?? 0));
  }
  const open = openTo(evidence, [...shares.keys()]);
  const score = sum(evidence.map(({ Weight }) => Weight));
  const isSilent = accepted.some(({ recogniser, share }) => recogniser.maySilence && share === 1);
  const floor = isStrong(open) ? (score >= high ? high : threshold) : isSilent ? 0 : threshold;
  const least = Math.min(score, floor);
  const shared = evidence.filter((each) => isExplained(each, [...shares.keys()]));
  const wanted = Math.floor(sum(shared.map(({ Id, Weight }) => Weight * (shares.get(Id) ?? 0))));
  const lowers = Math.min(wanted, score - least);
  const [first] = accepted;
  return {
    explanations: considered.map((each) => explanationOf(each, evidence, open)),
    recognisedAs: first ? nameOf(first) : '',
    lowering: first && lowers > 0 ? loweringOf(first, lowers, subject) : undefined,
  };
}

interface Considered {
  recogniser: Recogniser;
  marks: Mark[];
  points: number;
  confidence: Explanation['Confidence'];
  /** Of the weights that it accounts for; 0 where it is not accepted. */
  share: number;
}

function consider(recogniser: Recogniser, subject: Case): Considered {
  const marks = recogniser.marks(subject).slice(0, maxMarks);
  const written = marks.filter(({ points }) => points < 1).map(({ points }) => points);
  const firm = marks.filter(({ points }) => points >= 1).map(({ points }) => points);
  const points = Math.min(mostWritten, sum(written)) + sum(firm);
  const isGrounded = firm.length > 0 || recogniser.isService !== true;
  const grade = isGrounded ? grades.find((each) => points >= each.points) : undefined;
  return {
    recogniser,
    marks,
    points,
    confidence: grade?.confidence ?? 'Low',
    share: grade?.share ?? 0,
  };
}

/** Evidence that explanations of these kinds of it leave open. */
export function openTo(evidence: readonly Evidence[], explained: readonly string[]): Evidence[] {
  return evidence.filter((each) => each.Weight > 0 && !isExplained(each, explained));
}

function isExplained({ Id, Weight }: Evidence, explained: readonly string[]): boolean {
  return explained.includes(Id) && Weight <= (mostExplained[Id] ?? Weight);
}

/** Whether evidence speaks for itself, whoever asked. */
export function isStrong(open: readonly Evidence[]): boolean {
  const weights = open.map(({ Weight }) => Weight);
  return weights.some((weight) => weight >= strong.one) || sum(weights) >= strong.sum;
}

function explanationOf(
  considered: Considered,
  evidence: Evidence[],
  open: Evidence[],
): Explanation {
  const { recogniser, marks, confidence, share } = considered;
  const explained = evidence.filter(
    (each) => each.Weight > 0 && isExplained(each, recogniser.explains),
  );
  const against: string[] = [];
  if (share === 0)
    against.push('It rests on what anybody who asks for a build can write, and on nothing else.');
  else if (share < 1) against.push(`What it rests on can be forged: that takes ${hardest(marks)}.`);
  for (const each of open) {
    if (!isExplained(each, recogniser.explains))
      against.push(`It does not account for ${each.Id}: ${each.Explanation}`);
  }
  return {
    Name: nameOf(considered),
    Accepted: share > 0,
    Confidence: confidence,
    Basis: marks.map(({ kind, text, points, forgery }) => ({
      Kind: kind,
      Text: text,
      Points: points,
      Forgery: forgery,
    })),
    Against: against,
    Explains: explained.map(({ Id }) => Id),
    Lowers: Math.floor(share * sum(explained.map(({ Weight }) => Weight))),
  };
}

function loweringOf(considered: Considered, lowers: number, { build }: Case): Evidence {
  const { marks } = considered;
  return {
    Id: 'benign-explanation',
    Weight: -lowers,
    Explanation: `It looks like ${nameOf(considered)} at work, as far as that cannot be forged: ${brief(marks.map(({ text }) => text).join(' '), 300)}`,
    Rows: marks.map(({ kind, text }) => ({
      Table: kind === 'container' ? 'ContainerEvents' : 'DeviceProcessEvents',
      Time: build.TimeGenerated,
      Text: text,
    })),
  };
}

/** What the settings name is called as they call it. */
function nameOf({ recogniser, marks }: Considered): string {
  return marks.find(({ kind }) => kind === 'setting')?.name ?? recogniser.name;
}

/** Whoever forges an explanation needs all its firm marks: the hardest of them tells. */
function hardest(marks: Mark[]): string {
  return marks.toSorted((a, b) => b.points - a.points)[0]?.forgery ?? '';
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
