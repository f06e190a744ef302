import { expect, it } from 'vitest';
import { parseBtf } from './btf.js';

/** Writes BTF: each type is its kind, its name and what follows. Types are numbered from 1. */
function btf(
  types: {
    kind: number;
    name: string;
    count?: number;
    flag?: boolean;
    words: (number | string)[];
  }[],
): Buffer {
  let strings = '\0';
  const string = (text: string): number => {
    if (text === '') return 0;
    strings += `${text}\0`;
    return strings.length - text.length - 1;
  };
  const words = types.flatMap(({ kind, name, count = 0, flag = false, words: more }) => [
    string(name),
    ((flag ? 0x80000000 : 0) + kind * 0x1000000 + count) >>> 0,
    0,
    ...more.map((word) => (typeof word === 'string' ? string(word) : word)),
  ]);
  const body = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => body.writeUInt32LE(word >>> 0, index * 4));
  const header = Buffer.alloc(24);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt32LE(24, 4);
  header.writeUInt32LE(body.length, 12);
  header.writeUInt32LE(body.length, 16);
  header.writeUInt32LE(strings.length, 20);
  return Buffer.concat([header, body, Buffer.from(strings, 'latin1')]);
}

const example = parseBtf(
  btf([
    { kind: 1, name: 'int', words: [0] },
    { kind: 5, name: '', count: 2, words: ['low', 1, 0, 'high', 1, 0] },
    { kind: 4, name: '', count: 2, words: ['x', 1, 0, '', 2, 32] },
    { kind: 2, name: '', words: [] },
    { kind: 18, name: 'rcu', words: [] },
    { kind: 4, name: 'outer', count: 3, words: ['first', 1, 0, '', 3, 64, 'last', 5, 192] },
    { kind: 4, name: 'bits', count: 2, flag: true, words: ['plain', 1, 32, 'flag', 1, 0x01000040] },
    { kind: 6, name: 'kinds', count: 2, words: ['zero_id', 0, 'four_id', 4] },
  ]),
);

it('finds members, also of nameless structs and unions in others', () => {
  expect(example.offset('outer', 'first')).toBe(0);
  expect(example.offset('outer', 'x')).toBe(8);
  expect(example.offset('outer', 'high')).toBe(12);
  expect(example.offset('outer', 'last')).toBe(24);
});

it('tells what is not there, and what is no whole bytes', () => {
  expect(example.offset('outer', 'none')).toBeNull();
  expect(example.offset('none', 'first')).toBeNull();
  expect(example.offset('bits', 'plain')).toBe(4);
  expect(example.offset('bits', 'flag')).toBeNull();
});

it('finds values of enums', () => {
  expect(example.enumValue('kinds', 'four_id')).toBe(4);
  expect(example.enumValue('kinds', 'five_id')).toBeNull();
});

it('refuses other bytes', () => {
  expect(() => parseBtf(Buffer.from('ELF, or so: far too long to be short'))).toThrow(/454c462c/);
});
