import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** Builds behind proxies that open TLS do it too. */
export const tlsUnchecked: EvidenceRule = {
  id: 'tls-unchecked',
  techniques: ['T1557'],
  find(subject) {
    const found = foundBy(subject, 'tls-unchecked');
    const [worst] = found;
    if (!worst) return undefined;
    return {
      weight: 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
