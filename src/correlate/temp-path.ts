/** The directories that the published rule calls temporary. */
const posix = ['/tmp', '/dev/shm', '/var/tmp', '/run/user'];
const windows = ['\\temp\\', '\\appdata\\local\\temp\\'];

/**
 * Whether a path, or an argument that holds one (`--file=/tmp/x`), lies below a temporary directory. `/home/me/tmp` is
 * none, though the published rule takes it for one.
 */
export function isTemporary(text: string): boolean {
  const lower = text.toLowerCase();
  if (windows.some((path) => lower.includes(path))) return true;
  return text
    .split(/[=,]/)
    .some((part) => posix.some((path) => part === path || part.startsWith(`${path}/`)));
}
