import { BlockList, isIP } from 'node:net';

/** Values of RemoteIPType and LocalIPType. */
export type AddressType =
  | 'Private'
  | 'Public'
  | 'Loopback'
  | 'LinkLocal'
  | 'Multicast'
  | 'Reserved'
  | 'Unspecified'
  | 'FourToSixMapping';

/** First match counts. IANA's special-purpose registries; the ranges for documentation are reserved. */
const ranges: [AddressType, string[]][] = [
  ['Unspecified', ['0.0.0.0/32', '::/128']],
  ['Loopback', ['127.0.0.0/8', '::1/128']],
  ['LinkLocal', ['169.254.0.0/16', 'fe80::/10']],
  ['Multicast', ['224.0.0.0/4', 'ff00::/8']],
  ['Private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  [
    'Reserved',
    [
      '0.0.0.0/8',
      '100.64.0.0/10',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '240.0.0.0/4',
      '100::/64',
      '2001:db8::/32',
    ],
  ],
];

const lists = ranges.map(([type, networks]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return { type, list };
});

/** What kind of address it is; undefined for what is none. */
export function addressType(address: string): AddressType | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 6 && /^::ffff:\d/i.test(address)) return 'FourToSixMapping';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  return lists.find(({ list }) => list.check(address, family))?.type ?? 'Public';
}
