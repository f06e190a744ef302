import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mustRun } from './command.js';
import { executables } from './docker-cli.js';
import { type Engine, mustBeFree } from './engine.js';
import { claim } from './holding.js';
import { release } from './release.js';
import { isStatic } from './static-executable.js';
import { ensureWatchdog } from './watchdog.js';

export interface BaseImageContent {
  /** Programs of this machine that it has beside busybox, with the libraries that they need. */
  programs?: readonly string[];
  /** Text by absolute path. */
  files?: Readonly<Record<string, string>>;
}

/**
 * Makes an image to build from, out of this machine's busybox: nothing is pulled. On an engine that is not ours, a
 * name that exists there is refused, and the image is removed when the engine is let go. Returns the image's id.
 */
export async function makeBaseImage(
  engine: Engine,
  tag: string,
  content: BaseImageContent = {},
): Promise<string> {
  const busybox = executables('busybox').find(isStatic);
  if (busybox === undefined) throw new Error('no static busybox here: install busybox-static');
  await mustBeFree(engine, tag);
  const { directory: work } = claim('base', () => ({}));
  ensureWatchdog();
  try {
    const root = join(work, 'root');
    await layOut(root, busybox);
    for (const program of content.programs ?? []) await addProgram(root, program);
    for (const [path, text] of Object.entries(content.files ?? {})) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
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
    // An engine tells of the whole second in which it is asked: a watcher that starts now would take this for a build.
    await sleep(1000 - (Date.now() % 1000));
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

/** At its own path; its libraries at theirs, where its loader looks for them. */
async function addProgram(root: string, name: string): Promise<void> {
  const program = executables(name)[0];
  if (program === undefined) throw new Error(`no ${name} here to put into an image`);
  const listed = await mustRun('ldd', [program]).catch(() => '');
  const libraries = [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of [program, ...libraries]) {
    const to = join(root, path);
    mkdirSync(dirname(to), { recursive: true });
    // In place of busybox's, where it has one of that name.
    rmSync(to, { force: true });
    copyFileSync(path, to);
  }
}
