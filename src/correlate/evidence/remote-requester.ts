import { brief, type EvidenceRule } from '../case.js';

/** The exposed API: how most of the published campaigns came in. */
export const remoteRequester: EvidenceRule = {
  id: 'remote-requester',
  techniques: ['T1133', 'T1190'],
  find({ build, details }) {
    const address = details.RequesterRemoteIP;
    if (address === '') return undefined;
    return {
      weight: 3,
      explanation: `Asked for over the network by ${address}${subjectOf(details.RequesterTlsSubject)}.`,
      rows: [
        {
          Table: 'DockerApiEvents',
          Time: build.TimeGenerated,
          Text: `${details.ApiRequest || 'a connection'} from ${address}`,
        },
      ],
    };
  },
};

function subjectOf(subject: string): string {
  return subject === ''
    ? ', without a certificate that was seen'
    : ` (certificate of ${brief(subject)})`;
}
