/** Arguments as one line: those that hold white space or quotes, and empty ones, quoted as a shell would. */
export function commandLine(argv: string[]): string {
  return argv
    .map((arg) => (/[\s'"]|^$/.test(arg) ? `'${arg.replaceAll("'", `'\\''`)}'` : arg))
    .join(' ');
}

const deleted = ' (deleted)';

/** Path of an executable without the kernel's remark that the file is gone. */
export function executablePath(exe: string): { path: string; isDeleted: boolean } {
  const isDeleted = exe.endsWith(deleted);
  return { path: isDeleted ? exe.slice(0, -deleted.length) : exe, isDeleted };
}

/** Last component; '' for ''. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
