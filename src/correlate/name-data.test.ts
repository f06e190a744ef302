import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataIn } from './name-data.js';

describe('data in names', () => {
  it.each([
    '414b49414558414d504c45.x.collect.example',
    'a3f1c9d200b7e4.deadbeefdeadbeef1234.t.example',
    '8675309867530986753098.n.example',
    'mfrggzdfmztwq2lknnwg23tpobyxe43u.b.example',
    'qwxyz7k2m9p4r1t8v5b3n6c0.d.example',
    `${'a'.repeat(60)}.t.example`,
  ])('%s', (name) => expect(dataIn(name)).not.toBe(''));

  it.each([
    'deb.debian.org',
    'registry-1.docker.io',
    'production.cloudflare.docker.com',
    'prod-registry-k8s-io-us-east-1.s3.dualstack.us-east-1.amazonaws.com',
    'dl-cdn.alpinelinux.org',
    'objects.githubusercontent.com',
    'release-assets.githubusercontent.com',
    'auth.docker.io',
    'pkg-containers.githubusercontent.com',
    'security.ubuntu.com',
    'storage.googleapis.com',
    'archive-3.kali.download',
    'internationalisation.example.org',
    '7.113.0.203.in-addr.arpa',
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
    'example.com',
    '',
  ])('none in %s', (name) => expect(dataIn(name)).toBe(''));

  it('finds random bytes in base 32', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
    const found = Array.from({ length: 500 }, (_, seed) =>
      [...createHash('sha512').update(`${seed}`).digest().subarray(0, 40)]
        .map((byte) => alphabet[byte % 32])
        .join(''),
    ).filter((label) => dataIn(`${label}.x.example.org`) !== '');
    expect(found.length).toBeGreaterThan(450);
  });
});
