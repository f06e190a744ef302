import { array, assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { joinArguments, splitCommandLine, splitWindowsLine } from './command-line.js';

it('splits a command line into the arguments it was joined from', () => {
  assert(
    property(
      array(
        string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter(
          (text) => !text.includes('\0'),
        ),
        { minLength: 1 },
      ),
      (args) => {
        expect(splitCommandLine(joinArguments(args))).toEqual(args);
      },
    ),
    { numRuns: 50 },
  );
});

it.each([
  ['docker build -t x C:\\Temp\\x', ['docker', 'build', '-t', 'x', 'C:\\Temp\\x']],
  ['"C:\\Program Files\\docker.exe" ps', ['C:\\Program Files\\docker.exe', 'ps']],
  ['a.exe --label "a b" c="d e" "say \\"x\\""', ['a.exe', '--label', 'a b', 'c=d e', 'say "x"']],
  ['a "unfinished b', ['a', 'unfinished b']],
])('splits %s as Windows does', (line, words) => {
  expect(splitWindowsLine(line)).toEqual(words);
});
