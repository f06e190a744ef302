import { brief, type EvidenceRule } from '../case.js';

/**
 * Who looks at the file sees something else than what is built. A script that writes its Dockerfile while the client
 * starts does it too.
 */
export const dockerfileSwapped: EvidenceRule = {
  id: 'dockerfile-swapped',
  techniques: ['T1036'],
  find({ build, details }) {
    if (details.ClientDockerfile === '') return undefined;
    const [built] = onlyIn(build.Dockerfile ?? '', details.ClientDockerfile);
    const example = built === undefined ? '' : `, such as: ${brief(built)}`;
    return {
      weight: 2,
      explanation: `The client's Dockerfile held other lines when the client started than those that were built${example}.`,
      rows: [{ Table: 'BuildHistoryEvents', Time: build.TimeGenerated, Text: built ?? '' }],
    };
  },
};

function onlyIn(one: string, other: string): string[] {
  const known = new Set(other.split('\n').map((line) => line.trim()));
  return one.split('\n').filter((line) => line.trim() !== '' && !known.has(line.trim()));
}
