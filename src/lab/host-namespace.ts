import { command, mustRun } from './command.js';
import { forward } from './forward.js';
import { claim } from './holding.js';
import { release, sweep } from './release.js';
import { ensureWatchdog } from './watchdog.js';

/** A network stack of its own, one hop away from this machine, in which a host's programs run. */
export interface HostNamespace {
  /** Name of the network namespace. */
  namespace: string;
  /** Of the lab's, for what belongs to the host. */
  directory: string;
  address: string;
  /** Null where this machine has no IPv6. Containers on an engine's bridge cannot reach it; the machine's network can. */
  address6: string | null;
}

/** Public as far as anything can tell, or one of the private networks that companies use. */
export type Network = 'external' | 'internal';

/** RFC 5737 and RFC 3849. The third, 192.0.2.0/24, is left to networks that exist. */
const ranges = ['203.0.113', '198.51.100'] as const;

/** Needs root and iproute2. Throws when a part of it cannot be set up. Ends with `release(directory)`. */
export async function makeHostNamespace(network: Network = 'external'): Promise<HostNamespace> {
  await sweep();
  const { slot, directory } = claim('host', (free) => ({
    namespaces: [names(free).namespace],
    links: [names(free).outer],
    rules: rules('-D', names(free).outer),
  }));
  ensureWatchdog();
  const { namespace, outer, inner } = names(slot);
  const { address, gateway, address6, gateway6 } = addresses(slot, network);
  const inside = (...args: string[]) => mustRun('ip', ['-n', namespace, ...args]);
  try {
    await mustRun('ip', ['netns', 'add', namespace]);
    await mustRun('ip', ['link', 'add', outer, 'type', 'veth', 'peer', inner, 'netns', namespace]);
    await mustRun('ip', ['address', 'add', `${gateway}/30`, 'dev', outer]);
    await mustRun('ip', ['link', 'set', outer, 'up']);
    await inside('link', 'set', 'lo', 'up');
    await inside('link', 'set', inner, 'up');
    await inside('address', 'add', `${address}/30`, 'dev', inner);
    // Its way back to containers; whatever else it sent out would end at this machine.
    await inside('route', 'add', 'default', 'via', gateway);
    const six = await addIPv6(namespace, outer, inner, gateway6, address6);
    forward(outer);
    for (const rule of rules('-I', outer)) await command('iptables', rule);
    return { namespace, directory, address, address6: six ? address6 : null };
  } catch (error) {
    await release(directory);
    throw error;
  }
}

function names(slot: number) {
  return { namespace: `keelwatch-host-${slot}`, outer: `kwext${slot}`, inner: `kwin${slot}` };
}

/** Four addresses of a range for each slot: network, the near end, the host, broadcast. */
function addresses(slot: number, network: Network) {
  const range = network === 'internal' ? '10.213.87' : ranges[slot % ranges.length];
  const block = 4 * (network === 'internal' ? slot : Math.floor(slot / ranges.length));
  return {
    gateway: `${range}.${block + 1}`,
    address: `${range}.${block + 2}`,
    gateway6: `2001:db8:${slot + 1}::1`,
    address6: `2001:db8:${slot + 1}::2`,
  };
}

/** Hosts with a firewall, as an engine's own, may forward nothing by default. */
function rules(action: '-I' | '-D', outer: string): string[][] {
  return ['-i', '-o'].map((direction) => [
    '-w',
    action,
    'FORWARD',
    direction,
    outer,
    '-j',
    'ACCEPT',
  ]);
}

async function addIPv6(
  namespace: string,
  outer: string,
  inner: string,
  gateway6: string,
  address6: string,
): Promise<boolean> {
  // Without waiting to see whether another host has the address: there is none on this link.
  const near = ['-6', 'address', 'add', `${gateway6}/64`, 'dev', outer, 'nodad'];
  const far = ['-n', namespace, '-6', 'address', 'add', `${address6}/64`, 'dev', inner, 'nodad'];
  return (await command('ip', near)).code === 0 && (await command('ip', far)).code === 0;
}
