import { posix } from 'node:path';
import type { Function as FunctionNode } from 'unbash';
import type { Act, Deed, Download } from '../act.js';
import type { Unknown } from '../instruction.js';
import type { Place } from '../place.js';
import { globOf } from './glob.js';
import { asPart, Downloads, isPart, withoutDecoding } from './tokens.js';

/** Commands that one file may take, loops and functions unrolled. */
const maxCommands = 200_000;
/** Characters of any one value. */
const maxValue = 32_768;
const maxFiles = 5000;
/** Characters of a path that count: the kernel takes no more bytes. */
const maxPath = 4096;
const maxActs = 250_000;

/** What holds for a whole file: its acts, its downloads, and how much work is left. */
export class Ledger {
  readonly acts: Act[] = [];
  readonly unknown: Unknown[] = [];
  readonly downloads = new Downloads();
  #commands = maxCommands;
  isFull = false;
  #isSpent = false;

  /** Whether one more command may be worked out; one that handles much text counts for several. */
  spend(place: Place, characters = 0): boolean {
    this.#commands -= 1 + (characters >> 12);
    if (this.#commands >= 0) return true;
    if (!this.#isSpent)
      this.miss(
        place,
        `From here on nothing was analysed: the file takes more than ${maxCommands} commands.`,
      );
    this.#isSpent = true;
    return false;
  }

  miss({ line, column }: Place, message: string): void {
    const isKnown = this.unknown.some((each) => each.line === line && each.message === message);
    if (!isKnown && this.unknown.length < 1000) this.unknown.push({ line, column, message });
  }
}

export interface ShellFunction {
  node: FunctionNode;
  locate: (offset: number) => Place;
}

/** A stage of a build as its commands leave it: variables, files, directory. */
export class Machine {
  readonly variables = new Map<string, string>();
  /** What is known to be in files. */
  readonly files = new Map<string, string>();
  /** Directories into which an archive or a repository went, and what it was. */
  readonly trees = new Map<string, string>();
  /** What `>(…)` does with what is written to it. */
  readonly pipes = new Map<string, (text: string) => void>();
  /** Files that are being run: what one does by calling itself is known already. */
  readonly running = new Set<string>();
  readonly aliases = new Map<string, string>();
  /** Programs that were given another name, by their path. */
  readonly renamed = new Map<string, string>();
  readonly functions = new Map<string, ShellFunction>();
  /** Whether what went into the root went there because no directory was named: then the system's are not from it. */
  #isLoose = false;
  directory = '/';
  positional: string[] = [];
  place: Place = { line: 1, column: 1 };
  /** Programs around the command at work. */
  via: string[] = [];
  /** Whether output of the command at work is looked at by another one. */
  isCaptured = false;
  depth = 0;
  /** Whether there was anything deeper: then the whole text is looked at for the plainest shapes. */
  wasTooDeep = false;
  loops = 0;
  instruction = 0;
  isOnBuild = false;
  isStart = false;

  constructor(readonly record: Ledger) {}

  act(deed: Deed): void {
    if (this.record.acts.length >= maxActs) {
      if (!this.record.isFull)
        this.record.miss(this.place, `From here on nothing was noted: more than ${maxActs} acts.`);
      this.record.isFull = true;
      return;
    }
    const { instruction, isOnBuild } = this;
    const { line, column } = this.place;
    // Added to what came, which is made for this alone: copies of so many take longer than all rules.
    this.record.acts.push(Object.assign(deed, { line, column, instruction, isOnBuild }));
  }

  path(given: string): string {
    const name = given.slice(0, maxPath);
    const home = /^~(?=\/|$)/.test(name)
      ? `${this.variables.get('HOME') ?? '/root'}${name.slice(1)}`
      : name;
    return posix.resolve(this.directory, home);
  }

  fetch(download: Omit<Download, 'isVerified' | 'path'>): string {
    const urls = download.urls.map(withoutDecoding);
    const whole: Download = { ...download, urls, isVerified: false, path: '' };
    this.act({ kind: 'fetch', download: whole });
    return this.record.downloads.token(whole);
  }

  write(name: string, text: string): void {
    const path = this.path(name);
    if (path === '/dev/null') return;
    const pipe = this.pipes.get(path);
    if (pipe) {
      pipe(text);
      return;
    }
    if (!isPart(text))
      for (const download of this.record.downloads.in(text)) download.path ||= path;
    if (this.files.size < maxFiles) this.files.set(path, bounded(text));
    this.act({ kind: 'write', path, text });
  }

  /** What is in a file, and whether it is there as part of something larger. */
  read(name: string): { text: string; isPart: boolean } | undefined {
    const path = this.path(name);
    const text = this.files.get(path);
    if (text !== undefined) return { text, isPart: isPart(text) };
    if (this.trees.size === 0) return undefined;
    for (let parent = path; parent !== '/'; parent = posix.dirname(parent)) {
      const tree = this.trees.get(parent);
      if (tree !== undefined) return { text: tree, isPart: true };
    }
    const root = this.trees.get('/');
    if (root === undefined || (this.#isLoose && system.test(path))) return undefined;
    return { text: root, isPart: true };
  }

  unpack(text: string, directory: string): void {
    if (this.record.downloads.in(text).length === 0) return;
    const path = this.path(directory);
    if (path === '/') this.#isLoose = directory === '.';
    if (this.trees.size < maxFiles) this.trees.set(path, bounded(asPart(text)));
  }

  /** The file that a name without a directory runs, if the build put it there. */
  onPath(name: string): string | undefined {
    if (this.files.size === 0 && this.renamed.size === 0) return undefined;
    const path = this.variables.get('PATH') ?? '';
    const directories = [...path.split(':').slice(0, 50), ...usualPath];
    return directories
      .filter((directory) => directory.startsWith('/'))
      .map((directory) => posix.join(directory, name))
      .find((each) => this.files.has(each) || this.renamed.has(each));
  }

  /** Known files that a pattern fits; `**` stands for directories of any depth. */
  matching(pattern: string): string[] {
    if (!this.record.spend(this.place, this.files.size << 6)) return [];
    const fits = globOf(this.path(pattern).slice(0, 500));
    return [...this.files.keys()].filter(fits).slice(0, 50);
  }

  /** A directory's files under another one. */
  copyBelow(from: string, to: string): void {
    const inside = `${this.path(from)}/`;
    const target = this.path(to);
    const below = [...this.files].filter(([path]) => path.startsWith(inside));
    for (const [path, text] of below)
      if (this.files.size < maxFiles)
        this.files.set(posix.join(target, path.slice(inside.length)), text);
  }

  /** A program of the system under another name. */
  rename(from: string, to: string): void {
    if (/^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$/.test(from) && this.renamed.size < maxFiles)
      this.renamed.set(this.path(to), posix.basename(from));
  }

  /** Leaves the command at work, however deep that is. */
  abandon(): void {
    this.running.clear();
    this.pipes.clear();
    this.positional = [];
    this.via = [];
    this.isCaptured = false;
    this.depth = 0;
    this.wasTooDeep = false;
    this.loops = 0;
  }

  /** For a stage that begins where this one ended. */
  copy(): Machine {
    const copy = new Machine(this.record);
    for (const [name, value] of this.variables) copy.variables.set(name, value);
    for (const [name, value] of this.files) copy.files.set(name, value);
    for (const [name, value] of this.trees) copy.trees.set(name, value);
    for (const [name, value] of this.renamed) copy.renamed.set(name, value);
    copy.#isLoose = this.#isLoose;
    copy.directory = this.directory;
    return copy;
  }
}

const system = /^\/(?:bin|boot|dev|etc|home|lib\w*|proc|root|run|sbin|sys|usr|var)\//;

const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const bounded = (text: string): string =>
  text.length > maxValue ? text.slice(0, maxValue) : text;
