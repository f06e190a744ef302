import type { RunContainer } from '../../correlate/details.js';
import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

/** Addresses for which rules are written; a firewall takes more with a set. */
const maxAddresses = 20;

export const cutNetwork: Action = {
  id: 'cut-network',
  phase: 'contain',
  plan({ engine, reached, details }) {
    const commands: string[] = [];
    if (engine) {
      for (const container of details.Containers) {
        const network = networkOf(container);
        const name = shortId(container.ContainerId) || container.Name;
        if (network && name)
          commands.push(sh`${engine} network disconnect --force ${network} ${name}`);
      }
    }
    const addresses = [...new Set(reached.map(({ ip }) => ip))].slice(0, maxAddresses);
    for (const address of addresses) {
      const table = { shell: address.includes(':') ? 'ip6tables' : 'iptables' };
      commands.push(sh`${table} -I OUTPUT -d ${address} -j REJECT`);
      commands.push(sh`${table} -I FORWARD -d ${address} -j REJECT`);
    }
    if (commands.length === 0) return undefined;
    const hasHostNetwork = details.Containers.some(({ NetworkMode }) => NetworkMode === 'host');
    const note = hasHostNetwork
      ? " A container with the host's network cannot be cut off by itself: pause it."
      : '';
    return {
      title: 'Cut off containers and addresses',
      why: `Nothing more comes in or goes out. An address may serve others too: see who else uses it first, with the queries below.${note}`,
      commands,
    };
  },
};

function networkOf({ NetworkMode }: RunContainer): string {
  if (NetworkMode === '' || NetworkMode === 'default') return 'bridge';
  return NetworkMode === 'host' || NetworkMode === 'none' || NetworkMode.startsWith('container:')
    ? ''
    : NetworkMode;
}
