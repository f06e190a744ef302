import { brief, type EvidenceRule, requestRow } from '../case.js';

const parents = ['bash', 'sh', 'zsh', 'python', 'python3', 'perl', 'ruby', 'curl', 'wget'];

/** As in the published rule, whose `has_any` looks for these as whole words. */
export const shellParent: EvidenceRule = {
  id: 'shell-parent',
  techniques: ['T1059.004'],
  find(subject) {
    const parent = subject.details.RequesterParentFileName;
    const terms = parent.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    if (!parents.some((name) => terms.includes(name))) return undefined;
    return {
      weight: 2,
      explanation: `Asked for by a shell, a script or a download tool: ${brief(parent)}. Most builds are.`,
      rows: requestRow(subject),
    };
  },
};
