import { execFileSync } from 'node:child_process';
import { array, assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../explain/fixtures/any-text.js';
import { printable } from '../explain/printable.js';
import { sh, shellWord } from './shell.js';

/** The words as bash takes them from a command line. */
function taken(line: string): string[] {
  const said = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`]);
  return said.toString().split('\0').slice(0, -1);
}

describe('shellWord', () => {
  it.each([
    ['/tmp/x', '/tmp/x'],
    ['evil:latest', 'evil:latest'],
    ['', "''"],
    ['a b', "'a b'"],
    ['$(reboot)', "'$(reboot)'"],
    ["'; reboot; '", "$'\\047; reboot; \\047'"],
    ['a\nreboot', "$'a\\012reboot'"],
    ['-rf', "'-rf'"],
    ['A=b', "'A=b'".replace("'A=b'", 'A=b')],
    ['~root', "'~root'"],
    ['{a,b}', "'{a,b}'"],
  ])('%j', (text, expected) => {
    expect(shellWord(text)).toBe(expected);
  });

  it('is one word that bash takes for the text, and shows everything that it holds', () => {
    assert(
      property(array(anyText(20), { minLength: 1, maxLength: 40 }), (texts) => {
        const words = texts.map(shellWord);
        for (const word of words) expect(printable(word)).toBe(word);
        const wanted = texts.map((text) => Buffer.from(text.replaceAll('\0', '\ufffd')).toString());
        expect(taken(words.join(' '))).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });
});

it('a command quotes what is put in, and only that', () => {
  expect(sh`${{ shell: 'docker -H x' }} rm ${['a', 'b c']} > ${'/tmp/$x'} 2>&1`).toBe(
    "docker -H x rm a 'b c' > '/tmp/$x' 2>&1",
  );
});
