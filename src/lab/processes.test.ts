import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { identify, isAlive, marked, markOf, processes, withDescendants } from './processes.js';

it('tells a process from one that had its number before', () => {
  const self = identify(process.pid);
  if (self === null) throw new Error('no /proc here');
  expect(isAlive(self)).toBe(true);
  expect(isAlive({ ...self, start: `${Number(self.start) - 1}` })).toBe(false);
  expect(isAlive({ ...self, boot: 'another' })).toBe(false);
  expect(identify(0)).toBeNull();
});

it('sees what a process is, and that it has ended before its parent asked', async () => {
  const child = spawn('sleep', ['1234.5'], { argv0: 'odd) name (' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('spawn', resolve));
  const pid = child.pid ?? 0;
  const found = processes().find((one) => one.pid === pid);
  expect(found).toMatchObject({ parent: process.pid, argv: ['odd) name (', '1234.5'] });
  const identity = identify(pid);
  expect(identity).not.toBeNull();

  process.kill(pid, 'SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(identity !== null && isAlive(identity)).toBe(false);
});

it('finds what was started for a directory, whoever its parent is by now', async () => {
  const directory = `/nowhere/${process.pid}`;
  const [name, value] = markOf(directory);
  const env = { PATH: process.env.PATH, [name]: value };
  const parent = spawn('sh', ['-c', 'setsid sleep 1234.5 & echo $!'], { env });
  onTestFinished(() => {
    for (const pid of marked(directory)) process.kill(pid, 'SIGKILL');
  });
  const said = await new Promise((resolve) => parent.stdout.once('data', resolve));
  await new Promise((resolve) => parent.once('exit', resolve));
  expect(marked(directory)).toContain(Number(said));
  expect(marked(`${directory}0`)).toEqual([]);
});

const child = (pid: number, parent: number) => ({ pid, parent, argv: [], cgroup: '' });

it('finds descendants in whatever order they are listed', () => {
  const all = [child(4, 3), child(3, 2), child(2, 1), child(9, 1)];
  expect([...withDescendants(all, new Set([2]))].sort()).toEqual([2, 3, 4]);
});
