import { brief, type EvidenceRule, stepRow } from '../case.js';
import { runsDecoded } from '../shell-shape.js';

export const decodedIntoShell: EvidenceRule = {
  id: 'decoded-into-shell',
  techniques: ['T1027', 'T1140', 'T1059.004'],
  find({ steps }) {
    const found = steps.filter(({ command }) => runsDecoded(command));
    const [first] = found;
    if (!first) return undefined;
    return {
      weight: 3,
      explanation: `Step ${first.index + 1} decodes text and runs it: ${brief(first.command)}.`,
      rows: found.slice(0, 10).map(stepRow),
    };
  },
};
