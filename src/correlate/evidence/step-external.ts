import { connectionRow, contacts, type EvidenceRule, endpoint } from '../case.js';

/** Builds that install packages do this too: hence the small weight. */
export const stepExternal: EvidenceRule = {
  id: 'step-external',
  techniques: ['T1105'],
  find({ steps }) {
    const made = steps.flatMap((step) =>
      contacts(step).map((connection) => ({ step, connection })),
    );
    const [first] = made;
    if (!first) return undefined;
    const places = new Set(
      made.map(({ connection }) => `${connection.RemoteIP} ${connection.RemotePort}`),
    );
    const more = places.size > 1 ? ` and ${places.size - 1} more` : '';
    const failed = made.every(({ connection }) => connection.ActionType === 'ConnectionFailed');
    const verb = failed ? 'tried to connect' : 'connected';
    return {
      weight: 1,
      explanation: `Step ${first.step.index + 1} ${verb} to ${endpoint(first.connection)}${more}.`,
      rows: made.slice(0, 10).map(({ connection }) => connectionRow(connection)),
    };
  },
};
