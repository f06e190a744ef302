import { type EvidenceRule, requestRow } from '../case.js';

/** A client inside a container speaks to the host's engine only if somebody gave it the socket. */
export const requesterInContainer: EvidenceRule = {
  id: 'requester-in-container',
  techniques: ['T1611', 'T1552.007'],
  find(subject) {
    const id = subject.build.RequesterContainerId ?? '';
    if (id === '') return undefined;
    return {
      weight: 2,
      explanation: `Asked for from inside container ${id.slice(0, 12)}, which has the engine's socket.`,
      rows: requestRow(subject),
    };
  },
};
