import type { Candidate } from './candidate.js';
import type { Judged } from './judged.js';

/** Where many images at a time are made again and again, the threshold above which that is told of. */
export function newImages(judged: readonly Judged[], least: number): Candidate[] {
  const told = judged.filter(({ evidence }) => evidence.has('many-images'));
  if (told.length < least) return [];
  const most = Math.max(...told.map(({ subject }) => subject.baseline.Recent + 1));
  const threshold = most + 1;
  return [
    {
      setting: 'NewImageThreshold',
      about: `${threshold}, since up to ${most} began at a time`,
      value: () => threshold,
      apply: (settings) => ({ ...settings, newImageThreshold: threshold }),
    },
  ];
}
