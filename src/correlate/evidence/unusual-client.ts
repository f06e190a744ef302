import { brief, type EvidenceRule, requestRow } from '../case.js';

/** Scripts and servers build too, so this alone says little; a build tool under another name says more. */
export const unusualClient: EvidenceRule = {
  id: 'unusual-client',
  techniques: [],
  find(subject) {
    const { build, details } = subject;
    if (details.RequesterIsKnownTool !== false || details.RequesterRemoteIP !== '')
      return undefined;
    const name = build.RequesterFileName || (build.RequesterCommandLine ?? '');
    if (name === '') return undefined;
    return {
      weight: 2,
      explanation: `Asked for by ${brief(name)}, which is no build tool by name.`,
      rows: requestRow(subject),
    };
  },
};
