import { bySeverity, evidenceOf } from '../behaviour.js';
import type { EvidenceRule } from '../case.js';

/** What stays and comes back: jobs, keys, start-up files, preloaded libraries, setuid, accounts that are root. Most images with a cron job are harmless. */
export const persistence: EvidenceRule = {
  id: 'persistence',
  techniques: ['T1053.003', 'T1098.004'],
  find: (subject) =>
    evidenceOf(
      subject,
      ['cron-job', 'authorized-keys', 'startup-file', 'preload', 'setuid', 'root-account'],
      bySeverity,
    ),
};
