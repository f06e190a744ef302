import { bySeverity, evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** Does nothing here, and runs in every build that starts from the image. */
export const onbuildTrap: EvidenceRule = {
  id: 'onbuild-trap',
  techniques: ['T1204.003', 'T1525'],
  find: (subject) => evidenceOf(subject, ['onbuild-trap'], bySeverity),
};
