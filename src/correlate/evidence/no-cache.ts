import { type EvidenceRule, requestRow } from '../case.js';

/** As in the published rule. */
export const noCache: EvidenceRule = {
  id: 'no-cache',
  techniques: [],
  find(subject) {
    if (!subject.details.NoCache) return undefined;
    return {
      weight: 1,
      explanation: 'Asked for without the cache, so that every step ran anew.',
      rows: requestRow(subject),
    };
  },
};
