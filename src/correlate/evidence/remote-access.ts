import { bySeverity, evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** A shell or a tunnel to somewhere else, or a scanner that looks for the next host. Images that are made for it exist. */
export const remoteAccess: EvidenceRule = {
  id: 'remote-access',
  techniques: ['T1572', 'T1090'],
  find: (subject) => evidenceOf(subject, ['reverse-shell', 'tunnel', 'scanner'], bySeverity),
};
