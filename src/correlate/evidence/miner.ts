import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** What the published campaigns were after. Nobody's build brings a miner by accident. */
export const miner: EvidenceRule = {
  id: 'miner',
  techniques: ['T1496'],
  find(subject) {
    const found = foundBy(subject, 'miner');
    const [worst] = found;
    if (!worst) return undefined;
    return {
      weight: 4,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
