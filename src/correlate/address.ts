import { BlockList, isIP } from 'node:net';

// Documentation ranges (192.0.2.0/24 …) count as outside, as they do for Kusto's ipv4_is_private.
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, bits, 'ipv6');
}

/** Whether an address lies outside the host and private networks. False for what is no address. */
export function isExternal(address: string): boolean {
  const known = judged.get(address);
  if (known !== undefined) return known;
  if (judged.size >= maxJudged) judged.clear();
  const external = judge(address);
  judged.set(address, external);
  return external;
}

/** BlockList is slow, and the same few addresses come again and again. */
const judged = new Map<string, boolean>();
const maxJudged = 10_000;

function judge(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  return !inside.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}

/** Whether a host name, URL or `host:port` names one of the hosts, or a host below one of them. */
export function isHostOf(name: string, hosts: string[]): boolean {
  const host = name
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[:/?#].*/s, '')
    .replace(/\.$/, '');
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}
