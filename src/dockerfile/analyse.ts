import { posix } from 'node:path';
import type { Act } from './act.js';
import { readReference } from './imitation.js';
import type { Instruction, Unknown } from './instruction.js';
import { officialImages } from './known-images.js';
import { type Dockerfile, parseDockerfile } from './parse.js';
import { programFor } from './programs/index.js';
import { evaluate, evaluateCommand, evaluateWithin } from './shell/evaluate.js';
import { Ledger, Machine } from './shell/machine.js';
import { unknownOutput, withoutTokens } from './shell/tokens.js';
import { pairsOf, substitute, wordsOf } from './substitute.js';

/** What can be told of a Dockerfile without building it. */
export interface Analysis extends Dockerfile {
  acts: Act[];
  /** Of each FROM, in order. */
  stages: Stage[];
  /** What `# syntax=` names: an image whose program reads the file. */
  frontend: string | undefined;
  /** Images of others that the build takes anything from, the frontend among them. */
  images: Image[];
  /** ENV and ARG with their values, filled in. */
  settings: Setting[];
  unknown: Unknown[];
}

export interface Stage {
  instruction: number;
  /** As far as it is known; `${NAME}` stands for what is not. */
  image: string;
  /** An earlier stage of this file, or nothing at all. */
  isOwn: boolean;
}

export interface Image {
  instruction: number;
  /** As far as it is known. */
  reference: string;
}

export interface Setting {
  instruction: number;
  kind: 'ARG' | 'ENV';
  name: string;
  value: string | undefined;
}

/** Shells whose text is told apart word by word. */
const isParsed = /^(?:python|perl|ruby|node|php)[\d.]*$/;
/** Files that one COPY or ADD may name: each is followed by itself. */
const maxSources = 1000;
const posixShell = /^(?:.*\/)?(?:ba|da|a|z|k|mk)?sh$/;

/** Text is a Dockerfile, or an image's history written as one: no FROM is needed. */
export function analyse(text: string): Analysis {
  return new Reading(parseDockerfile(withoutTokens(text))).whole();
}

const syntax = /^\ufeff?(?:#.*\n)*?#[ \t]*syntax[ \t]*=[ \t]*(\S+)/i;

class Reading {
  readonly #ledger = new Ledger();
  readonly #stages = new Map<string, Machine>();
  readonly #global = new Map<string, string>();
  readonly #found: Analysis;
  #machine = new Machine(this.#ledger);
  #shell: string[];
  /** ENTRYPOINT and CMD of the stage, by their index. */
  #start: { entry?: number; command?: number } = {};
  #count = 0;
  #hasFrom = false;

  constructor(readonly file: Dockerfile) {
    this.#shell = this.#usualShell('');
    this.#found = {
      ...file,
      acts: this.#ledger.acts,
      stages: [],
      frontend: undefined,
      images: [],
      settings: [],
    };
  }

  whole(): Analysis {
    const frontend = syntax.exec(this.file.index.text)?.[1];
    this.#found.frontend = frontend;
    if (frontend !== undefined) this.#uses(frontend, 0);
    this.file.instructions.forEach((instruction, i) => {
      const machine = this.#machine;
      machine.instruction = i;
      machine.isOnBuild = instruction.isOnBuild;
      machine.place = instruction.start;
      this.#guarded(instruction, () => this.#visit[instruction.name]?.(instruction, i));
    });
    this.#starts();
    this.#found.unknown = [...this.file.unknown, ...this.#ledger.unknown].sort(
      (a, b) => a.line - b.line || a.column - b.column,
    );
    return this.#found;
  }

  /** What is nested deeper than a parser or this reading can follow is looked at for the plainest shapes alone. */
  #guarded({ start, script }: Instruction, read: () => void): void {
    const machine = this.#machine;
    try {
      read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      machine.abandon();
      machine.place = start;
      this.#ledger.miss(start, 'What is nested as deep as this was not analysed.');
      evaluateWithin(machine, script.text);
    }
  }

  readonly #visit: Record<string, (instruction: Instruction, i: number) => void> = {
    FROM: (instruction, i) => this.#from(instruction, i),
    ARG: ({ body }, i) => {
      const { variables } = this.#machine;
      for (const { name, value } of pairsOf(body.text, variables, true)) {
        const known = value ?? (this.#hasFrom ? this.#global.get(name) : undefined);
        this.#found.settings.push({ instruction: i, kind: 'ARG', name, value });
        if (known !== undefined) this.#set(name, known);
      }
    },
    ENV: ({ body }, i) => {
      for (const { name, value } of pairsOf(body.text, this.#machine.variables)) {
        this.#found.settings.push({ instruction: i, kind: 'ENV', name, value });
        if (value !== undefined) this.#set(name, value);
      }
    },
    WORKDIR: ({ body }) => {
      const machine = this.#machine;
      machine.directory = machine.path(substitute(body.text.trim(), machine.variables));
    },
    SHELL: ({ list }) => {
      if (list && list.length > 0) this.#shell = list;
    },
    RUN: (instruction) => this.#run(instruction),
    COPY: (instruction) => this.#copy(instruction),
    ADD: (instruction) => this.#copy(instruction),
    CMD: (instruction, i) => this.#remember(instruction, i),
    ENTRYPOINT: (instruction, i) => this.#remember(instruction, i),
    HEALTHCHECK: (instruction) => this.#healthcheck(instruction),
  };

  #set(name: string, value: string): void {
    const { variables } = this.#machine;
    if (variables.size < 5000 || variables.has(name)) variables.set(name, value);
    if (!this.#hasFrom) this.#global.set(name, value);
  }

  #from(instruction: Instruction, i: number): void {
    this.#starts();
    const [image = '', as = '', name = ''] = wordsOf(instruction.body.text, this.#global);
    const own = this.#stages.get(image.toLowerCase());
    const isOwn = own !== undefined || image.toLowerCase() === 'scratch';
    this.#found.stages.push({ instruction: i, image, isOwn });
    if (!isOwn) this.#uses(image, i);
    this.#hasFrom = true;
    this.#machine = own ? own.copy() : new Machine(this.#ledger);
    this.#shell = this.#usualShell(image);
    this.#stages.set(String(this.#count), this.#machine);
    if (/^as$/i.test(as) && name !== '') this.#stages.set(name.toLowerCase(), this.#machine);
    this.#count += 1;
  }

  #uses(reference: string, instruction: number): void {
    this.#found.images.push({ instruction, reference });
  }

  /** The stage that `from=` names; an image of others is noted. */
  #stageOf(from: string): Machine | undefined {
    const name = substitute(from, this.#machine.variables);
    const stage = this.#stages.get(name.toLowerCase());
    if (!stage) this.#uses(name, this.#machine.instruction);
    return stage;
  }

  #usualShell(image: string): string[] {
    const isWindows = /nanoserver|windows(?:servercore)?(?:[/:-]|$)/i.test(image);
    const { path, registry } = readReference(image);
    const isLinux = registry === '' && officialImages.has(path);
    return isWindows || (this.file.isForWindows && !isLinux)
      ? ['cmd', '/S', '/C']
      : ['/bin/sh', '-c'];
  }

  #run(instruction: Instruction): void {
    const { list, body, heredocs, script, flags } = instruction;
    const machine = this.#machine;
    for (const mount of (flags.get('mount') ?? '').split(' ')) this.#mount(mount);
    if (list) {
      evaluateCommand(machine, list);
      return;
    }
    const [only] = heredocs;
    if (only && heredocs.length === 1 && /^\s*<<-?(["']?)\w+\1\s*$/.test(body.text)) {
      const { passage } = only;
      const shebang = /^#![ \t]*(\S+)(.*)/.exec(passage.text);
      if (shebang && !posixShell.test(shebang[1] ?? '')) {
        const words = [shebang[1] ?? '', ...(shebang[2] ?? '').split(/\s+/).filter(Boolean)];
        const name = posix.basename(words.findLast((word) => !word.startsWith('-')) ?? '');
        this.#program(name, passage.text);
        return;
      }
      this.#script(passage.text, (offset) => passage.place(offset));
      return;
    }
    this.#script(script.text, (offset) => script.place(offset));
  }

  /** What a RUN sees of another stage or image for its time. */
  #mount(options: string): void {
    const {
      from,
      source = '/',
      src = source,
      target,
      dst = target,
      destination = dst,
    } = Object.fromEntries(options.split(',').map((pair) => pair.split('=')));
    const stage = from === undefined ? undefined : this.#stageOf(from);
    const machine = this.#machine;
    if (stage && destination)
      copyTree(stage, posix.resolve('/', src), machine, machine.path(destination));
  }

  #script(text: string, locate: (offset: number) => Instruction['start']): void {
    const shell = this.#shell.find((word, i) => i === 0 || !word.startsWith('-')) ?? '';
    const isPlain = /^-\w*c$|^--?\w*command$|^\/c$/i.test(this.#shell.at(-1) ?? '-c');
    if (posixShell.test(shell) && isPlain) {
      evaluate(this.#machine, text, locate);
      return;
    }
    // A shell that has a text of its own, or something around it.
    if (posixShell.test(shell) || this.#shell.slice(1).some((word) => posixShell.test(word))) {
      evaluateCommand(this.#machine, [...this.#shell, text]);
      return;
    }
    const name = posix
      .basename(shell.replaceAll('\\', '/'))
      .replace(/\.exe$/i, '')
      .toLowerCase();
    if (programFor(name)) this.#program(name, text);
    if (isParsed.test(name)) return;
    const how = programFor(name) ? 'looked at for a few known shapes alone' : 'not analysed';
    this.#ledger.miss(locate(0), `RUN commands for ${name || 'an unknown shell'} are ${how}.`);
  }

  #program(name: string, text: string): void {
    const machine = this.#machine;
    const file = '/dev/fd/script';
    machine.files.set(file, text);
    evaluateCommand(machine, [name, file]);
  }

  #copy(instruction: Instruction): void {
    const { name, body, list, flags, heredocs } = instruction;
    const machine = this.#machine;
    const words = list ?? wordsOf(body.text, machine.variables);
    const to = words.at(-1);
    if (to === undefined || words.length < 2) return;
    const from = words.slice(0, Math.min(words.length - 1, maxSources));
    if (from.length < words.length - 1)
      this.#ledger.miss(
        instruction.start,
        `From here on nothing was analysed: more than ${maxSources} sources.`,
      );
    const stage = flags.get('from');
    const other = stage === undefined ? undefined : this.#stageOf(stage);
    for (const source of from) {
      const heredoc = heredocs.find(
        ({ name: word }) => source.replace(/^<<-?["']?|["']$/g, '') === word,
      );
      const target =
        heredoc || !/(?:^|\/)\.{0,2}$/.test(to) ? to : posix.join(to, posix.basename(source));
      if (heredoc) {
        const { passage, isQuoted } = heredoc;
        const text = isQuoted ? passage.text : withVariables(passage.text, machine);
        machine.write(target, text);
        evaluateWithin(machine, text);
      } else if (name === 'ADD' && /^(?:https?|ftp|git|ssh):\/\/|^git@/i.test(source)) {
        const token = machine.fetch({ tool: 'ADD', urls: [source], isUnchecked: false });
        const [download] = machine.record.downloads.in(token);
        if (download && flags.has('checksum')) download.isVerified = true;
        const clean = source.replace(/[?#].*/s, '');
        machine.write(
          /\/$|(?:^|\/)\.{1,2}$/.test(to) ? posix.join(to, posix.basename(clean)) : to,
          token,
        );
        if (/\.git$|^git/.test(clean) || /^(?:true)?$/.test(flags.get('unpack') ?? 'false'))
          machine.unpack(token, to);
      } else if (other) {
        const known = other.read(source);
        if (known?.isPart) machine.unpack(known.text, target);
        else if (known) machine.write(target, known.text);
        copyTree(other, other.path(source), machine, machine.path(to));
      } else {
        // Of the context nothing is known; what lies there is no longer what an archive brought.
        if (machine.read(target)?.isPart && !/(?:^|\/)\.{0,2}$/.test(source))
          machine.files.set(machine.path(target), unknownOutput);
        machine.act({ kind: 'write', path: machine.path(target), text: '' });
      }
    }
  }

  #remember(instruction: Instruction, i: number): void {
    if (!instruction.isOnBuild) this.#start[instruction.name === 'CMD' ? 'command' : 'entry'] = i;
  }

  /** What containers of the stage start with: files that the build brought are run by it. */
  #starts(): void {
    const { entry, command } = this.#start;
    this.#start = {};
    const i =
      this.file.instructions[entry ?? -1]?.list?.length === 0 ? command : (entry ?? command);
    const instruction = this.file.instructions[i ?? -1];
    if (i === undefined || !instruction) return;
    const machine = this.#machine;
    machine.instruction = i;
    machine.isOnBuild = false;
    machine.isStart = true;
    machine.place = instruction.start;
    const { list, body } = instruction;
    this.#guarded(instruction, () => {
      if (list) evaluateCommand(machine, [...list, ...(i === entry ? this.#words(command) : [])]);
      else evaluate(machine, body.text, (offset) => body.place(offset));
    });
    machine.isStart = false;
  }

  /** CMD as it stands behind an ENTRYPOINT. */
  #words(i: number | undefined): string[] {
    const command = i === undefined ? undefined : this.file.instructions[i];
    return command ? (command.list ?? ['/bin/sh', '-c', command.body.text]) : [];
  }

  #healthcheck({ body }: Instruction): void {
    const command = /^CMD\s+/i.exec(body.text);
    if (!command) return;
    const rest = body.after(command[0].length);
    this.#machine.isStart = true;
    if (rest.text.startsWith('[')) {
      try {
        const list: unknown = JSON.parse(rest.text);
        if (Array.isArray(list)) evaluateCommand(this.#machine, list.map(String));
      } catch {
        this.#ledger.miss(rest.place(0), 'A list that is no JSON.');
      }
    } else evaluate(this.#machine, rest.text, (offset) => rest.place(offset));
    this.#machine.isStart = false;
  }
}

function withVariables(text: string, { variables }: Machine): string {
  return text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (all, name: string) => variables.get(name) ?? all);
}

/** What is known below a directory, under another one. */
function copyTree(from: Machine, source: string, to: Machine, target: string): void {
  const inside = source === '/' ? '/' : `${source}/`;
  const moved = (path: string): string => posix.join(target, path.slice(inside.length));
  for (const [path, text] of from.files) {
    if (path.startsWith(inside) && !path.startsWith('/dev/') && to.files.size < 5000)
      to.files.set(moved(path), text);
  }
  for (const [path, text] of from.trees) {
    if (path.startsWith(inside)) to.trees.set(moved(path), text);
    if (path === source) to.trees.set(target, text);
  }
}
