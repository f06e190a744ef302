import { expect, it } from 'vitest';
import { createPieces } from './pieces.js';

it('puts pieces together, in whatever order they and their number come', () => {
  const pieces = createPieces();
  pieces.piece('a', 1, Buffer.from('world'));
  expect(pieces.isComplete('a')).toBe(false);
  pieces.expect('a', 2);
  expect(pieces.isComplete('a')).toBe(false);
  pieces.piece('a', 0, Buffer.from('hello '));
  expect(pieces.isComplete('a')).toBe(true);
  expect(pieces.finish('a').toString()).toBe('hello world');
  expect(pieces.isComplete('a')).toBe(false);
});

it('gives what came before the first that is missing', () => {
  const pieces = createPieces();
  pieces.expect('a', 3);
  pieces.piece('a', 0, Buffer.from('x'));
  pieces.piece('a', 2, Buffer.from('z'));
  expect(pieces.finish('a').toString()).toBe('x');
  expect(pieces.finish('never').toString()).toBe('');
});

it('is complete where there are none', () => {
  const pieces = createPieces();
  pieces.expect('a', 0);
  expect(pieces.isComplete('a')).toBe(true);
});
