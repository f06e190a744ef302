import { type EvidenceRule, requestRow } from '../case.js';
import { isDaemonless } from '../command.js';

/** A client inside a container speaks to the host's engine only if somebody gave it the socket. */
export const requesterInContainer: EvidenceRule = {
  id: 'requester-in-container',
  techniques: ['T1611', 'T1552.007'],
  find(subject) {
    const id = subject.build.RequesterContainerId ?? '';
    const { RequestTool, EngineContainerId } = subject.details;
    // Builders without a daemon need no socket, and an engine in a container is no way to the host.
    if (id === '' || isDaemonless(RequestTool) || EngineContainerId !== '') return undefined;
    return {
      weight: 2,
      explanation: `Asked for from inside container ${id.slice(0, 12)}, which has the engine's socket.`,
      rows: requestRow(subject),
    };
  },
};
