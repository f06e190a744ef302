import {
  type Assignment,
  type Command,
  type CompoundList,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Redirection,
  type Statement,
  type Word,
} from 'unbash';
import type { Place } from '../place.js';
import { programFor, programLike } from '../programs/index.js';
import { fieldsOf, textOf } from './expand.js';
import { bounded, type Machine } from './machine.js';
import {
  decodingsIn,
  filtered,
  isKnown,
  isPart,
  leading,
  unknownOutput,
  withoutDecoding,
} from './tokens.js';

type Locate = (offset: number) => Place;
type Tree = Statement | PipelineNode | Statement['command'] | CompoundList;

/** Characters of one script that are analysed. */
const maxScript = 262_144;
/** Shells within shells, functions within functions. */
const maxDepth = 24;
/** Rounds of a loop, of one within it, and of any deeper one. */
const maxRounds = [16, 4, 1];

/** Works out a shell script on a machine, and gives its output as far as it is known. */
export function evaluate(machine: Machine, text: string, locate: Locate, stdin?: string): string {
  return new Evaluation(machine, locate).text(text, stdin);
}

/** Works out one command given as words. */
export function evaluateCommand(machine: Machine, words: string[]): string {
  return new Evaluation(machine, () => machine.place).words(words, undefined);
}

/** Works out what a text that is written somewhere holds for a shell, whoever will run it. */
export function evaluateWithin(machine: Machine, text: string): void {
  new Evaluation(machine, () => machine.place).within(text);
}

/** What nobody writes but to have it run: a download or a decoded text that goes into a shell, a shell that is handed out. */
const commandsWithin =
  /\b(?:curl|wget|base64)\b[^\n"'`]{1,1000}?\|\s*(?:sudo\s+)?(?:\/\S{1,50}\/)?(?:ba|da|a|z|k)?sh\b|\b(?:ba|z|k)?sh\s+-i\s*(?:[<>&\d]+\s*)?\/dev\/(?:tcp|udp)\/[\w.]+\/\d+(?:\s+0[<>]&1)?/g;
/** Installers that somebody names for others to read. */
const isNamed = (text: string): boolean =>
  /\bhttps:\/\/[a-z]/i.test(text) && !/\s-\w*k|--insecure|--no-check/.test(text);
/** They hand their words on as text, or work them out themselves. */
const readsItself = /^(?:echo|printf|grep|egrep|test|\[|eval|(?:ba|da|a|z|k|mk)?sh)$/;

class Evaluation {
  constructor(
    readonly machine: Machine,
    readonly locate: Locate,
  ) {}

  text(text: string, stdin: string | undefined): string {
    const { machine } = this;
    const place = this.locate(0);
    if (this.isTooDeep()) return unknownOutput;
    if (text.length > maxScript)
      machine.record.miss(
        place,
        `Only the first ${maxScript} characters of a script were analysed.`,
      );
    const script = parse(text.slice(0, maxScript));
    const [error] = script.errors ?? [];
    if (error && machine.depth === 0 && isKnown(text))
      machine.record.miss(
        this.locate(error.pos),
        `Shell text that could not be parsed: ${error.message}.`,
      );
    if (error?.message.includes('nesting')) machine.wasTooDeep = true;
    machine.depth += 1;
    const output = this.statements(script.commands, stdin);
    if (machine.depth === 1 && machine.wasTooDeep) {
      machine.wasTooDeep = false;
      this.within(text);
    }
    machine.depth -= 1;
    return output;
  }

  isTooDeep(): boolean {
    const { machine } = this;
    if (machine.depth < maxDepth) return false;
    machine.wasTooDeep = true;
    const message = `Shells or functions more than ${maxDepth} deep were not analysed.`;
    machine.record.miss(machine.place, message);
    return true;
  }

  statements(all: readonly Statement[], stdin: string | undefined): string {
    let output = '';
    for (const each of all) output = bounded(output + this.node(each.command, stdin));
    return output;
  }

  node(node: Tree | ParsedScript, stdin: string | undefined): string {
    const { machine } = this;
    switch (node.type) {
      case 'Script':
      case 'CompoundList':
        return this.statements(node.commands, stdin);
      case 'Statement':
        return this.node(node.command, stdin);
      case 'AndOr':
        return bounded(node.commands.map((each) => this.node(each, stdin)).join(''));
      case 'Pipeline': {
        const outer = machine.isCaptured;
        let flow = stdin;
        node.commands.forEach((each, i) => {
          machine.isCaptured = i < node.commands.length - 1 || outer;
          flow = this.node(each, flow);
        });
        machine.isCaptured = outer;
        return flow ?? '';
      }
      case 'Command':
        return this.simple(node, stdin);
      case 'Redirected': {
        const { input, files } = this.redirects(node.redirects, stdin);
        return this.spread(this.node(node.command, input), files);
      }
      case 'Subshell':
      case 'BraceGroup':
        return this.node(node.body, stdin);
      case 'If': {
        this.node(node.clause, stdin);
        const branches = [node.then, ...node.elif.map(({ then }) => then)];
        for (const { clause } of node.elif) this.node(clause, stdin);
        if (node.else) branches.push(node.else);
        // Which is taken is not known: the output is one of them, not all.
        const outputs = branches.map((each) => this.node(each, stdin));
        return outputs.find((output) => output !== '') ?? '';
      }
      case 'While':
        return this.node(node.clause, stdin) + this.node(node.body, stdin);
      case 'For':
      case 'Select': {
        const values = (node.wordlist ?? []).flatMap((word) => this.fields(word));
        const rounds = node.wordlist ? values : machine.positional;
        let output = '';
        const most = maxRounds[machine.loops] ?? 1;
        machine.loops += 1;
        for (const value of (rounds.length > 0 ? rounds : [unknownOutput]).slice(0, most)) {
          if (!machine.record.spend(machine.place)) break;
          machine.variables.set(node.name.value, value);
          output = bounded(output + this.node(node.body, stdin));
        }
        machine.loops -= 1;
        return output;
      }
      case 'ArithmeticFor':
        return this.node(node.body, stdin);
      case 'Case': {
        const subject = this.one(node.word);
        // Which of them is taken is seldom known: all are, one that fits last.
        const fits = (item: (typeof node.items)[number]): boolean =>
          item.pattern.some((word) => word.value === subject);
        const items = [...node.items.filter((item) => !fits(item)), ...node.items.filter(fits)];
        const outputs = items.map((item) => this.node(item.body, stdin));
        return outputs.findLast((output) => output !== '') ?? '';
      }
      case 'Function':
        if (node.body.type !== 'CompoundList')
          machine.functions.set(node.name.value, { node, locate: this.locate });
        return '';
      case 'Coproc':
        return this.node(node.body, stdin);
      case 'TestCommand':
      case 'ArithmeticCommand':
        return '';
    }
  }

  simple(node: Command, stdin: string | undefined): string {
    const { machine } = this;
    machine.place = this.locate(node.pos);
    if (!machine.record.spend(machine.place)) return '';
    const { input, files } = this.redirects(node.redirects, stdin);
    for (const each of node.prefix) if (each.type === 'Assignment') this.assign(each);
    const words: string[] = node.name ? this.fields(node.name) : [];
    const name = words[0] ?? '';
    const declares = declarations.has(name);
    for (const arg of node.args) {
      if (arg.type === 'Word') words.push(...this.fields(arg));
      else if (declares) this.assign(arg);
      else
        words.push(
          arg.value?.type === 'ArrayValue' ? arg.text : `${arg.name}=${this.one(arg.value)}`,
        );
    }
    machine.place = this.locate(node.pos);
    if (words.length === 0) return '';
    return this.spread(declares ? '' : this.words(words, input), files);
  }

  words(words: string[], stdin: string | undefined): string {
    const { machine } = this;
    const [first = '', ...args] = words;
    const start = leading(first);
    if (start === 'download') {
      this.ran(first, 'text', '');
      return unknownOutput;
    }
    if (start) {
      machine.act({
        kind: 'decode',
        how: start,
        text: words.map(withoutDecoding).join(' '),
        by: '',
      });
      return this.words([withoutDecoding(first), ...args], stdin);
    }
    const alias = machine.aliases.get(first);
    if (alias !== undefined && !this.isTooDeep()) {
      machine.aliases.delete(first);
      const output = /[|;&<>$`]/.test(alias)
        ? this.nested(`${alias} ${args.join(' ')}`, undefined, '')
        : this.words([...alias.split(/\s+/).filter(Boolean), ...args], stdin);
      machine.aliases.set(first, alias);
      return output;
    }
    const name = this.program(first);
    const own = machine.functions.get(name);
    if (own) return this.called(own.node.body as Tree, own.locate, args, stdin);
    const { place } = machine;
    const size = args.reduce((sum, arg) => sum + arg.length, stdin?.length ?? 0);
    if (size > 4096 && !machine.record.spend(place, size)) return '';
    machine.act({ kind: 'command', name, args, stdin, via: [...machine.via] });
    this.file(first, args);
    const output = programFor(name)?.({
      name,
      args,
      stdin,
      machine,
      shell: (text, positional) => this.nested(text, positional, name),
      command: (inner, input = stdin) => {
        machine.via.push(name);
        const result = inner.length === 0 ? unknownOutput : this.nestedWords(inner, input);
        machine.via.pop();
        return result;
      },
    });
    if (!readsItself.test(name)) for (const text of [...args, stdin ?? '']) this.within(text);
    machine.place = place;
    return output ?? (stdin === undefined ? `${unknownOutput}\n` : filtered(stdin));
  }

  within(text: string): void {
    if (text.length < 12 || !/\|\s{0,9}\S{0,60}sh\b|\/dev\/(?:tcp|udp)\//.test(text)) return;
    // The search looks a thousand characters ahead.
    if (!this.machine.record.spend(this.machine.place, text.length * 64)) return;
    for (const [command] of text.slice(0, maxScript).matchAll(commandsWithin))
      if (!isNamed(command) && this.machine.record.spend(this.machine.place))
        this.nested(command, undefined, '');
  }

  /** The name of a program, also where it was given another one that says nothing. */
  program(word: string): string {
    const { machine } = this;
    const name = programName(word);
    if (machine.renamed.size === 0 || programFor(name)) return name;
    const path = word.includes('/') ? machine.path(word) : machine.onPath(word);
    const original = path === undefined ? undefined : machine.renamed.get(path);
    return original !== undefined && programFor(original) ? original : name;
  }

  nestedWords(words: string[], stdin: string | undefined): string {
    const { machine } = this;
    if (this.isTooDeep() || !machine.record.spend(machine.place)) return unknownOutput;
    machine.depth += 1;
    const result = this.words(words, stdin);
    machine.depth -= 1;
    return result;
  }

  called(body: Tree, locate: Locate, args: string[], stdin: string | undefined): string {
    const { machine } = this;
    if (this.isTooDeep()) return unknownOutput;
    const outer = machine.positional;
    machine.positional = args;
    machine.depth += 1;
    const output = new Evaluation(machine, locate).node(body, stdin);
    machine.depth -= 1;
    machine.positional = outer;
    return output;
  }

  /** Text that an interpreter is given. */
  nested(text: string, positional: string[] | undefined, by: string): string {
    const { machine } = this;
    const [how] = decodingsIn(text);
    const start = leading(text);
    if (start && start !== 'download')
      machine.act({ kind: 'decode', how: how ?? start, text: withoutDecoding(text), by });
    if (leading(withoutDecoding(text)) === 'download') this.ran(text, 'text', by);
    const outer = machine.positional;
    if (positional) machine.positional = positional;
    const { place } = machine;
    const inner = new Evaluation(machine, () => place);
    const output = inner.text(
      start && start !== 'download' ? withoutDecoding(text) : text,
      undefined,
    );
    machine.positional = outer;
    machine.place = place;
    return output;
  }

  /** Whether what is called is a file that the build brought here. */
  file(name: string, args: string[]): void {
    const { machine } = this;
    const path = name.includes('/') ? name : machine.onPath(name);
    const known = path === undefined ? undefined : machine.read(path);
    if (!known || path === undefined) return;
    const manner = name.includes('/') ? 'file' : 'program';
    this.ran(known.text, known.isPart ? 'archive' : manner, '');
    if (known.isPart || known.text === '' || !isKnown(known.text)) return;
    if (machine.running.has(path)) return;
    machine.running.add(path);
    const interpreter = /^#!\s*(\S.*)/.exec(withoutDecoding(known.text))?.[1]?.trim().split(/\s+/);
    if (!interpreter || /\bsh$|sh\s/.test(interpreter.join(' '))) this.nested(known.text, args, '');
    else if (!this.isTooDeep()) this.nestedWords([...interpreter, path], undefined);
    machine.running.delete(path);
  }

  ran(text: string, manner: 'text' | 'file' | 'program' | 'archive', by: string): void {
    const { machine } = this;
    const downloads = machine.record.downloads.in(text);
    if (downloads.length === 0) return;
    machine.act({
      kind: 'run',
      downloads,
      isVerified: downloads.every(({ isVerified }) => isVerified),
      manner: isPart(text) ? 'archive' : machine.isStart && manner !== 'archive' ? 'start' : manner,
      by,
    });
  }

  assign({ name, value, append, index }: Assignment): void {
    const { machine } = this;
    const text =
      value.type === 'ArrayValue'
        ? value.elements.flatMap((word) => this.fields(word)).join(' ')
        : this.one(value);
    machine.record.spend(machine.place, text.length);
    const before = append || index ? (machine.variables.get(name) ?? '') : '';
    const space = before !== '' && (index || value.type === 'ArrayValue') ? ' ' : '';
    if (machine.variables.size < 5000 || machine.variables.has(name))
      machine.variables.set(name, bounded(before + space + text));
  }

  redirects(all: readonly Redirection[], stdin: string | undefined) {
    const { machine } = this;
    let input = stdin;
    const files: { path: string; append: boolean }[] = [];
    for (const each of all) {
      if (each.type === 'HereString') input = `${this.one(each.target)}\n`;
      else if (each.type === 'HereDoc') {
        const { parts, text } = each.body;
        const literal = each.delimiter?.quoted === true || !parts;
        input = literal
          ? text
          : textOf(
              { type: 'Word', text, value: text, pos: 0, end: 0, parts },
              machine,
              this.capture,
            );
      } else if (each.operator === '<' || each.operator === '<>') {
        const path = this.one(each.target);
        input = socket(path, machine) ?? machine.read(path)?.text ?? unknownOutput;
        if (each.descriptor?.type === 'FileDescriptor' && each.descriptor.value > 2)
          machine.files.set(`/dev/fd/${each.descriptor.value}`, input);
      } else if (each.operator === '<&') {
        input = machine.files.get(`/dev/fd/${this.one(each.target)}`) ?? unknownOutput;
      } else if (each.target) {
        const path = this.one(each.target);
        if (/^(?:\d+|-)$/.test(path)) continue;
        if (each.target.parts?.[0]?.type === 'ProcessSubstitution') {
          const [part] = each.target.parts;
          files.push({ path: `>(${part.text}`, append: false });
          this.#pipes.set(`>(${part.text}`, part.script);
        } else if (
          socket(path, machine) === undefined &&
          (each.descriptor?.type !== 'FileDescriptor' || each.descriptor.value !== 2)
        )
          files.push({ path, append: each.operator.endsWith('>>') });
      }
    }
    return { input, files };
  }

  readonly #pipes = new Map<string, ParsedScript | undefined>();

  /** Sends output where it was redirected to; gives what is left of it. */
  spread(output: string, files: { path: string; append: boolean }[]): string {
    const { machine } = this;
    for (const { path, append } of files) {
      const script = this.#pipes.get(path);
      if (script) this.node(script, output);
      else {
        machine.write(path, append ? (machine.read(path)?.text ?? '') + output : output);
        this.within(output);
      }
    }
    return files.length > 0 ? '' : output;
  }

  readonly capture = (script: ParsedScript, _: Machine, stdin?: string): string => {
    const { machine } = this;
    if (this.isTooDeep()) return unknownOutput;
    const outer = machine.isCaptured;
    machine.isCaptured = true;
    machine.depth += 1;
    // A script in backquotes with escapes has positions of its own.
    const { place } = machine;
    const inner = script.source === undefined ? this : new Evaluation(machine, () => place);
    const output = inner.statements(script.commands, stdin);
    machine.depth -= 1;
    machine.isCaptured = outer;
    return output;
  };

  fields(word: Word): string[] {
    return fieldsOf(word, this.machine, this.capture);
  }

  one(word: Word | undefined): string {
    return textOf(word, this.machine, this.capture);
  }
}

const declarations = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

/** `[` alone is a program. */
function hasClass(pattern: string): boolean {
  const open = pattern.indexOf('[');
  return open >= 0 && pattern.lastIndexOf(']') > open + 1;
}

/** What is not known within a name is mostly empty: that is how names are hidden. */
function programName(word: string): string {
  const name = word.replace(/^.*\//s, '').replace(/\.exe$/i, '');
  if (/[?*]/.test(name) || hasClass(name)) return programLike(name) ?? name;
  const bare = name.replace(/\$\{\w+\}/g, '');
  return bare !== name && bare !== '' && programFor(bare) ? bare : name;
}

/** A shell's own connections: reading from one is a download. */
function socket(path: string, machine: Machine): string | undefined {
  const match = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(path);
  if (!match) return undefined;
  const [, scheme = '', host = '', port = ''] = match;
  const isLoopback = /^(?:127\.|localhost$|::1$|0\.0\.0\.0$)/.test(host);
  machine.act({ kind: 'socket', host, port, isLoopback });
  if (isLoopback) return unknownOutput;
  const named = host.includes(':') ? `[${host}]` : host;
  return machine.fetch({
    tool: 'shell',
    urls: [`${scheme}://${named}:${port}`],
    isUnchecked: false,
  });
}
