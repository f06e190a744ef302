import { basename, dirname } from 'node:path';

/** Names of files that say how an image is built or how an engine runs. */
const names = [
  /^(.+\.)?(dockerfile|containerfile)([._-].*)?$/i,
  /^(docker-)?compose([._-].*)?\.ya?ml$/i,
  /^(.*\.)?\.?(dockerignore|containerignore)$/i,
  /^daemon\.json$/,
  /^(docker|containerd|podman)([.@-].*)?\.(service|socket|conf)$/,
];

const folders = [/^\/etc\/docker$/, /\/(docker|containerd|podman)\.(service|socket)\.d$/];

const temporary = /^\/(tmp|var\/tmp|dev\/shm|run\/user)\//;

/** Whether a file's name or directory matters. The script only sorts out roughly. */
export function matters(path: string): boolean {
  const name = basename(path);
  return (
    temporary.test(path) ||
    names.some((pattern) => pattern.test(name)) ||
    folders.some((pattern) => pattern.test(dirname(path)))
  );
}
