import { expect, it } from 'vitest';
import { parseCgroups, parseStat } from './proc.js';

it('reads the unified cgroup first, then that of a controller', () => {
  const lines =
    '9:name=systemd:/a\n8:pids:/docker/x\n4:memory:/m\n2:cpu,cpuacct:/c\n0::/user.slice\n';
  expect(parseCgroups(lines)).toEqual(['/user.slice', '/docker/x']);
  expect(parseCgroups('0::/only\n')).toEqual(['/only']);
  expect(parseCgroups('2:cpu,cpuacct:/with:colon\n')).toEqual(['/with:colon']);
  expect(parseCgroups('')).toEqual([]);
});

it('reads the status of a process with any name', () => {
  const rest = `S 41 42 43 0 -1 4194560 ${'0 '.repeat(12)}98765 0`;
  expect(parseStat(`44 (a) S 1\n(b) ${rest}`)).toEqual({
    comm: 'a) S 1\n(b',
    parent: 41,
    session: 43,
    flags: 4194560,
    start: 98765,
  });
});
