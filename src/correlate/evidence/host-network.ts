import { isLoopback } from '../address.js';
import { connectionRow, type EvidenceRule, endpoint, requestRow } from '../case.js';

const enginePorts = new Set([2375, 2376]);

/**
 * Steps in the host's network reach what listens on the host alone, the engine's own port above all. Builds behind a
 * proxy or a VPN ask for it too: hence the small weight for asking alone.
 */
export const hostNetwork: EvidenceRule = {
  id: 'host-network',
  techniques: [],
  find(subject) {
    const { details, steps } = subject;
    const toEngine = steps
      .flatMap(({ connections }) => connections)
      .filter(
        ({ RemotePort, RemoteIP }) =>
          enginePorts.has(RemotePort ?? 0) || (RemotePort === 10_250 && isLoopback(RemoteIP)),
      );
    const [first] = toEngine;
    if (first) {
      return {
        weight: 3,
        explanation: `A step connected to ${endpoint(first)}, where container engines listen.`,
        rows: toEngine.slice(0, 10).map(connectionRow),
        techniques: ['T1611', 'T1613'],
      };
    }
    if (details.NetworkMode !== 'host') return undefined;
    return {
      weight: 1,
      explanation: "Its steps ran in the host's network, as was asked.",
      rows: requestRow(subject),
    };
  },
};
