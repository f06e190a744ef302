import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isStatic } from './static-executable.js';

/** An ELF file with program headers of these types and nothing else. */
function elf(...types: number[]): Buffer {
  const file = Buffer.alloc(64 + 56 * types.length);
  file.writeUInt32BE(0x7f454c46, 0);
  file.writeUInt8(2, 4);
  file.writeUInt8(1, 5);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(types.length, 56);
  for (const [index, type] of types.entries()) file.writeUInt32LE(type, 64 + 56 * index);
  return file;
}

it.each([
  ['one that only loads itself', elf(1, 1), true],
  ['one that names an interpreter', elf(6, 3, 1), false],
  ['a script', Buffer.from('#!/bin/sh\n'.padEnd(100)), false],
  ['an empty file', Buffer.alloc(0), false],
])('tells a static executable: %s', (_, content, expected) => {
  const directory = mkdtempSync(join(tmpdir(), 'keelwatch-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'program');
  writeFileSync(path, content);
  expect(isStatic(path)).toBe(expected);
});

it('knows that this node needs libraries', () => {
  expect(isStatic(process.execPath)).toBe(false);
});
