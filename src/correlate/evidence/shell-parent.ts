import { brief, type EvidenceRule, requestRow } from '../case.js';

/** The published rule's, and the shells that `sh` is on Debian and Alpine: the same script is the same everywhere. */
const parents = `bash sh zsh python python3 perl ruby curl wget dash ash`.split(' ');

/** Whether a program is one of them, as the published rule has it, whose `has_any` looks for whole words. */
export function isScript(fileName: string): boolean {
  const terms = fileName.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return parents.some((name) => terms.includes(name));
}

export const shellParent: EvidenceRule = {
  id: 'shell-parent',
  techniques: ['T1059.004'],
  find(subject) {
    const parent = subject.details.RequesterParentFileName;
    if (!isScript(parent)) return undefined;
    return {
      weight: 2,
      explanation: `Asked for by a shell, a script or a download tool: ${brief(parent)}. Most builds are.`,
      rows: requestRow(subject),
    };
  },
};
