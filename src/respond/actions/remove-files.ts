import { isTemporary } from '../../correlate/temp-path.js';
import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { filesOf } from './keep-files.js';

export const removeFiles: Action = {
  id: 'remove-files',
  phase: 'clean-up',
  plan(situation) {
    const paths = filesOf(situation).filter(isTemporary);
    if (paths.length === 0) return undefined;
    return {
      title: "Remove the build's files",
      why: 'They lie in a directory for temporary files. Look who else has used it first.',
      commands: [sh`ls -la -- ${paths}`, sh`rm -r -- ${paths}`],
    };
  },
};
