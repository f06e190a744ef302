import { createHash } from 'node:crypto';
import { assert, constantFrom, property, tuple } from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { buildkitAttack } from '../../correlate/fixtures/stories.js';
import { anyText } from '../fixtures/any-text.js';
import { infected, partsOf } from '../fixtures/parts.js';
import { full } from '../parts.js';
import { incidentDocument } from '../report.js';
import { htmlOf } from './html.js';

interface Found {
  elements: string[];
  attributes: { name: string; value: string }[];
  text: string;
}

function read(html: string): Found {
  const found: Found = { elements: [], attributes: [], text: '' };
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.elements.push(node.tagName);
    if ('attrs' in node) found.attributes.push(...node.attrs);
    if ('value' in node) found.text += node.value;
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return found;
}

const parts = partsOf(buildkitAttack());
const page = htmlOf(incidentDocument(parts, full));

describe('the page of an incident', () => {
  it('tells all that the report tells', () => {
    const { text } = read(page);
    for (const part of [
      'mallory (uid 1000)',
      '203.0.113.9:8000',
      'What ran',
      '[temp-path]',
      'Timeline',
    ])
      expect(text).toContain(part);
  });

  it('loads nothing, runs nothing, and allows just its own style', () => {
    const { elements, attributes } = read(page);
    for (const name of ['script', 'img', 'iframe', 'object', 'form', 'base', 'svg', 'link'])
      expect(elements).not.toContain(name);
    expect(attributes.filter(({ name }) => name === 'style' || name === 'src')).toEqual([]);
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(style).not.toMatch(/url\(|@import/);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it('has a language, a title, headings in order, and an anchor for each link', () => {
    const { attributes, elements } = read(page);
    expect(page).toMatch(/<html lang="en">/);
    expect(elements.filter((name) => name === 'h1')).toHaveLength(1);
    const ids = attributes.filter(({ name }) => name === 'id').map(({ value }) => value);
    const links = attributes.filter(({ name }) => name === 'href').map(({ value }) => value);
    expect(links.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.map((link) => link.slice(1)).sort()).toEqual([...ids].sort());
  });
});

describe('hostile strings', () => {
  const tricks = constantFrom(
    '</style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '<!--',
    ']]>',
    '</code></pre></main><h1>',
    '&lt;script&gt;',
    '<a href="javascript:alert(1)">',
  );

  it('make no element and no attribute, wherever they stand', () => {
    const known = new Set(read(page).elements);
    const attributes = new Set(read(page).attributes.map(({ name }) => name));
    assert(
      property(tuple(tricks, anyText(8)), ([trick, noise]) => {
        const found = read(htmlOf(incidentDocument(infected(parts, trick + noise), full)));
        expect(found.elements.filter((name) => !known.has(name))).toEqual([]);
        expect(found.elements.filter((name) => name === 'h1')).toHaveLength(1);
        expect(found.attributes.filter(({ name }) => !attributes.has(name))).toEqual([]);
        expect(found.text).toContain(trick);
      }),
      { numRuns: 30 },
    );
  });
});
