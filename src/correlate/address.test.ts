import { expect, it } from 'vitest';
import { isExternal, isHostOf } from './address.js';

it.each(['203.0.113.9', '8.8.8.8', '2001:db8::1', '::ffff:198.51.100.1'])(
  '%s is outside',
  (address) => {
    expect(isExternal(address)).toBe(true);
  },
);

it.each([
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '127.0.0.1',
  '169.254.169.254',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '224.0.0.1',
  '::ffff:10.0.0.1',
  '',
  'example.org',
])('%s is not', (address) => expect(isExternal(address)).toBe(false));

it('compares whole host names', () => {
  const registries = ['docker.io', 'gcr.io'];
  expect(isHostOf('registry-1.docker.io:443', registries)).toBe(true);
  expect(isHostOf('https://user@GCR.io/v2/', registries)).toBe(true);
  expect(isHostOf('docker.io.evil.example', registries)).toBe(false);
  expect(isHostOf('notdocker.io', registries)).toBe(false);
  expect(isHostOf('evil.example/docker.io', registries)).toBe(false);
});
