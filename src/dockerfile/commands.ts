import { joinArguments } from './command-line.js';

/** The RUN commands of a Dockerfile, in a form that compares with what a step really ran. */
export interface DockerfileCommands {
  commands: Set<string>;
  /** Whether the text ends early, so that a command not in it may be in the file all the same. */
  truncated: boolean;
  /** Whether it holds an `ADD` of a URL, which the daemon itself fetches. */
  addsUrl: boolean;
}

const maxInstructions = 10_000;

export function readDockerfileCommands(text: string, truncated: boolean): DockerfileCommands {
  const commands = new Set<string>();
  let addsUrl = false;
  for (const { name, body } of instructions(text)) {
    if (name === 'RUN') commands.add(comparable(runBody(body)));
    if (name === 'ADD' && /(?:^|[\s"'])(?:https?|git|ssh):\/\//i.test(body)) addsUrl = true;
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

/** Instructions with their continuation lines joined and here-documents taken in. */
export function instructions(text: string): { name: string; body: string }[] {
  const escape = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 500)) ? '`' : '\\';
  const lines = text.split(/\r?\n/);
  const found: { name: string; body: string }[] = [];
  for (let i = 0; i < lines.length && found.length < maxInstructions; i += 1) {
    const first = lines[i] ?? '';
    if (/^\s*(?:#|$)/.test(first)) continue;
    let whole = '';
    for (; i < lines.length; i += 1) {
      const line = lines[i] ?? '';
      if (whole !== '' && /^\s*(?:#|$)/.test(line)) continue;
      const continued = line.trimEnd().endsWith(escape);
      whole += continued ? `${line.trimEnd().slice(0, -1)} ` : line;
      if (!continued) break;
    }
    const match = /^\s*([A-Za-z]+)\s*([\s\S]*)$/.exec(whole);
    if (!match) continue;
    const name = (match[1] ?? '').toUpperCase();
    let body = match[2] ?? '';
    for (const [, , word] of body.matchAll(/<<-?(["']?)([A-Za-z_]\w*)\1/g)) {
      if (name !== 'RUN' && name !== 'COPY' && name !== 'ADD') break;
      const end = lines.findIndex((line, at) => at > i && line.trim() === word);
      if (end < 0) break;
      body += `\n${lines.slice(i + 1, end).join('\n')}`;
      i = end;
    }
    found.push({ name, body });
  }
  return found;
}

function runBody(body: string): string {
  const rest = body.replace(/^(?:--[a-z]+(?:=\S*)?\s+)+/, '');
  const heredoc = /^<<-?["']?\w+["']?\s*\n([\s\S]*)$/.exec(rest);
  if (heredoc) return heredoc[1] ?? '';
  if (!rest.startsWith('[')) return rest;
  try {
    const list: unknown = JSON.parse(rest);
    const words = Array.isArray(list) ? list.filter((word) => typeof word === 'string') : [];
    const script = words.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
    return script > 0 ? (words[script + 1] ?? '') : joinArguments(words);
  } catch {
    return rest;
  }
}
