import { array, assert, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { joinArguments, splitCommandLine } from './command-line.js';

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
