import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const removeContainers: Action = {
  id: 'remove-containers',
  phase: 'clean-up',
  plan({ engine, containers, details }) {
    if (!engine || containers.length === 0) return undefined;
    const mounted = details.Containers.filter(
      ({ HostMounts, IsPrivileged }) => HostMounts.length > 0 || IsPrivileged,
    );
    const note =
      mounted.length > 0
        ? " One of them could write to the host: look there for what it left (cron, authorized_keys, units, the engine's settings) before the host is trusted again."
        : '';
    return {
      title: 'Remove the containers',
      why: `Once their evidence is kept. A restart policy would start them again: removed they stay away.${note}`,
      commands: [sh`${engine} rm --force --volumes ${containers.map(shortId)}`],
    };
  },
};
