import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dictionary } from '../model/dictionary.js';

/** What an executable is, whatever it is called. */
export interface Executable {
  sha256: string;
  size: number;
  /** The client that it is, such as `docker`; '' where it is none that is known. */
  program: string;
  /**
   * `hash`: it is the same as the host's own program of that name. `content`: it was built from that program's sources,
   * going by what the compiler left in it, which whoever made it could have put there. '' where it is none.
   */
  basis: 'hash' | 'content' | '';
}

/** Recognises executables by what is in them. Each is read once, whoever runs it. */
export interface Executables {
  /** Of a file: the process's own link to it serves while it lives. Null where it cannot be read, or is too large. */
  identify(path: string): Promise<Executable | null>;
}

/** Where packages put the clients that build images. */
const installed: Record<string, string[]> = dictionary({
  docker: ['/usr/bin/docker', '/usr/local/bin/docker', '/snap/bin/docker'],
  podman: ['/usr/bin/podman'],
  buildah: ['/usr/bin/buildah'],
  nerdctl: ['/usr/bin/nerdctl', '/usr/local/bin/nerdctl'],
  buildctl: ['/usr/bin/buildctl', '/usr/local/bin/buildctl'],
  buildx: [
    '/usr/libexec/docker/cli-plugins/docker-buildx',
    '/usr/lib/docker/cli-plugins/docker-buildx',
  ],
  compose: [
    '/usr/libexec/docker/cli-plugins/docker-compose',
    '/usr/lib/docker/cli-plugins/docker-compose',
    '/usr/bin/docker-compose',
    '/usr/local/bin/docker-compose',
  ],
});

/** Go's compiler leaves the paths of source files in what it makes; a version may stand in the middle. */
const sources: [program: string, path: string, before: RegExp][] = [
  ['docker', '/cmd/docker/docker.go', /github\.com\/docker\/cli[^\s/]*$/],
  ['podman', '/cmd/podman/main.go', /github\.com\/containers\/(?:podman|libpod)[^\s]*$/],
  ['buildah', '/cmd/buildah/main.go', /github\.com\/containers\/buildah[^\s/]*$/],
  ['buildx', '/cmd/buildx/main.go', /github\.com\/docker\/buildx[^\s/]*$/],
  ['buildctl', '/cmd/buildctl/main.go', /github\.com\/moby\/buildkit[^\s/]*$/],
  ['compose', '/cmd/main.go', /github\.com\/docker\/compose[^\s]*$/],
  ['nerdctl', '/cmd/nerdctl/main.go', /github\.com\/containerd\/nerdctl[^\s]*$/],
  ['kaniko', '/cmd/executor/main.go', /kaniko[^\s/]*$/],
];
/** What they all begin with: a file is searched for it once. */
const sourceStart = '/cmd/';

/** Go's linker leaves the path of the main package, whatever is stripped; a major version may stand in the middle. */
const packages = new Map([
  ['docker/cli/cmd/docker', 'docker'],
  ['containers/podman/cmd/podman', 'podman'],
  ['containers/buildah/cmd/buildah', 'buildah'],
  ['docker/buildx/cmd/buildx', 'buildx'],
  ['moby/buildkit/cmd/buildctl', 'buildctl'],
  ['docker/compose/cmd', 'compose'],
  ['containerd/nerdctl/cmd/nerdctl', 'nerdctl'],
  ['GoogleContainerTools/kaniko/cmd/executor', 'kaniko'],
]);
const packageLine = 'path\tgithub.com/';

/** Bytes before and behind the beginning of such a path that are looked at. */
const lead = 80;

/** Clients have 20 to 70 MB. */
const maxBytes = 256 << 20;
const chunkBytes = 1 << 20;
const maxKept = 500;
/** More wait only where somebody starts programs to keep the watcher busy. */
const maxWaiting = 20;

export function createExecutables(known: Record<string, string[]> = installed): Executables {
  const kept = new Map<string, Executable>();
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const read = async (file: FileHandle): Promise<Executable | null> => {
    const { dev, ino, size, mtimeMs, ctimeMs } = await file.stat();
    if (size > maxBytes) return null;
    const key = `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    const before = kept.get(key);
    if (before !== undefined) return before;
    const found = await digest(file, size);
    kept.set(key, found);
    if (kept.size > maxKept) kept.delete(kept.keys().next().value ?? '');
    return found;
  };

  /** Of which of the host's own programs this is a copy; '' of none. */
  const ownProgram = async ({ sha256 }: Executable): Promise<string> => {
    for (const [program, paths] of Object.entries(known)) {
      for (const path of paths) {
        const file = await open(path, 'r').catch(() => null);
        if (file === null) continue;
        const found = await read(file).finally(() => file.close());
        if (found?.sha256 === sha256) return program;
      }
    }
    return '';
  };

  const identify = async (file: FileHandle): Promise<Executable | null> => {
    const found = await read(file);
    if (found === null) return null;
    const program = await ownProgram(found);
    return program === '' ? found : { ...found, program, basis: 'hash' };
  };

  return {
    async identify(path) {
      if (waiting >= maxWaiting) return null;
      waiting += 1;
      // Opened before it waits its turn: the process may be gone by then.
      const file = await open(path, 'r').catch(() => null);
      const result = queue.then(() => (file === null ? null : identify(file)));
      queue = result
        .catch(() => {}) // The file went away, or is none that can be read.
        .finally(() => {
          waiting -= 1;
          return file?.close();
        });
      return result.catch(() => null);
    },
  };
}

/** Reads the file once, for its digest and for what is known to be in clients. */
async function digest(file: FileHandle, size: number): Promise<Executable> {
  const hash: Hash = createHash('sha256');
  const buffer = Buffer.alloc(chunkBytes + overlap);
  let program = '';
  let at = 0;
  while (at < size) {
    // What stands across the border of two pieces is found in the second.
    const { bytesRead } = await file.read(buffer, overlap, chunkBytes, at);
    if (bytesRead === 0) break;
    const fresh = buffer.subarray(overlap, overlap + bytesRead);
    hash.update(fresh);
    program ||= programIn(buffer.subarray(at === 0 ? overlap : 0, overlap + bytesRead));
    buffer.copy(buffer, 0, bytesRead, overlap + bytesRead);
    at += bytesRead;
  }
  return { sha256: hash.digest('hex'), size, program, basis: program === '' ? '' : 'content' };
}

const overlap = 2 * lead;

/** The name of a client; '' of none. */
function programIn(bytes: Buffer): string {
  for (let at = bytes.indexOf(sourceStart); at >= 0; at = bytes.indexOf(sourceStart, at + 1)) {
    const path = bytes.toString('latin1', at, at + lead);
    const found = sources.find(([, end]) => path.startsWith(end));
    if (found?.[2].test(bytes.toString('latin1', Math.max(0, at - lead), at))) return found[0];
  }
  for (let at = bytes.indexOf(packageLine); at >= 0; at = bytes.indexOf(packageLine, at + 1)) {
    const from = at + packageLine.length;
    const [path = ''] = bytes.toString('latin1', from, from + lead).split('\n', 1);
    const program = packages.get(path.replace(/\/v\d+\//, '/'));
    if (program !== undefined) return program;
  }
  return '';
}
