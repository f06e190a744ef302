import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

export const decodedIntoShell: EvidenceRule = {
  id: 'decoded-into-shell',
  techniques: ['T1027', 'T1140', 'T1059.004'],
  find(subject) {
    const found = foundBy(subject, 'decoded-into-shell');
    const [first] = found;
    if (!first) return undefined;
    return {
      weight: 3,
      explanation: `${whereOf(first)} decodes text and runs it: ${brief(first.text)}.`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
