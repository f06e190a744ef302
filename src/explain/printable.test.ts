import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './fixtures/any-text.js';
import { columnsOf, printable } from './printable.js';
import { wrap } from './wrap.js';

describe('printable text', () => {
  it.each([
    ['plain', 'plain'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u001b[0m', '\\e[31mred\\e[0m'],
    ['\u009b31m', '\\x9b31m'],
    ['\u001b]52;c;aGk=\u0007', '\\e]52;c;aGk=\\x07'],
    ['evil\u202etxt.exe', 'evil\\u{202e}txt.exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['\ud800', '\\u{d800}'],
    ['\u{e0041}tag', '\\u{e0041}tag'],
    ['naïve 日本語', 'naïve 日本語'],
  ])('%j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('is cut with an ellipsis, by columns', () => {
    expect(printable('abcdef', 4)).toBe('abc…');
    expect(printable('abcd', 4)).toBe('abcd');
    expect(columnsOf(printable('日本語日本語', 5))).toBeLessThanOrEqual(5);
  });

  it('holds nothing that a terminal acts on, whatever it was, and never grows beyond its limit', () => {
    assert(
      property(anyText(40), integer({ min: 1, max: 40 }), (text, limit) => {
        const shown = printable(text, limit);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(columnsOf(shown)).toBeLessThanOrEqual(limit);
        expect(printable(printable(text))).toBe(printable(text));
      }),
    );
  });
});

it('is never cut inside a character', () => {
  const word = `${'a'.repeat(10)}\u{10348}`;
  expect(wrap(word, 10)).toEqual(['a'.repeat(10), '\u{10348}']);
});
