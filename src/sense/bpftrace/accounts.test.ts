import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostAccounts, parseAccounts } from './accounts.js';

it('reads passwd, odd lines too', () => {
  const names = parseAccounts(
    'root:x:0:0::/root:/bin/sh\ntoor:x:0:0\n+::::::\nbad\nme:x:1000:1000\n',
  );
  expect([...names]).toEqual([
    [0, 'root'],
    [1000, 'me'],
  ]);
});

it('looks again when the file has changed, once a second', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keelwatch-accounts-'));
  const file = join(folder, 'passwd');
  try {
    let now = 0;
    const name = hostAccounts(file, () => now);
    expect(name(1)).toBe('');
    writeFileSync(file, 'one:x:1:1\n');
    expect(name(1)).toBe('');
    now = 1000;
    expect(name(1)).toBe('one');
    writeFileSync(file, 'two:x:1:1\nthree:x:3:3\n');
    now = 2000;
    expect([name(1), name(3)]).toEqual(['two', 'three']);
    rmSync(file);
    now = 3000;
    expect(name(1)).toBe('two');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
