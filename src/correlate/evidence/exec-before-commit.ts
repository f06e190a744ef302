import { brief, type CaseStep, type EvidenceRule, stepRow } from '../case.js';

/**
 * An image put together by commands in a running container: what a Dockerfile would have said. Packer and Ansible make
 * images so too; it names the technique, and what the commands did weighs by itself.
 */
export const execBeforeCommit: EvidenceRule = {
  id: 'exec-before-commit',
  techniques: ['T1609'],
  find({ build, steps }) {
    if (build.Method !== 'commit' && build.Method !== 'import') return undefined;
    const entered = steps.filter(({ row }) => row.Instruction === 'RUN').filter(isEntered);
    const [first] = entered;
    if (!first) return undefined;
    return {
      weight: 0,
      explanation: `Commands were run in the container before it was made an image: ${brief(first.command)}.`,
      rows: entered.slice(0, 10).map(stepRow),
    };
  },
};

/** A container's own command comes first; what runs beside it later was sent in. */
function isEntered({ row }: CaseStep, index: number): boolean {
  return index > 0 || (row.StepId ?? '').startsWith('client-');
}
