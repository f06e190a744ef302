import { evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** Builds behind proxies that open TLS do it too. */
export const tlsUnchecked: EvidenceRule = {
  id: 'tls-unchecked',
  techniques: ['T1557'],
  find: (subject) => evidenceOf(subject, ['tls-unchecked'], () => 1),
};
