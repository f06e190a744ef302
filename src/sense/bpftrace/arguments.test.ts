import { describe, expect, it } from 'vitest';
import { createArguments, split } from './arguments.js';
import { chunkBytes } from './language.js';
import { maxArgumentChunks } from './process-probes.js';

const raw = (...argv: string[]): Buffer => Buffer.from(`${argv.join('\0')}\0`);
const chunk = (whole: Buffer, index: number): Buffer =>
  whole.subarray(index * chunkBytes, (index + 1) * chunkBytes);
const unknown = (): null => null;

describe('createArguments', () => {
  it('puts pieces together in any order', () => {
    const whole = raw('sh', 'x'.repeat(300));
    const all = createArguments();
    all.piece('1:1', 2, chunk(whole, 2));
    const { isComplete } = all.start('1:1', whole.length, chunk(whole, 0), unknown);
    expect(isComplete()).toBe(false);
    all.piece('1:1', 1, chunk(whole, 1));
    expect(isComplete()).toBe(true);
    expect(all.finish('1:1')).toEqual({ argv: ['sh', 'x'.repeat(300)], isTruncated: false });
  });

  it('ends before the first piece that was lost', () => {
    const whole = raw('sh', 'x'.repeat(300));
    const all = createArguments();
    all.start('1:1', whole.length, chunk(whole, 0), unknown);
    all.piece('1:1', 2, chunk(whole, 2));
    const { argv, isTruncated } = all.finish('1:1');
    expect(argv).toEqual(['sh', 'x'.repeat(chunkBytes - 3)]);
    expect(isTruncated).toBe(true);
  });

  it('takes a long vector from the living process, unless that runs something else by now', () => {
    const whole = raw('sh', 'x'.repeat(chunkBytes * maxArgumentChunks));
    const other = Buffer.alloc(whole.length, 'y');
    const all = createArguments();
    all.start('1:1', whole.length, chunk(whole, 0), () => whole);
    expect(all.finish('1:1').isTruncated).toBe(false);
    all.start('1:2', whole.length, chunk(whole, 0), () => other);
    expect(all.finish('1:2')).toMatchObject({ isTruncated: true });
  });

  it('does not take memory that could not be read for arguments', () => {
    const all = createArguments();
    all.start('1:1', 10, Buffer.alloc(10), unknown);
    expect(all.finish('1:1')).toEqual({ argv: [], isTruncated: true });
  });

  it('knows a program without arguments', () => {
    const all = createArguments();
    all.start('1:1', 0, Buffer.alloc(0), unknown);
    expect(all.finish('1:1')).toEqual({ argv: [], isTruncated: false });
  });
});

it('splits at NUL, keeping empty arguments', () => {
  expect(split(Buffer.from('a\0\0b\0'))).toEqual(['a', '', 'b']);
  expect(split(Buffer.from('a\0\0'))).toEqual(['a', '']);
  expect(split(Buffer.from('renamed itself'))).toEqual(['renamed itself']);
  expect(split(Buffer.alloc(0))).toEqual([]);
});
