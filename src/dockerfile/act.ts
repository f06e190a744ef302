import type { Place } from './place.js';

/** Something fetched from elsewhere. */
export interface Download {
  tool: string;
  /** As far as they are known; what is not stands as `${NAME}`. */
  urls: string[];
  /** Whether certificates are not looked at. */
  isUnchecked: boolean;
  /** Whether a checksum or signature of it was looked at so far. */
  isVerified: boolean;
  /** The file that it was saved to; empty where it went on as output. */
  path: string;
}

/** How a thing came to be run. */
export type Manner =
  /** as the input or an argument of an interpreter */
  | 'text'
  /** as a file */
  | 'file'
  /** as a program by its name, which was put where programs are looked for */
  | 'program'
  /** as a file of an archive or a repository */
  | 'archive'
  /** as a package, whose installation runs its scripts */
  | 'package'
  /** as what containers of the image start with */
  | 'start';

/** What a Dockerfile does, as far as can be told without running it. */
export type Act = Place & {
  /** Index of the instruction in the file. */
  instruction: number;
  isOnBuild: boolean;
} & Deed;

export type Deed =
  | Command
  | { kind: 'fetch'; download: Download }
  /** Text from elsewhere is run. */
  | { kind: 'run'; downloads: Download[]; isVerified: boolean; manner: Manner; by: string }
  /** Text is decoded and run; `text` is what came out where that is known. */
  | { kind: 'decode'; how: string; text: string; by: string }
  | { kind: 'executable'; downloads: Download[]; isVerified: boolean; path: string }
  | { kind: 'write'; path: string; text: string }
  /** A shell's own connection, `/dev/tcp/HOST/PORT`. */
  | { kind: 'socket'; host: string; port: string; isLoopback: boolean };

export interface Command {
  kind: 'command';
  /** Without its directory. */
  name: string;
  args: string[];
  stdin: string | undefined;
  /** Programs that started it: `sudo`, `xargs` and their like. */
  via: string[];
}
