import { actRule } from '../rule.js';
import { kindOf, readUrl } from '../source.js';
import { nameOf } from '../told.js';

export const addUrl = actRule(
  {
    id: 'add-url',
    severity: 'Low',
    message: 'ADD fetches a URL without a checksum.',
    why: 'The builder itself fetches it, outside of any step, and takes whatever the server sends.',
    instead: 'Use ADD --checksum=sha256:…, or fetch in a RUN and compare a checksum there.',
    techniques: ['T1105'],
  },
  'fetch',
  ({ download }) => {
    if (download.tool !== 'ADD' || download.isVerified) return false;
    const scheme = readUrl(download.urls[0] ?? '')?.scheme ?? '';
    // A repository's commit is a checksum.
    if (/\.git(?:#|$)/.test(download.urls[0] ?? '') || scheme === 'ssh' || scheme === 'git')
      return false;
    const message = `ADD fetches ${nameOf(download)} without a checksum.`;
    return kindOf(download) === 'plain' || kindOf(download) === 'port'
      ? { severity: 'Medium', message }
      : { message };
  },
);
