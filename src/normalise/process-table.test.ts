import { expect, it } from 'vitest';
import type { ExecRecord } from '../sense/bpftrace.js';
import { emptyProcessTable } from './process-table.js';

const exec = (pid: number, start = pid): ExecRecord => ({
  kind: 'exec',
  pid,
  start,
  parent: {
    pid: 1,
    start: 1,
  },
  ancestors: [],
  time: start,
  uid: 0,
  account: 'root',
  auditUid: null,
  auditSession: null,
  comm: '',
  cgroups: [],
  exe: `/bin/p${pid}`,
  argv: [`p${pid}`],
  isTruncated: false,
  cwd: '/',
});

it('forgets the oldest when it is full, those that ended first', () => {
  const table = emptyProcessTable({ live: 3, ended: 2 });
  for (const pid of [1, 2, 3, 4]) table.ran(exec(pid));
  expect(table.find(exec(1))).toBeUndefined();
  for (const pid of [2, 3, 4]) table.ended(exec(pid));
  expect([2, 3, 4].map((pid) => table.find(exec(pid))?.name)).toEqual([undefined, 'p3', 'p4']);
});

it('keeps to a bound whatever comes', () => {
  const table = emptyProcessTable({ live: 100, ended: 10 });
  for (let pid = 1; pid <= 5000; pid += 1) {
    table.ran(exec(pid));
    if (pid % 2 === 0) table.ended(exec(pid));
  }
  const kept = Array.from({ length: 5000 }, (_, index) => table.find(exec(index + 1)));
  const count = kept.filter((program) => program !== undefined).length;
  expect(count).toBeLessThanOrEqual(110);
  expect(count).toBeGreaterThanOrEqual(98);
});

it('tells boots apart', () => {
  const table = emptyProcessTable();
  table.booted('one');
  table.ran(exec(5));
  const before = table.uniqueId(exec(5));
  table.booted('one');
  expect(table.find(exec(5))?.name).toBe('p5');
  table.booted('two');
  expect(table.find(exec(5))).toBeUndefined();
  expect(table.uniqueId(exec(5))).not.toBe(before);
});

it('prefers an exec that was seen to an older scan', () => {
  const table = emptyProcessTable();
  table.ran({ ...exec(5), time: 50 });
  const { argv, cwd, exe } = { argv: ['old'], cwd: '/', exe: '/bin/old' };
  const { ancestors: _, isTruncated: __, ...seen } = exec(5);
  table.ran({ ...seen, kind: 'running', time: 5, argv, cwd, exe });
  expect(table.find(exec(5))?.name).toBe('p5');
});
