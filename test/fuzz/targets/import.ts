import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { told } from '../../../src/normalise/import/fixtures/told.js';
import { importFormats, UnknownFormat } from '../../../src/normalise/import/index.js';
import type { Target } from '../target.js';

const fixtures = fileURLToPath(new URL('../../../src/normalise/import/fixtures', import.meta.url));
const names = importFormats.map(({ id }) => id);

/** A file of one of the formats; its first byte says of which, or that it has to be recognised. */
export const importers: Target = {
  seeds: () =>
    names.flatMap((id, number) =>
      readdirSync(join(fixtures, id))
        .filter((file) => !file.endsWith('.golden'))
        .flatMap((file) => {
          const content = readFileSync(join(fixtures, id, file));
          return [Buffer.concat([Buffer.from([number]), content])];
        }),
    ),
  words: [
    '\n',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    '\\',
    '=',
    'type=',
    'msg=audit(',
    '<Event>',
    '</Event>',
    '%%',
    '\t',
    'null',
    '""',
  ],
  run: async (input) => {
    const format = names[(input[0] ?? 0) % (names.length + 1)];
    const bytes = input.subarray(1);
    const options = format === undefined ? {} : { format };
    try {
      const outcome = await told(bytes, 'f', options, 1 + (bytes[0] ?? 0) * 40);
      const isCorrupt = outcome.rejected.some(({ reason }) => /^(gzip|zstd): /.test(reason));
      if (outcome.bytes !== bytes.length && !isCorrupt)
        throw new Error(`${outcome.bytes} of ${bytes.length} bytes were read`);
    } catch (error) {
      if (!(error instanceof UnknownFormat)) throw error;
    }
  },
};
