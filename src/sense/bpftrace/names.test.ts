import { expect, it } from 'vitest';
import { createNames, joinCgroup, joinPath } from './names.js';

const bytes = (text: string): Buffer => Buffer.from(text);

it('puts a path together, pieces before or after the end', () => {
  const names = createNames(10, joinPath);
  names.piece('a', 1, 0, bytes('usr'));
  names.complete('a', 2, 1);
  expect(names.get('a')).toBeUndefined();
  names.piece('a', 0, 0, bytes('bin'));
  expect(names.get('a')).toBe('/usr/bin');
});

it('joins the parts of a long name', () => {
  const names = createNames(10, joinPath);
  names.piece('a', 0, 1, bytes('-end'));
  names.piece('a', 0, 0, bytes('start'));
  names.complete('a', 1, 1);
  expect(names.get('a')).toBe('/start-end');
});

it('marks what has no place in the file system, and what is too deep', () => {
  const names = createNames(10, joinPath);
  names.piece('a', 0, 0, bytes('memfd:x\0rest'));
  names.complete('a', 1, 3);
  expect(names.get('a')).toBe('/memfd:x (deleted)');
  names.complete('root', 0, 1);
  expect(names.get('root')).toBe('/');
  expect(joinCgroup(['leaf', 'up'], 0)).toBe('/up/leaf');
  expect(joinCgroup(['leaf', 'up'], 0xffff)).toBe('/…/up/leaf');
});

it('forgets the oldest, not those printed again lately', () => {
  const names = createNames(10, joinPath);
  for (let key = 0; key < 10; key += 1) names.complete(String(key), 0, 1);
  names.complete('0', 0, 1);
  names.complete('new', 0, 1);
  expect([names.get('0'), names.get('1'), names.get('new')]).toEqual(['/', undefined, '/']);
});
