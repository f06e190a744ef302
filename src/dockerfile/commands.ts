import { commandLine } from '../normalise/command-line.js';
import type { Instruction } from './instruction.js';
import { parseDockerfile } from './parse.js';

/** The RUN commands of a Dockerfile, in a form that compares with what a step really ran. */
export interface DockerfileCommands {
  commands: Set<string>;
  /** Whether the text ends early, so that a command not in it may be in the file all the same. */
  truncated: boolean;
  /** Whether it holds an `ADD` of a URL, which the daemon itself fetches. */
  addsUrl: boolean;
}

export function readDockerfileCommands(text: string, truncated: boolean): DockerfileCommands {
  const commands = new Set<string>();
  let addsUrl = false;
  for (const instruction of parseDockerfile(text).instructions) {
    const { name, body } = instruction;
    if (name === 'RUN') commands.add(comparable(commandOf(instruction)));
    if (name === 'ADD' && /(?:^|[\s"'])(?:https?|git|ssh):\/\//i.test(body.text)) addsUrl = true;
  }
  return { commands, truncated, addsUrl };
}

/** Commands are compared again and again while their build is open. */
const compared = new Map<string, string>();
const maxCompared = 5000;

/** White space apart, a command as it stands in a Dockerfile and as it is run is the same. */
export function comparable(command: string): string {
  const known = compared.get(command);
  if (known !== undefined) return known;
  if (compared.size >= maxCompared) compared.clear();
  const result = command
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  compared.set(command, result);
  return result;
}

/** Whether a step's command is one of them; a command that was cut short is compared as far as it goes. */
export function hasCommand({ commands }: DockerfileCommands, command: string): boolean {
  const wanted = comparable(command);
  if (wanted === '') return false;
  if (commands.has(wanted)) return true;
  return wanted.length >= 180 && [...commands].some((known) => known.startsWith(wanted));
}

/** What a RUN has its shell run, as the step's process shows it. */
export function commandOf({ body, script, heredocs, list }: Instruction): string {
  if (list) {
    const at = list.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
    return at > 0 ? (list[at + 1] ?? '') : commandLine(list);
  }
  const [only] = heredocs;
  const isAlone = /^\s*<<-?(["']?)\w+\1\s*$/.test(body.text);
  return only && isAlone ? only.passage.text : script.text;
}
