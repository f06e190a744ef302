import { brief, type EvidenceRule, requestRow } from '../case.js';

/** Scripts and servers build too, so this alone says little. A build tool under another name was given that to hide. */
export const unusualClient: EvidenceRule = {
  id: 'unusual-client',
  techniques: [],
  find(subject) {
    const { build, details } = subject;
    if (details.RequesterIsKnownTool !== false || details.RequesterRemoteIP !== '')
      return undefined;
    const name = build.RequesterFileName || (build.RequesterCommandLine ?? '');
    if (name === '') return undefined;
    const identity = build.RequesterIdentity ?? '';
    if (identity !== '') {
      return {
        weight: 3,
        explanation: `Asked for by ${brief(name)}, which is ${identity} under another name.`,
        rows: requestRow(subject),
        techniques: ['T1036.003'],
      };
    }
    return {
      weight: 2,
      explanation: `Asked for by ${brief(name)}, which is no build tool by name.`,
      rows: requestRow(subject),
    };
  },
};
