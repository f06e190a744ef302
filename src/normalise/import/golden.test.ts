import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { told } from './fixtures/told.js';
import { importFormats } from './index.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const inputs = importFormats.flatMap(({ id }) =>
  readdirSync(join(fixtures, id))
    .filter((file) => !file.endsWith('.golden'))
    .map((file) => ({ id, file, path: join(fixtures, id, file) })),
);

describe('recorded files come to the rows beside them', () => {
  it.each(inputs)('$id/$file', async ({ id, file, path }) => {
    const { format, text } = await told(readFileSync(path), file);
    expect(format).toBe(id);
    await expect(text).toMatchFileSnapshot(`${path}.golden`);
  });

  it('for every format', () => {
    expect([...new Set(inputs.map(({ id }) => id))]).toEqual(importFormats.map(({ id }) => id));
  });
});
