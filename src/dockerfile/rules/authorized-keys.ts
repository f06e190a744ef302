import { isHostPath } from '../host-path.js';
import { actRule } from '../rule.js';

export const authorizedKeys = actRule(
  {
    id: 'authorized-keys',
    severity: 'Medium',
    message: 'A key is put where SSH lets its holder in.',
    why: 'Whoever holds the other half can log in to every container of the image, or, where the path is the host’s, to the host.',
    instead:
      'Give keys to a container when it starts, or do without SSH: `docker exec` gets you in.',
    techniques: ['T1098.004'],
  },
  'write',
  ({ path }) => {
    if (!/\/\.ssh\/authorized_keys2?$|\/etc\/ssh\/authorized_keys/.test(path)) return false;
    const message = `A key is put into ${path}.`;
    return isHostPath(path) ? { severity: 'High', message } : { message };
  },
);
