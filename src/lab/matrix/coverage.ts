import type { Outcome } from './run.js';
import { cells, figures, headings } from './table.js';

/** docs/coverage.md: `notSeen` is what Keelwatch cannot see, in Markdown. */
export function coverage(outcomes: readonly Outcome[], machine: string, notSeen: string): string {
  const notRun = outcomes.flatMap((outcome) => (outcome.ran ? [] : [outcome]));
  const missed = outcomes.flatMap((outcome) => (outcome.ran && !outcome.passed ? [outcome] : []));
  return [
    '# Coverage',
    '',
    '<!-- Written by `npm run matrix -- --write`. -->',
    '',
    `Measured on ${machine}. [matrix.md](matrix.md) tells how, and how to run it again.`,
    '',
    ...figures(outcomes).map((line) => `- ${line}`),
    '',
    '## Attacks',
    '',
    ...rows(outcomes.filter(({ scenario }) => scenario.kind === 'attack')),
    '',
    '## Look-alikes',
    '',
    ...rows(outcomes.filter(({ scenario }) => scenario.kind === 'benign')),
    '',
    '## Not right',
    '',
    ...(missed.length === 0 ? ['Nothing.'] : missed.flatMap(wrongs)),
    '',
    '## Not run',
    '',
    ...(notRun.length === 0
      ? ['Everything ran.']
      : notRun.map(
          ({ scenario, engine, reason }) => `- ${scenario.id} on ${engine}: ${plain(reason)}`,
        )),
    '',
    notSeen.trim(),
    '',
  ].join('\n');
}

function rows(outcomes: readonly Outcome[]): string[] {
  const line = (words: readonly string[]) => `| ${words.map(plain).join(' | ')} |`;
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...outcomes.map((each) => line(cells(each))),
  ];
}

function wrongs(outcome: Extract<Outcome, { ran: true }>): string[] {
  return outcome.answers
    .filter(({ verdict }) => verdict !== 'right')
    .map(
      ({ question, verdict, expected, said }) =>
        `- ${outcome.scenario.id} on ${outcome.engine}: ${question} ${verdict}: expected \`${code(expected)}\`, said \`${code(said)}\``,
    );
}

function plain(text: string): string {
  return text
    .replace(/[\n\r]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

function code(text: string): string {
  return text.replace(/[`\n\r]+/g, ' ').slice(0, 200);
}
