import type { Micros } from '../model/row.js';
import type { OpenBuild } from './open-build.js';

const worst = ['succeeded', 'canceled', 'failed'];

/** How a build ended by BuildKit's word; undefined while one of its builds runs, or where it has no word on it. */
export function toldEnd({ histories }: OpenBuild): { state: string; end: Micros } | undefined {
  const ends = histories.flatMap(({ completed }) => completed ?? []);
  if (ends.length === 0 || ends.length < histories.length) return undefined;
  const ranks = histories.map(({ state }) => worst.indexOf(state));
  return { state: worst[Math.max(...ranks)] ?? 'unknown', end: Math.max(...ends) };
}

/** Whether BuildKit says that it goes on. */
export function isToldToRun({ histories }: OpenBuild): boolean {
  return histories.some(({ completed }) => completed === null);
}
