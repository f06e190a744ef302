import { posix } from 'node:path';
import { actRule, eitherRule, wholeRule } from '../rule.js';

/** Libraries that are preloaded for what they say they do. */
const ordinary =
  /lib(?:jemalloc|tcmalloc|mimalloc|snmalloc|hoard|eatmydata|faketime|asan|ubsan|tsan|nss_wrapper|gomp|stdc\+\+|gcc_s|iomp5|memkind|vmpreload|fakeroot|jvm|SegFault|openblas|tbbmalloc|rseq|stdbuf|numa|wcwidth|preloadable)[\w.+-]{0,100}\.so/i;
const odd = /^\/(?:tmp|var\/tmp|dev\/shm|run|root)\/|\/\./;

export const preload = eitherRule(
  {
    id: 'preload',
    severity: 'High',
    message: 'A library is loaded into every program.',
    why: 'It sees and changes what every program does: user-mode rootkits hide themselves this way.',
    instead:
      'Link the library to the one program that needs it, or set LD_PRELOAD for that program alone.',
    techniques: ['T1574.006'],
  },
  (about) =>
    actRule(about, 'write', ({ path, text }) => {
      if (!path.endsWith('/etc/ld.so.preload')) return false;
      const message = `${path} is written, which loads a library into every program.`;
      return ordinary.test(text) ? { severity: 'Low', message } : { message };
    }),
  (about) =>
    wholeRule(about, ({ settings, instructions }) =>
      settings.flatMap(({ name, value = '', instruction }) => {
        const start = instructions[instruction]?.start;
        if (!start || !/^LD_(?:PRELOAD|AUDIT)$/.test(name)) return [];
        const libraries = value.split(/[:\s]+/).map((path) => posix.normalize(path));
        if (!libraries.some((path) => odd.test(path))) return [];
        return [{ ...start, instruction, message: `${name} names a library at an odd place.` }];
      }),
    ),
);
