import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { analyse } from 'scslre';
import { expect, it } from 'vitest';

const root = new URL('../../src', import.meta.url).pathname;

interface Pattern {
  place: string;
  source: string;
  flags: string;
}

function patternsOf(file: string): Pattern[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Pattern[] = [];
  new Visitor({
    Literal(node) {
      if (!('regex' in node)) return;
      const line = text.slice(0, node.start).split('\n').length;
      const { pattern, flags } = node.regex;
      found.push({ place: `src/${file}:${line}`, source: pattern, flags });
    },
  }).visit(parseSync(file, text).program);
  return found;
}

/** In lab/ are what we wrote ourselves and what our own engines say. */
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(?<!\.test)\.ts$/.test(file) && !/^lab\/|(?:^|\/)(?:generated|fixtures)\//.test(file),
);

it('no pattern takes more time than in proportion to the text: an attacker may have written that', () => {
  const patterns = files.flatMap(patternsOf);
  expect(patterns.length).toBeGreaterThan(1000);
  const slow = patterns.filter(
    ({ source, flags }) => analyse({ source, flags }).reports.length > 0,
  );
  expect(slow.map(({ place, source }) => `${place} ${source}`)).toEqual([]);
});

it('sees what would', () => {
  for (const source of ['\\s+$', '(?:a+)+b', '^\\w+\\d+x$'])
    expect(analyse({ source, flags: '' }).reports, source).not.toEqual([]);
});
