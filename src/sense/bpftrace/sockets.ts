/** Engines' sockets that are looked for when none are named. */
const usual = [
  '/run/docker.sock',
  '/run/podman/podman.sock',
  '/run/buildkit/buildkitd.sock',
  '/run/containerd/containerd.sock',
];

export interface EngineSockets {
  /** Every path that a listener may be bound to. */
  boundPaths: string[];
  /** How the options name the socket that is bound to a path; the path itself when they do not. */
  nameOf(boundPath: string): string;
}

/** `/var/run` is `/run` nearly everywhere, and daemons bind to either; links are followed to where they lead now. */
export function engineSockets(named: string[], realPath: (path: string) => string): EngineSockets {
  const names = new Map<string, string>();
  for (const socket of [...named, ...usual]) {
    for (const path of new Set([socket, realPath(socket)])) {
      for (const bound of spellings(path)) if (!names.has(bound)) names.set(bound, socket);
    }
  }
  return {
    boundPaths: [...names.keys()].filter((path) => path.length < 108),
    nameOf: (boundPath) => names.get(boundPath) ?? boundPath,
  };
}

function spellings(path: string): string[] {
  if (path.startsWith('/var/run/')) return [path, path.slice('/var'.length)];
  return path.startsWith('/run/') ? [path, `/var${path}`] : [path];
}
