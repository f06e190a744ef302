import { brief, type EvidenceRule, requestRow } from '../case.js';

/** As in the published rule, and a context that is fetched over HTTP, which brings its Dockerfile along. */
export const remoteDockerfile: EvidenceRule = {
  id: 'remote-dockerfile',
  techniques: ['T1105'],
  find(subject) {
    const { DockerfileArgument, ContextKind } = subject.details;
    const file = /^https?:\/\//i.test(DockerfileArgument) ? DockerfileArgument : '';
    const url = file || (ContextKind === 'url' ? (subject.build.ContextPath ?? '') : '');
    if (url === '') return undefined;
    return {
      weight: 4,
      explanation: `Its Dockerfile came from a web server: ${brief(url)}.`,
      rows: requestRow(subject),
    };
  },
};
