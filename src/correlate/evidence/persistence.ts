import { rank } from '../../dockerfile/finding.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** What stays and comes back: jobs, keys, start-up files, preloaded libraries, setuid. Most images with a cron job are harmless. */
export const persistence: EvidenceRule = {
  id: 'persistence',
  techniques: ['T1053.003', 'T1098.004'],
  find(subject) {
    const found = foundBy(
      subject,
      'cron-job',
      'authorized-keys',
      'startup-file',
      'preload',
      'setuid',
    );
    const [worst] = found;
    if (!worst || rank(worst) < rank({ severity: 'Medium' })) return undefined;
    return {
      weight: rank(worst) >= rank({ severity: 'High' }) ? 3 : 1,
      explanation: `${whereOf(worst)}: ${worst.message} ${brief(worst.text)}`,
      rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
    };
  },
};
