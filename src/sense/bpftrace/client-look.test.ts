import { expect, it } from 'vitest';
import { looksLikeClient } from './client-look.js';

it.each([
  ['docker ps', true],
  ['/usr/bin/docker -H tcp://192.0.2.1 image ls', true],
  ['./kthreadd build -t a .', true],
  ['/tmp/x --log-level error bud .', true],
  ['/usr/libexec/docker/cli-plugins/docker-buildx', true],
  ['sh -c build', true],
  ['curl http://docker/build', false],
  ['gcc -c a.c', false],
  ['sh -c a b c d e f g build', false],
])('%s: %s', (command, isClient) => {
  expect(looksLikeClient(Buffer.from(`${command.replaceAll(' ', '\0')}\0`))).toBe(isClient);
});
