import { printable } from '../../explain/printable.js';
import type { Outcome } from '../../lab/matrix/run.js';
import { palette } from '../terminal.js';

/** What became of a variant, line by line. */
export function outcomeLines(outcome: Outcome): string[] {
  const { scenario } = outcome;
  if (!outcome.ran) return [`not run  ${scenario.id}: ${printable(outcome.reason)}`];
  const { severity, incidentId, answers } = outcome;
  const open = answers
    .filter(({ verdict, question }) => verdict !== 'right' && question !== 'seen')
    .map(({ question, verdict, expected, said }) =>
      verdict === 'unknown'
        ? `           ${question}: not known (it is ${printable(expected, 200)})`
        : `           ${question}: it is ${printable(expected, 200)}, and was said to be ${printable(said, 200)}`,
    );
  return [
    `${verdictOf(outcome)} ${scenario.id}: ${severity ?? 'no incident'}${incidentId === null ? '' : `, ${incidentId}`}`,
    ...open,
  ];
}

function verdictOf({ scenario, seen, severity }: Extract<Outcome, { ran: true }>): string {
  if (scenario.kind === 'attack') return seen ? palette.good('seen    ') : palette.bad('MISSED  ');
  const loud = severity === 'High' || severity === 'Critical';
  return loud ? palette.bad('ALARM   ') : palette.good('quiet   ');
}

/** Whether the watcher did what it is there for. */
export function isGood(outcome: Outcome): boolean {
  if (!outcome.ran) return true;
  if (outcome.scenario.kind === 'attack') return outcome.seen;
  return outcome.severity !== 'High' && outcome.severity !== 'Critical';
}
