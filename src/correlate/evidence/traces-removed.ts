import { brief, type EvidenceRule } from '../case.js';

/** Test runs and CI tidy up too, but seldom take away the image of a container that stays. */
export const tracesRemoved: EvidenceRule = {
  id: 'traces-removed',
  techniques: ['T1070'],
  find({ details }) {
    const [first] = details.Removals;
    if (!first) return undefined;
    return {
      weight: 1,
      explanation: `What tells of the build was removed after it: ${brief(first.Text)}.`,
      rows: details.Removals.slice(0, 10).map(({ Time, Text }) => ({
        Table: 'DockerApiEvents',
        Time,
        Text,
      })),
    };
  },
};
