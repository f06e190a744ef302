import { describe, expect, it } from 'vitest';
import { lineSplitter } from './lines.js';

function split(chunks: string[], limit = 10): { lines: string[]; dropped: number } {
  const lines: string[] = [];
  let dropped = 0;
  const feed = lineSplitter(
    limit,
    (text) => lines.push(text),
    () => dropped++,
  );
  for (const chunk of chunks) feed(Buffer.from(chunk, 'latin1'));
  return { lines, dropped };
}

describe('lineSplitter', () => {
  it('joins what chunks part, also within a character', () => {
    const euro = Buffer.from('a€b').toString('latin1');
    const chunks = [euro.slice(0, 2), euro.slice(2), '\nnext\nrest'];
    expect(split(chunks)).toEqual({ lines: ['a€b', 'next'], dropped: 0 });
  });

  it('drops a line that is too long, and goes on with the next', () => {
    expect(split(['x'.repeat(8), 'x'.repeat(8), '\nok\n'])).toEqual({ lines: ['ok'], dropped: 1 });
  });

  it('passes over empty lines', () => {
    expect(split(['\n\na\n'])).toEqual({ lines: ['a'], dropped: 0 });
  });
});
