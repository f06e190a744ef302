import { isHostile } from '../hostile.js';
import { actRule } from '../rule.js';

const startup =
  /\/(?:\.(?:bashrc|bash_profile|bash_login|profile|zshrc|bash_logout)|etc\/(?:profile|bash\.bashrc|bashrc|rc\.local|profile\.d\/[^/]+|init\.d\/[^/]+|update-motd\.d\/[^/]+)|(?:etc|lib)\/systemd\/system\/[^/]+)$/;

export const startupFile = actRule(
  {
    id: 'startup-file',
    severity: 'High',
    message: 'A file that runs by itself fetches or decodes something and runs it.',
    why: 'Such a file runs at every login or start, long after the build.',
    instead: 'Put programs into the image while it is built, with a checksum.',
    techniques: ['T1546.004', 'T1105'],
  },
  'write',
  ({ path, text }) =>
    startup.test(path) &&
    isHostile(text.replace(/^Exec\w+=/gm, '')) && {
      message: `${path}, which runs by itself, fetches or decodes something and runs it.`,
    },
);
