import { DockerfileParser, type Instruction as Parsed } from 'dockerfile-ast';
import type { Heredoc, Instruction, Unknown } from './instruction.js';
import { LineIndex, Passage, type Place } from './place.js';

/** Characters of a file that are read. A Dockerfile of 100,000 lines has about two million. */
const maxText = 4_194_304;
const maxInstructions = 120_000;
/** The parser's time grows with the square of an instruction's flags, and nobody writes so many. */
const tooManyFlags = /^[ \t]*(?:ONBUILD[ \t]+)?[A-Za-z]+(?:(?:[ \t]|[\\`]\r?\n)+--[^\s\\`]+){64}/im;

const known =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$/;

export interface Dockerfile {
  instructions: Instruction[];
  index: LineIndex;
  unknown: Unknown[];
  /** Written for Windows, whose paths need another escape than a backslash. */
  isForWindows: boolean;
}

export function parseDockerfile(whole: string): Dockerfile {
  const unknown: Unknown[] = [];
  const text = readable(whole, unknown);
  const index = new LineIndex(text);
  const parsed = DockerfileParser.parse(text);
  const escape = parsed.getEscapeCharacter();
  const instructions: Instruction[] = [];
  const strays: Place[] = [];
  for (const each of parsed.getInstructions()) {
    if (instructions.length === maxInstructions) {
      const { line } = each.getRange().start;
      unknown.push({
        line: line + 1,
        column: 1,
        message: `Only the first ${maxInstructions} instructions were analysed.`,
      });
      break;
    }
    const before = instructions.at(-1);
    const instruction = instructionOf(each, index, escape);
    if (known.test(instruction.name)) instructions.push(instruction);
    else if (before?.name === 'RUN') extend(before, each, index);
    else strays.push(instruction.start);
  }
  const [stray] = strays;
  if (stray) {
    const more = strays.length > 1 ? `, nor do ${strays.length - 1} further lines` : '';
    unknown.push({ ...stray, message: `No instruction of a Dockerfile begins like this${more}.` });
  }
  return { instructions, index, unknown, isForWindows: escape === '`' };
}

/** As much of the text as the parser can be given. */
function readable(whole: string, unknown: Unknown[]): string {
  let text = whole.length > maxText ? whole.slice(0, whole.lastIndexOf('\n', maxText) + 1) : whole;
  // One line alone, and longer than that.
  if (text === '') text = whole.slice(0, maxText);
  const flags = tooManyFlags.exec(text);
  if (flags) text = text.slice(0, flags.index);
  if (text.length < whole.length) {
    unknown.push({
      ...new LineIndex(text).place(text.length),
      message: flags
        ? 'From here on nothing was analysed: an instruction has more than 64 flags.'
        : `From here on nothing was analysed: only the first ${maxText} characters are.`,
    });
  }
  if (text.includes('\ufffd') || text.includes('\0')) {
    const at = text.search(/[\ufffd\0]/);
    unknown.push({
      ...new LineIndex(text).place(at),
      message: 'The file is no valid UTF-8 text: what such bytes stand for was not analysed.',
    });
  }
  return text;
}

function instructionOf(parsed: Parsed, index: LineIndex, escape: string): Instruction {
  const range = parsed.getRange();
  const start = index.offset(range.start);
  const end = index.offset(range.end);
  let passage = new Passage(index);
  const rest = joined(passage, start, end, escape);
  let name = parsed.getKeyword();
  const isOnBuild = name === 'ONBUILD';
  // The keyword itself may be broken over lines.
  passage = passage.after(/^\S*\s*/.exec(passage.text)?.[0].length ?? 0);
  if (isOnBuild) {
    const trigger = /^(\S*)\s*/.exec(passage.text);
    name = (trigger?.[1] ?? '').toUpperCase();
    passage = passage.after(trigger?.[0].length ?? 0);
  }
  const flags = new Map<string, string>();
  for (;;) {
    const flag = takesFlags.test(name) && /^--([\w.-]+)(?:=(\S*))?(?:\s+|$)/.exec(passage.text);
    if (!flag) break;
    const [, flagName = '', value = ''] = flag;
    const before = flags.get(flagName.toLowerCase());
    flags.set(flagName.toLowerCase(), before === undefined ? value : `${before} ${value}`);
    passage = passage.after(flag[0].length);
  }
  const heredocs = takesHeredocs.test(name) ? heredocsIn(passage, rest, end) : [];
  const script = passage.after(0);
  if (heredocs.length > 0) script.add(rest - newLineBefore(index.text, rest), end);
  return {
    name,
    isOnBuild,
    start: index.place(start),
    endLine: index.place(Math.max(start, end - 1)).line,
    flags,
    body: passage,
    heredocs,
    script,
    list: listIn(passage.text),
  };
}

const takesFlags = /^(?:ADD|COPY|FROM|HEALTHCHECK|RUN)$/;
const takesHeredocs = /^(?:ADD|COPY|RUN)$/;

/** Adds the logical line that begins at `start`; returns where the lines after it begin. */
function joined(passage: Passage, start: number, end: number, escape: string): number {
  const { text } = passage.index;
  let at = start;
  while (at < end) {
    const newLine = text.indexOf('\n', at);
    const lineEnd = newLine < 0 || newLine > end ? end : newLine;
    const next = Math.min(end, lineEnd + 1);
    const line = text.slice(at, lineEnd);
    const content = line.trimEnd();
    if (at > start && /^\s*(?:#|$)/.test(line)) {
      at = next;
      continue;
    }
    if (!content.endsWith(escape)) {
      passage.add(at, at + content.length);
      return next;
    }
    passage.add(at, at + content.length - 1);
    at = next;
  }
  return end;
}

const newLineBefore = (text: string, at: number): number => (text[at - 1] === '\n' ? 1 : 0);

function heredocsIn({ text, index }: Passage, from: number, end: number): Heredoc[] {
  const heredocs: Heredoc[] = [];
  let at = from;
  for (const [, dash, quote, name = ''] of text.matchAll(
    /(?<![<\w$(])<<(-?)(["']?)([A-Za-z_]\w*)\2/g,
  )) {
    if (at >= end || heredocs.length === 100) break;
    const passage = new Passage(index);
    while (at < end) {
      const newLine = index.text.indexOf('\n', at);
      const lineEnd = newLine < 0 || newLine > end ? end : newLine;
      const line = index.text.slice(at, lineEnd).replace(/\r$/, '');
      const tabs = dash ? (/^\t*/.exec(line)?.[0].length ?? 0) : 0;
      const start = at;
      at = Math.min(end, lineEnd + 1);
      if (line.slice(tabs) === name) break;
      passage.add(start + tabs, at);
    }
    heredocs.push({ name, isQuoted: quote !== '', passage });
  }
  return heredocs;
}

function listIn(text: string): string[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** A line that is no instruction, after a RUN: an image's history keeps commands of several lines as they are. */
function extend(run: Instruction, parsed: Parsed, index: LineIndex): void {
  const { start, end } = parsed.getRange();
  const from = index.offset(start);
  run.script.add(from - newLineBefore(index.text, from), index.offset(end));
  run.endLine = end.line + 1;
}
