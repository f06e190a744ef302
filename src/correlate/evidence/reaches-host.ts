import { bySeverity, evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** A step that speaks to the engine or the cloud's metadata service, or reaches for the host's files: out of the build. */
export const reachesHost: EvidenceRule = {
  id: 'reaches-host',
  techniques: ['T1611', 'T1552.005'],
  find: (subject) =>
    evidenceOf(subject, ['engine-api', 'metadata-service', 'host-files'], bySeverity),
};
