import { bySeverity, evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** A build sees sources, credentials and the network around it. Some send a report of their tests over HTTPS. */
export const dataSent: EvidenceRule = {
  id: 'data-sent',
  techniques: ['T1041', 'T1048'],
  find: (subject) => evidenceOf(subject, ['data-sent'], bySeverity),
};
