import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const closeTcp: Action = {
  id: 'close-tcp',
  phase: 'prevent',
  plan({ details, build }) {
    const isTcp = (build.EngineSocket ?? '').startsWith('tcp://');
    const peer = details.RequesterRemoteIP;
    if (!peer && !isTcp) return undefined;
    const commands = [
      'ss -Hltnp | grep -E "dockerd|podman"',
      'grep -n hosts /etc/docker/daemon.json; systemctl cat docker | grep -n -- "-H"',
    ];
    if (peer) {
      const table = { shell: peer.includes(':') ? 'ip6tables' : 'iptables' };
      commands.push(sh`${table} -I INPUT -s ${peer} -j REJECT`);
    }
    return {
      title: 'Take the API off the network',
      why: 'Whoever reaches it is root on this host. Remove tcp:// from `hosts` or `-H`, or demand client certificates with tlsverify, and restart the engine; until then refuse the address.',
      commands,
    };
  },
};
