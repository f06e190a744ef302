import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const keepAccount: Action = {
  id: 'keep-account',
  phase: 'preserve',
  plan({ id, keep }) {
    const noun = { shell: id.startsWith('i-') ? 'incidents' : 'builds' };
    const rows = `${keep}/${id}.json`;
    const page = `${keep}/${id}.html`;
    return {
      title: 'Keep this account',
      why: 'The first command makes a place for the evidence. What Keelwatch stored is dropped when it is old; with --data it is read from another directory.',
      commands: [
        sh`install -d -m 700 ${keep}`,
        sh`keelwatch ${noun} show ${id} --format json > ${rows}`,
        sh`keelwatch ${noun} show ${id} --format html > ${page}`,
      ],
    };
  },
};
