import type { Block, Section } from '../explain/document.js';
import { type Phase, phases } from './action.js';
import type { PlaybookStep } from './playbook.js';
import type { FilledHunt } from './widen.js';

const titles: Record<Phase, string> = {
  contain: 'contain',
  preserve: 'keep evidence',
  'clean-up': 'clean up',
  prevent: 'prevent',
};

/** A command that is longer does not help on a screen. */
const maxShort = 100;

/** What to do, a line for each phase, and the command to begin with. */
export function playbookShort(steps: readonly PlaybookStep[], id: string): Section {
  const blocks = phases.flatMap((phase): Block[] => {
    const own = steps.filter((step) => step.phase === phase);
    if (own.length === 0) return [];
    const text = own.map(({ title }) => lowered(title)).join('; ');
    const item: Block = {
      kind: 'items',
      items: [{ mark: titles[phase].padEnd(13), text, tone: 'strong' }],
    };
    const first = own.flatMap(({ commands }) => commands).find((line) => line.length <= maxShort);
    return first && phase === 'contain'
      ? [item, { kind: 'commands', language: 'sh', lines: [first] }]
      : [item];
  });
  const note = `the commands: keelwatch incidents show ${id} --format markdown`;
  return { title: 'What to do next', note, blocks };
}

/** Everything to do, with its reasons, and the queries that look for more of it. */
export function playbookFull(
  steps: readonly PlaybookStep[],
  hunts: readonly FilledHunt[],
): Section[] {
  return [
    {
      title: 'What to do next',
      note: 'Commands are for bash as root on the host of the incident, in this order; read each before you run it.',
      blocks: steps.flatMap(({ phase, title, why, commands }) => [
        {
          kind: 'items' as const,
          items: [
            {
              mark: `${titles[phase]}:`,
              text: title,
              tone: 'strong' as const,
              items: [{ text: why }],
            },
          ],
        },
        ...(commands.length > 0
          ? [{ kind: 'commands' as const, language: 'sh' as const, lines: commands }]
          : []),
      ]),
    },
    {
      title: 'Look for more of it',
      note: 'Each is a query for `keelwatch query`.',
      blocks: hunts.flatMap(({ title, kql }) => [
        { kind: 'items' as const, items: [{ text: title }] },
        { kind: 'commands' as const, language: 'kusto' as const, lines: kql.split('\n') },
      ]),
    },
  ];
}

const lowered = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
