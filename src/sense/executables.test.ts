import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExecutables } from './executables.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelwatch-executables-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, ...parts: (string | Buffer)[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
}

it("knows a copy of the host's own client by its digest", async () => {
  const content = Buffer.alloc(3 << 20, 'x');
  const known = { docker: [join(folder, 'absent'), file('docker', content)] };
  const found = await createExecutables(known).identify(file('kthreadd', content));
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(found).toEqual({ sha256, size: content.length, program: 'docker', basis: 'hash' });
});

it.each([
  ['github.com/docker/cli/cmd/docker/docker.go', 'docker'],
  ['/root/go/pkg/mod/github.com/docker/cli@v28.0.1+incompatible/cmd/docker/docker.go', 'docker'],
  ['github.com/containers/podman/v5/cmd/podman/main.go', 'podman'],
  ['github.com/containers/buildah/cmd/buildah/main.go', 'buildah'],
  ['github.com/docker/compose/v2/cmd/main.go', 'compose'],
  ['path\tgithub.com/docker/compose/v2/cmd\nmod\t', 'compose'],
  ['path\tgithub.com/GoogleContainerTools/kaniko/cmd/executor\n', 'kaniko'],
  ['path\tgithub.com/other/docker/cli/cmd/docker\n', ''],
  ['path\tgithub.com/constructor\n', ''],
  ['example.com/other/cmd/docker/docker.go', ''],
  ['github.com/other/tool/cmd/main.go', ''],
])('looks into other files: %s', async (path, program) => {
  const padding = Buffer.alloc(100_000, 1);
  const found = await createExecutables({}).identify(file('other', padding, path, '\0', padding));
  expect(found).toMatchObject({ program, basis: program === '' ? '' : 'content' });
});

it('finds what lies across the pieces that it reads', async () => {
  const path = 'github.com/docker/cli/cmd/docker/docker.go';
  for (const before of [1, 20, path.length - 1]) {
    const lead = Buffer.alloc((1 << 20) - before, 1);
    const found = await createExecutables({}).identify(file(`border-${before}`, lead, path, '\0'));
    expect(found?.program).toBe('docker');
  }
});

it('takes another file under the same name for another', async () => {
  const executables = createExecutables({});
  const path = file('changing', 'one');
  const first = await executables.identify(path);
  renameSync(file('next', 'two'), path);
  expect((await executables.identify(path))?.sha256).not.toBe(first?.sha256);
});

it('says that it does not know what it cannot read', async () => {
  expect(await createExecutables({}).identify(join(folder, 'nowhere'))).toBeNull();
  expect(await createExecutables({}).identify(folder)).toBeNull();
});
