import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.js';
import { executables } from './docker-cli.js';
import { type Engine, mustBeFree } from './engine.js';
import { claim } from './holding.js';
import { release } from './release.js';
import { isStatic } from './static-executable.js';
import { ensureWatchdog } from './watchdog.js';

/**
 * Makes an image to build from, out of this machine's busybox: nothing is pulled. On an engine that is not ours, a
 * name that exists there is refused, and the image is removed when the engine is let go. Returns the image's id.
 */
export async function makeBaseImage(engine: Engine, tag: string): Promise<string> {
  const busybox = executables('busybox').find(isStatic);
  if (busybox === undefined) throw new Error('no static busybox here: install busybox-static');
  await mustBeFree(engine, tag);
  const { directory: work } = claim('base', () => ({}));
  ensureWatchdog();
  try {
    const root = join(work, 'root');
    await layOut(root, busybox);
    const archive = join(work, 'root.tar');
    await mustRun('tar', [
      '--numeric-owner',
      '--owner=0',
      '--group=0',
      '-C',
      root,
      '-cf',
      archive,
      '.',
    ]);
    const changes = [
      'CMD ["/bin/sh"]',
      'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      `LABEL ${engine.label}`,
    ];
    const args = ['import', ...changes.flatMap((change) => ['-c', change]), archive, tag];
    const imported = await engine.docker(args);
    if (imported.code !== 0) throw new Error(`docker import: ${imported.stderr.trim()}`);
    return imported.stdout.trim();
  } finally {
    await release(work);
  }
}

async function layOut(root: string, busybox: string): Promise<void> {
  for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'usr/bin', 'var']) {
    mkdirSync(join(root, name), { recursive: true, mode: name === 'tmp' ? 0o1777 : 0o755 });
  }
  copyFileSync(busybox, join(root, 'bin/busybox'));
  const applets = (await mustRun(busybox, ['--list'])).split('\n').filter(Boolean);
  for (const applet of applets) {
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(root, 'etc/resolv.conf'), '');
  writeFileSync(join(root, 'etc/os-release'), 'ID=busybox\nPRETTY_NAME="busybox"\n');
}
