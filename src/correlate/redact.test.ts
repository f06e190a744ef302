import { array, assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { joinArguments, splitCommandLine } from './command-line.js';
import { redactArguments } from './redact.js';

it.each([
  ['--build-arg TOKEN=s3cret .', '--build-arg TOKEN=*** .'],
  ['--build-arg=TOKEN=s3cret .', '--build-arg=TOKEN=*** .'],
  ['--build-arg HTTP_PROXY .', '--build-arg HTTP_PROXY .'],
  ['--secret id=a,env=s3cret .', '--secret id=a,env=*** .'],
  ['--opt build-arg:TOKEN=s3cret', '--opt build-arg:TOKEN=***'],
  ['--creds user:s3cret x', '--creds *** x'],
  ['-t s3cret .', '-t s3cret .'],
])('%s', (line, expected) => {
  expect(redactArguments(line.split(' ')).join(' ')).toBe(expected);
});

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
