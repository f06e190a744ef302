import { rank } from '../../dockerfile/finding.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** A step that speaks to the engine or the cloud's metadata service, or reaches for the host's files: out of the build. */
export const reachesHost: EvidenceRule = {
  id: 'reaches-host',
  techniques: ['T1611', 'T1552.005'],
  find(subject) {
    const found = foundBy(subject, 'engine-api', 'metadata-service', 'host-files');
    const [worst] = found;
    if (!worst || rank(worst) < rank({ severity: 'Medium' })) return undefined;
    return {
      weight: rank(worst) >= rank({ severity: 'High' }) ? 3 : 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
