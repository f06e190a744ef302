import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evidenceRules } from '../../src/correlate/evidence/index.js';
import { recognisers } from '../../src/correlate/recognise/index.js';

const page = readFileSync(new URL('../../docs/scoring.md', import.meta.url), 'utf8');

describe('docs/scoring.md', () => {
  it('gives a row to each piece of evidence, and to none that there is not', () => {
    const told = [...page.matchAll(/^\| `([a-z-]+)` \| \d/gm)].map(([, id]) => id);
    expect(told.toSorted()).toEqual(evidenceRules.map(({ id }) => id).toSorted());
  });

  it('names each tool that is recognised', () => {
    const text = page.replace(/\s+/g, ' ');
    const unnamed = recognisers
      .filter(({ id }) => id !== 'trusted-builder')
      .flatMap(({ name }) => name.split(' or '))
      .filter((name) => !text.includes(name));
    expect(unnamed).toEqual([]);
  });
});
