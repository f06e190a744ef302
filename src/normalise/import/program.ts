import type { Micros } from '../../model/row.js';

/** What a source tells of a program that a process runs; whatever it does not tell is absent. */
export interface Program {
  pid?: number | undefined;
  /** Identifier that the source gives the process. */
  uniqueId?: string | undefined;
  /** Full path of the executable. */
  path?: string | undefined;
  /** Base name, where it is not the path's. */
  name?: string | undefined;
  argv?: string[] | undefined;
  /** Where the source gives no argv. */
  commandLine?: string | undefined;
  /** Whether the arguments are known to be incomplete. */
  isTruncated?: boolean | undefined;
  cwd?: string | undefined;
  /** When it began to run this program. */
  time?: Micros | undefined;
  account?: string | undefined;
  domain?: string | undefined;
  /** Effective uid. */
  uid?: number | undefined;
  /** Audit uid; null: no login led here. */
  auditUid?: number | null | undefined;
  /** Audit session. */
  session?: number | null | undefined;
  sha1?: string | undefined;
  sha256?: string | undefined;
  md5?: string | undefined;
  containerId?: string | undefined;
  parent?: Pick<Program, 'pid' | 'path' | 'name' | 'time' | 'uniqueId'> | undefined;
}

/** A piece of a line keeps the whole block alive that it was read in: what is remembered is a copy. */
const detached = (program: Program): Program => ({
  ...program,
  uniqueId: copy(program.uniqueId),
  path: copy(program.path),
  name: copy(program.name),
  argv: program.argv?.map((argument) => copy(argument) ?? ''),
  commandLine: copy(program.commandLine),
  cwd: copy(program.cwd),
  account: copy(program.account),
  domain: copy(program.domain),
  containerId: copy(program.containerId),
  parent: program.parent && {
    pid: program.parent.pid,
    path: copy(program.parent.path),
    name: copy(program.parent.name),
    time: program.parent.time,
    uniqueId: copy(program.parent.uniqueId),
  },
});

const copy = (text: string | undefined): string | undefined =>
  text === undefined || text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8');

/** Programs by pid or unique id, for sources that name a process once and then refer to it. */
export interface Programs {
  find(key: string | number | undefined): Program | undefined;
  started(key: string | number | undefined, program: Program): void;
}

/** At most so many programs, and so many characters of their command lines, are remembered: the oldest go first. */
const limits = { programs: 50_000, characters: 32e6 };

export function rememberPrograms({ programs, characters } = limits): Programs {
  const known = new Map<string, Program>();
  let held = 0;
  const weight = ({ commandLine = '', argv = [] }: Program): number =>
    argv.reduce((sum, arg) => sum + arg.length, commandLine.length);
  const forget = (key: string): void => {
    const program = known.get(key);
    if (program === undefined) return;
    held -= weight(program);
    known.delete(key);
  };
  return {
    find: (key) => (key === undefined ? undefined : known.get(String(key))),
    started(key, program) {
      if (key === undefined) return;
      forget(String(key));
      known.set(String(key), detached(program));
      held += weight(program);
      if (known.size <= programs && held <= characters) return;
      // A tenth at once: finding the oldest entry of a map gets slow when they are removed one by one.
      for (const oldest of known.keys()) {
        if (known.size <= programs * 0.9 && held <= characters * 0.9) break;
        forget(oldest);
      }
    },
  };
}
