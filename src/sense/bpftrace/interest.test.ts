import { describe, expect, it } from 'vitest';
import { matters } from './interest.js';

describe('matters', () => {
  it.each([
    '/src/Dockerfile',
    '/src/dockerfile',
    '/src/Dockerfile.prod',
    '/src/web.dockerfile',
    '/src/Containerfile',
    '/src/compose.yaml',
    '/src/docker-compose.override.yml',
    '/src/.dockerignore',
    '/src/Dockerfile.dockerignore',
    '/etc/docker/daemon.json',
    '/etc/docker/key.json',
    '/lib/systemd/system/docker.service',
    '/tmp/x',
    '/dev/shm/a/b',
    '/etc/systemd/system/docker.service.d/http.conf',
    '/var/tmp/x',
    '/run/user/1000/x',
  ])('%s', (path) => expect(matters(path)).toBe(true));

  it.each([
    '/src/main.c',
    '/src/tmp/x',
    '/tmp',
    '/src/Dockerfiles/x',
    '/src/composer.json',
    '',
    '/home/docker/x',
    '/src/containers.ts',
    '/src/composed.yaml',
  ])('not %s', (path) => expect(matters(path)).toBe(false));
});
