import { maxPathBytes, openFile, startAt, walk } from './language.js';
import type { Offsets } from './offsets.js';

// Paths as they were given to a system call, in the memory of who called.

/** AT_FDCWD in 32 bits: relative to the working directory. */
export const workingDirectory = 0xffffff9c;

/**
 * Sets `length` to that of a text in user memory, and `last` to where its last name begins. Both pass through a map: else
 * the verifier would go through all that follows once for every length.
 */
export function scan(text: string, length: string, last: string): string {
  return `
      $i = (uint64)0;
      $slash = (uint64)0;
      while ($i < ${maxPathBytes}) {
        $w = (uint64)*(uint8 *)uptr(${text} + $i);
        if ($w == 0) { break; }
        $i = $i + 1;
        if ($w == 47) { $slash = $i; }
      }
      @last[tid] = $slash;
      @length[tid] = $i;
      ${length} = @length[tid];
      ${last} = @last[tid];
      delete(@length[tid]);
      delete(@last[tid]);`;
}

/** Sets `key` to the directory that a path starts from: 0 for an absolute one. */
export function startFrom(o: Offsets, text: string, base: string, key: string): string {
  return `
      ${key} = (uint64)0;
      $first = (uint64)0;
      $second = (uint64)0;
      $w = (uint64)*(uint8 *)uptr(${text});
      if ($w != 47) {
        $at = $fs + ${o.fsPwd};
        if (${base} != ${workingDirectory}) {
          ${openFile(o, '$file', base)}
          $at = $file + ${o.filePath};
        }
        ${startAt(o, '$at')}
        ${walk(o, key)}
      }`;
}
