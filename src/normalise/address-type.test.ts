import { expect, it } from 'vitest';
import { addressType } from './address-type.js';

it.each([
  ['8.8.8.8', 'Public'],
  ['10.1.2.3', 'Private'],
  ['172.31.255.255', 'Private'],
  ['172.32.0.0', 'Public'],
  ['192.168.0.1', 'Private'],
  ['127.8.0.1', 'Loopback'],
  ['169.254.169.254', 'LinkLocal'],
  ['224.0.0.251', 'Multicast'],
  ['0.0.0.0', 'Unspecified'],
  ['203.0.113.9', 'Reserved'],
  ['100.64.0.1', 'Reserved'],
  ['::1', 'Loopback'],
  ['::', 'Unspecified'],
  ['fe80::1', 'LinkLocal'],
  ['fd12::1', 'Private'],
  ['ff02::fb', 'Multicast'],
  ['2001:db8::1', 'Reserved'],
  ['2606:4700::1', 'Public'],
  ['::ffff:10.0.0.1', 'FourToSixMapping'],
])('%s is %s', (address, type) => {
  expect(addressType(address)).toBe(type);
});

it('says nothing of what is no address', () => {
  expect(addressType('')).toBeUndefined();
  expect(addressType('999.1.1.1')).toBeUndefined();
});
