import { rank } from '../../dockerfile/finding.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** Does nothing here, and runs in every build that starts from the image. */
export const onbuildTrap: EvidenceRule = {
  id: 'onbuild-trap',
  techniques: ['T1204.003', 'T1525'],
  find(subject) {
    const found = foundBy(subject, 'onbuild-trap');
    const [worst] = found;
    if (!worst || rank(worst) < rank({ severity: 'Medium' })) return undefined;
    return {
      weight: rank(worst) >= rank({ severity: 'High' }) ? 3 : 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
