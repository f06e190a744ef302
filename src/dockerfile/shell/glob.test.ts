import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globOf } from './glob.js';

describe('a pattern of file names', () => {
  it.each([
    ['/tmp/*.sh', '/tmp/a.sh', true],
    ['/tmp/*.sh', '/tmp/a/b.sh', false],
    ['/tmp/?', '/tmp/a', true],
    ['/tmp?a', '/tmp/a', false],
    ['/tmp/**', '/tmp/a/b', true],
    ['/tmp/**', '/tmp', true],
    ['/tmp/**/x', '/tmp/a/b/x', true],
    ['/tmp/**', '/tmpa', false],
    ['cur[k-m]', 'curl', true],
    ['cur[!k-m]', 'curl', false],
    ['cur[^a]', 'curl', true],
    ['cur[]l]', 'curl', true],
    ['[', '[', true],
    ['*', '', true],
    ['', '', true],
    ['a.b', 'axb', false],
  ])('%j fits %j: %s', (pattern, path, fits) => {
    expect(globOf(pattern)(path)).toBe(fits);
  });

  it('fits what the same pattern as a RegExp fits', () => {
    const pieces = (...of: string[]) =>
      array(constantFrom(...of), { maxLength: 6 }).map((parts) => parts.join(''));
    assert(
      property(pieces('a', 'b', '/', '*', '?', '/**'), pieces('a', 'b', '/'), (pattern, path) => {
        const source = pattern
          .replaceAll('/**', '\u0000')
          .replace(/\*+/g, '[^/]*')
          .replaceAll('?', '[^/]')
          .replaceAll('\u0000', '(?:/.*)?');
        expect(globOf(pattern)(path)).toBe(new RegExp(`^${source}$`).test(path));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['*a', 'a'],
    ['/**a', '/a'],
  ])('is done with many of %s and a long name at once', (some, name) => {
    expect(globOf(`${some.repeat(100)}*b`)(name.repeat(2000))).toBe(false);
  });
});
