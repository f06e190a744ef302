import { expect, it } from 'vitest';
import { engineSockets } from './sockets.js';

it('names a socket as the options do, however it is bound', () => {
  const real = (path: string): string => (path === '/home/me/link' ? '/srv/engine.sock' : path);
  const { nameOf, boundPaths } = engineSockets(['/var/run/docker.sock', '/home/me/link'], real);
  expect(nameOf('/run/docker.sock')).toBe('/var/run/docker.sock');
  expect(nameOf('/var/run/docker.sock')).toBe('/var/run/docker.sock');
  expect(nameOf('/srv/engine.sock')).toBe('/home/me/link');
  expect(nameOf('/elsewhere/docker.sock')).toBe('/elsewhere/docker.sock');
  expect(boundPaths).toContain('/srv/engine.sock');
  expect(boundPaths).toContain('/run/podman/podman.sock');
});
