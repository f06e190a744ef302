import type { BaselineKind } from '../baseline-values.js';
import { brief, type EvidenceRule, requestRow } from '../case.js';

/** A tag says nothing: new images have new names. */
const words: Partial<Record<BaselineKind, string>> = {
  user: 'user',
  builder: 'client and builder',
  base: 'base image',
  name: 'server',
  address: 'address',
};

/**
 * Something that no build of this host had to do with before, where there were enough of them to say so. New projects
 * bring new things along: who asks and what is reached being new together is rarer.
 */
export const neverSeen: EvidenceRule = {
  id: 'never-seen',
  techniques: [],
  find(subject) {
    const { Builds, NeverSeen } = subject.baseline;
    const fresh = NeverSeen.filter(({ Kind }) => words[Kind]);
    const [first] = fresh;
    if (!first) return undefined;
    const is = (...kinds: BaselineKind[]): boolean =>
      fresh.some(({ Kind }) => kinds.includes(Kind));
    const list = fresh.slice(0, 5).map(({ Kind, Value }) => `${words[Kind]} ${brief(Value, 60)}`);
    return {
      weight: is('user', 'builder') && is('name', 'address') ? 2 : 1,
      explanation: `Not seen in any of the ${Builds} builds of this host before: ${list.join(', ')}.`,
      rows: [
        ...requestRow(subject).slice(0, 1),
        ...fresh.slice(0, 9).map(({ Kind, Value }) => ({
          Table: 'BuildBaseline',
          Time: subject.build.TimeGenerated,
          Text: `${Kind} ${Value}`,
        })),
      ],
    };
  },
};
