import { dictionary } from '../../model/dictionary.js';

/** Numbers of the calls that rows are made of, by `arch` as audit records have it. Linux uapi, asm/unistd*.h. */
const numbers: Record<string, string> = dictionary({
  // x86_64
  c000003e:
    '2 open 42 connect 43 accept 56 clone 57 fork 58 vfork 59 execve 76 truncate 77 ftruncate 82 rename 85 creat 86 link 87 unlink ' +
    '88 symlink 133 mknod 257 openat 259 mknodat 263 unlinkat 264 renameat 265 linkat 266 symlinkat ' +
    '288 accept4 316 renameat2 322 execveat 435 clone3 437 openat2',
  // i386
  '40000003':
    '2 fork 5 open 8 creat 9 link 10 unlink 11 execve 14 mknod 38 rename 83 symlink 92 truncate 93 ftruncate 120 clone 190 vfork ' +
    '295 openat 297 mknodat 301 unlinkat 302 renameat 303 linkat 304 symlinkat 353 renameat2 ' +
    '358 execveat 362 connect 364 accept4 435 clone3 437 openat2',
  // aarch64
  c00000b7:
    '33 mknodat 35 unlinkat 36 symlinkat 37 linkat 38 renameat 45 truncate 46 ftruncate 56 openat ' +
    '202 accept 203 connect 220 clone 221 execve 242 accept4 276 renameat2 281 execveat 435 clone3 437 openat2',
});

const names = new Map(
  Object.entries(numbers).flatMap(([arch, text]) =>
    [...text.matchAll(/\b(\d+) (\w+)/g)].map(([, number, name = '']) => [
      `${arch}:${number}`,
      name,
    ]),
  ),
);

/** The call's name; a name stands for itself, and so does a number that is not known. */
export function syscallName(arch: string, number: string): string {
  return names.get(`${arch}:${number}`) ?? number;
}
