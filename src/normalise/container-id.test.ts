import { describe, expect, it } from 'vitest';
import { cgroupOf, containerIdOf } from './container-id.js';

const id = '4f'.repeat(32);
const step = 'mq3r0vbtwj1l7y5zk2n8xcd9e';

describe('containerIdOf', () => {
  it.each([
    [`/docker/${id}`, id],
    [`/system.slice/docker-${id}.scope`, id],
    [`/machine.slice/libpod-${id}.scope/container`, id],
    [`/kubepods.slice/pod1.slice/cri-containerd-${id}.scope`, id],
    [`/docker/buildkit/${step}`, step],
    [`/system.slice/docker-${step}.scope`, step],
    [`/docker/${'ab'.repeat(32)}/docker/${id}/init`, id],
    ['/', ''],
    ['', ''],
    ['/user.slice/user-1000.slice', ''],
    [`/user.slice/${step}`, ''],
    [`/docker/${id}0`, ''],
  ])('%s', (cgroup, expected) => {
    expect(containerIdOf(cgroup)).toBe(expected);
  });
});

describe('cgroupOf', () => {
  it('prefers the hierarchy that names a container', () => {
    expect(cgroupOf(['/system.slice/docker.service', `/docker/${id}`])).toBe(`/docker/${id}`);
    expect(cgroupOf([`/docker/${id}`, `/docker/${id}/buildkit/${step}`])).toBe(
      `/docker/${id}/buildkit/${step}`,
    );
    expect(cgroupOf([`/docker/${id}/buildkit/${step}`, `/docker/${id}`])).toBe(
      `/docker/${id}/buildkit/${step}`,
    );
    expect(cgroupOf(['/', '/user.slice'])).toBe('/user.slice');
    expect(cgroupOf(['/', '/'])).toBe('/');
    expect(cgroupOf([])).toBe('');
  });
});
