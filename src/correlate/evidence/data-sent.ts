import { rank } from '../../dockerfile/finding.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** A build sees sources, credentials and the network around it. Some send a report of their tests over HTTPS. */
export const dataSent: EvidenceRule = {
  id: 'data-sent',
  techniques: ['T1041', 'T1048'],
  find(subject) {
    const found = foundBy(subject, 'data-sent');
    const [worst] = found;
    if (!worst || rank(worst) < rank({ severity: 'Medium' })) return undefined;
    return {
      weight: rank(worst) >= rank({ severity: 'High' }) ? 3 : 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
