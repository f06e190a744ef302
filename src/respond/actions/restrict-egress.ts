import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const restrictEgress: Action = {
  id: 'restrict-egress',
  phase: 'prevent',
  plan({ reached, build, engine }) {
    if (reached.length === 0 || (build.Method ?? 'build') !== 'build') return undefined;
    return {
      title: 'Restrict what builds can reach',
      why: 'The payload came over the network during the build. Let builds reach nothing but the registries and mirrors that they need: through a proxy that knows their names, or refuse the rest in the chain DOCKER-USER, and build on hosts that run nothing else.',
      commands: [
        'iptables -S DOCKER-USER',
        ...(engine && engine.shell !== 'podman'
          ? [sh`${engine} network inspect bridge --format ${'{{json .Options}}'}`]
          : []),
      ],
    };
  },
};
