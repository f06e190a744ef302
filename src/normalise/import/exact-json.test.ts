import { describe, expect, it } from 'vitest';
import { maxDepth, parseExact, TooDeep } from './exact-json.js';

describe('JSON', () => {
  it('keeps the digits of integers that a double would round', () => {
    expect(
      parseExact('{"a":9007199254740993,"b":[-9223372036854775808],"c":9007199254740991}'),
    ).toEqual({
      a: '9007199254740993',
      b: ['-9223372036854775808'],
      c: 9007199254740991,
    });
  });

  it('leaves strings, fractions and exponents as they are', () => {
    const text =
      '{"a":"9007199254740993","b\\"1":1.12345678901234567,"c":12345678901234567e1,"d":"\\\\"}';
    expect(parseExact(text)).toEqual(JSON.parse(text));
  });

  it('is refused where it nests too deeply, brackets in strings apart', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseExact(nested(maxDepth))).not.toThrow();
    expect(() => parseExact(nested(maxDepth + 1))).toThrow(TooDeep);
    expect(parseExact(`["${'['.repeat(500)}"]`)).toEqual(['['.repeat(500)]);
  });

  it('that is none is a syntax error', () => {
    expect(() => parseExact('{"a":12345678901234567890')).toThrow(SyntaxError);
  });
});
