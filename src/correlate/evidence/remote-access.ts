import { rank } from '../../dockerfile/finding.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** A shell or a tunnel to somewhere else, or a scanner that looks for the next host. Images that are made for it exist. */
export const remoteAccess: EvidenceRule = {
  id: 'remote-access',
  techniques: ['T1572', 'T1090'],
  find(subject) {
    const found = foundBy(subject, 'reverse-shell', 'tunnel', 'scanner');
    const [worst] = found;
    if (!worst || rank(worst) < rank({ severity: 'Medium' })) return undefined;
    return {
      weight: rank(worst) >= rank({ severity: 'High' }) ? 3 : 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
