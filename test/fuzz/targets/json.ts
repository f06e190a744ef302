import { maxDepth, parseExact, TooDeep } from '../../../src/normalise/import/exact-json.js';
import { parseEvent } from '../../../src/sense/docker/event.js';
import { lineSplitter } from '../../../src/sense/docker/lines.js';
import type { Target } from '../target.js';
import { filesBelow } from './files.js';

const limit = 4096;

/** Records as JSON, and an engine's stream of events. */
export const json: Target = {
  seeds: () => [
    Buffer.from('{"a":[1,-2.5e3,12345678901234567890,{"b":"\\u00e9\\n","c":null}],"d":true}'),
    ...filesBelow('src/normalise/import/fixtures', 'json').flatMap(lines),
    ...filesBelow('src/normalise/import/fixtures/docker-events', 'json').flatMap(lines),
  ],
  words: [
    '{',
    '[',
    '}',
    ']',
    '"',
    '\\u',
    '\\',
    ':',
    ',',
    '1e999',
    '1234567890123456789',
    '[[[[[[[[',
  ],
  run(input) {
    agree(input.toString());
    let longest = 0;
    const split = lineSplitter(
      limit,
      (line) => {
        longest = Math.max(longest, Buffer.byteLength(line));
        parseEvent(line);
      },
      () => undefined,
    );
    for (let at = 0; at < input.length; at += 1000) split(input.subarray(at, at + 1000));
    split(Buffer.from('\n'));
    // A byte that is no UTF-8 becomes three.
    if (longest > 3 * limit) throw new Error(`a line of ${longest} bytes`);
  },
};

const lines = (file: Buffer): Buffer[] =>
  file
    .toString()
    .split('\n')
    .slice(0, 20)
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line));

/** It reads what JSON.parse does, but for what nests too deep. */
function agree(text: string): void {
  let isJson = true;
  try {
    JSON.parse(text);
  } catch {
    isJson = false;
  }
  try {
    parseExact(text);
    if (!isJson) throw new Error('it reads what is no JSON');
  } catch (error) {
    if (error instanceof TooDeep && text.length > maxDepth) return;
    if (error instanceof SyntaxError && !isJson) return;
    throw error;
  }
}
