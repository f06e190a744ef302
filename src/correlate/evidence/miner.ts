import { evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** What the published campaigns were after. Nobody's build brings a miner by accident. */
export const miner: EvidenceRule = {
  id: 'miner',
  techniques: ['T1496'],
  find: (subject) => evidenceOf(subject, ['miner'], () => 4),
};
