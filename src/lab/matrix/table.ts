import { type Answer, type Question, questions } from './judge.js';
import type { Outcome } from './run.js';
import { type Summary, summaryOf } from './summary.js';

/** The questions that have a column of their own. */
const columns: readonly Question[] = questions.filter(
  (each) => each !== 'seen' && each !== 'severity',
);

/** What was answered to a question: nothing where it was not asked. */
export function mark(answers: readonly Answer[], question: Question): string {
  const asked = answers.filter((answer) => answer.question === question);
  if (asked.length === 0) return '';
  for (const verdict of ['wrong', 'unknown'] as const) {
    if (asked.some((answer) => answer.verdict === verdict)) return verdict;
  }
  return 'right';
}

/** The cells of an outcome, under `headings`. */
export function cells(outcome: Outcome): string[] {
  const { scenario } = outcome;
  const name = `${scenario.number ?? ''} ${scenario.id}`.trim();
  if (!outcome.ran) return [name, outcome.engine, 'not run', '', '', '', ...columns.map(() => '')];
  return [
    name,
    outcome.engine,
    outcome.seen ? 'seen' : scenario.kind === 'attack' ? 'missed' : 'quiet',
    outcome.published > 0 ? 'told' : '–',
    outcome.severity ?? '–',
    outcome.latency === null ? '–' : outcome.latency.toFixed(1),
    ...columns.map((question) => mark(outcome.answers, question)),
  ];
}

export const headings: readonly string[] = [
  'variant',
  'engine',
  'Keelwatch',
  'published rule',
  'severity',
  'seconds',
  ...columns,
];

/** The figures in a sentence each. */
export function figures(outcomes: readonly Outcome[]): string[] {
  const s: Summary = summaryOf(outcomes);
  const share = (part: number, whole: number): string =>
    whole === 0 ? 'none ran' : `${part} of ${whole} (${((100 * part) / whole).toFixed(0)} %)`;
  const percent = (value: number | null): string =>
    value === null ? 'nothing to judge' : `${(100 * value).toFixed(0)} %`;
  const seconds = (value: number | null): string =>
    value === null ? 'none' : `${value.toFixed(1)} s`;
  return [
    `Attacks seen: ${share(s.seen, s.attacks)}; by the published rule alone: ${share(s.seenByPublished, s.attacks)}.`,
    `Benign with an incident of High or above: ${share(s.alarms, s.benign)}; told of by the published rule: ${share(s.alarmsByPublished, s.benign)}.`,
    `Precision at High and above: ${percent(s.precision)}; of the published rule, whatever it tells of: ${percent(s.precisionOfPublished)}.`,
    `From the container's start, or the build's end, to the incident: median ${seconds(s.medianLatency)}, 99th percentile ${seconds(s.p99Latency)}.`,
    `All answers right: ${share(s.passed, s.ran)}; not run: ${s.notRun}.`,
  ];
}
