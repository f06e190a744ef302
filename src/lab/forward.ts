import { existsSync, writeFileSync } from 'node:fs';

/**
 * Lets IPv4 packets that come in by this interface go out by others. The kernel keeps this for each interface, so
 * the host's own setting stays as it is, and ours goes with the interface.
 */
export function forward(link: string): void {
  const path = `/proc/sys/net/ipv4/conf/${link}/forwarding`;
  if (existsSync(path)) writeFileSync(path, '1');
}
