import type { ContainerFacts, HistoryEntry, ImageFacts } from './record.js';

const redacted = '<redacted>';

/** Values shorter than this stand in too many innocent places to be struck out of them. */
const minimumSecret = 6;

/**
 * Takes the values of build arguments and environment variables out of what an image tells of its making.
 *
 * History names them in three ways: `|2 A=x B=y /bin/sh -c …` before a RUN's command (unquoted, so where a value ends
 * is found by the shell that follows), `ARG A=x` and `ENV A=x`. Docker also expands them inside other instructions and
 * labels: there every known value is struck out. It does not expand them in RUN, CMD, ENTRYPOINT, HEALTHCHECK and
 * ONBUILD, which stay whole, so that nobody can hide a command by passing it as an argument as well.
 *
 * A value that appears nowhere in clear next to its name (classic builder, ARG used before the first RUN) is not known
 * here and stays where it was expanded.
 */
export function redactImage(image: ImageFacts): { image: ImageFacts; secrets: string[] } {
  const { redactedHistory: history, secrets } = redactHistory(image.history ?? []);
  const result: ImageFacts = { ...image, labels: strikeMap(image.labels, secrets) };
  if (image.history) result.history = history;
  if (image.author) result.author = strike(image.author, secrets);
  if (image.comment) result.comment = strike(image.comment, secrets);
  return { image: result, secrets };
}

/** The history without values, and those that were found in it. */
export function redactHistory(history: HistoryEntry[]): {
  redactedHistory: HistoryEntry[];
  secrets: string[];
} {
  const shells = knownShells(history);
  const found = new Set<string>();
  const values = new Map<string, string>();
  const own = history.map(({ createdBy }) => redactCreatedBy(createdBy, shells, found, values));
  const secrets = longestFirst(found);
  return {
    redactedHistory: history.map((entry, at) => redactEntry(entry, own[at] ?? '', secrets)),
    secrets,
  };
}

function redactEntry(entry: HistoryEntry, createdBy: string, known: string[]): HistoryEntry {
  return {
    ...entry,
    createdBy: isVerbatim(createdBy) ? createdBy : strike(createdBy, known),
    comment: strike(entry.comment, known),
  };
}

/** Strikes the values that its image's history tells out of a container's labels and of what the builder made it for. */
export function redactContainer(facts: ContainerFacts, secrets: readonly string[]): ContainerFacts {
  const nop = facts.command.findIndex(isNop);
  const verbatim = nop < 0 || isVerbatim(`/bin/sh -c ${facts.command.slice(nop).join('')}`);
  return {
    ...facts,
    command: facts.command.map((part, at) => (verbatim || at < nop ? part : strike(part, secrets))),
    labels: strikeMap(facts.labels, secrets),
  };
}

function strikeMap(
  map: Record<string, string>,
  secrets: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [strike(key, secrets), strike(value, secrets)]),
  );
}

const isNop = (part: string): boolean => part.trimStart().startsWith('#(nop)');

/** Redacts a command that the classic builder made a container with: `/bin/sh -c #(nop) ENV A=x`. */
export function redactCommand(command: string[]): string[] {
  const nop = command.findIndex(isNop);
  if (nop < 0) return command;
  return command.map((part, at) => (at < nop ? part : redactNamed(part, new Set())));
}

function redactCreatedBy(
  text: string,
  shells: string[],
  secrets: Set<string>,
  values: Map<string, string>,
): string {
  const head = /^(?:RUN )?\|(\d{1,4}) /.exec(text);
  if (!head) return redactNamed(text, secrets, values);
  const rest = text.slice(head[0].length);
  const count = Number(head[1]);
  const end = endByValues(rest, count, values) ?? endByShell(rest, shells);
  const names = redactArguments(rest.slice(0, end), count, secrets);
  return `${head[0]}${names}${end < rest.length ? rest.slice(end) : ` ${redacted}`}`;
}

const named = /^((?:\/bin\/sh -c )?(?:#\(nop\)\s+)?)(ARG|ENV) ([A-Za-z_][\w.-]*)[= ]([\s\S]*)$/;

function redactNamed(text: string, secrets: Set<string>, values?: Map<string, string>): string {
  const match = named.exec(text);
  if (!match) return text;
  const [, prefix = '', instruction = '', name = '', value = ''] = match;
  if (value !== '') secrets.add(value);
  if (instruction === 'ARG') values?.set(name, value);
  return `${prefix}${instruction} ${name}=${redacted}`;
}

/** `A=x B=y` with the values replaced, which are noted. */
function redactArguments(text: string, count: number, secrets: Set<string>): string {
  const found = [...text.matchAll(/(?:^| )([A-Za-z_][\w.-]*)=/g)].slice(0, count);
  found.forEach((match, at) => {
    secrets.add(text.slice(match.index + match[0].length, found[at + 1]?.index));
  });
  return found.map(([, name]) => `${name}=${redacted}`).join(' ');
}

/** BuildKit's history repeats each value in an ARG entry: where all are known, they tell where they end. */
function endByValues(rest: string, count: number, values: Map<string, string>): number | undefined {
  let at = 0;
  for (let index = 0; index < count; index++) {
    const name = /^[A-Za-z_][\w.-]*/.exec(rest.slice(at, at + 256))?.[0];
    const value = name === undefined ? undefined : values.get(name);
    const argument = `${name}=${value}`;
    if (value === undefined || !rest.startsWith(`${argument} `, at)) return undefined;
    at += argument.length + 1;
  }
  return at - 1;
}

/** Where the values end and the command begins: at a shell. Without one (exec form) nobody can tell: all is hidden. */
function endByShell(rest: string, shells: string[]): number {
  const found = shells.map((shell) => rest.indexOf(` ${shell} `)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : rest.length;
}

/** The default shell, and those that SHELL instructions set: `SHELL [/bin/bash -c]`, with or without quotes. */
function knownShells(history: HistoryEntry[]): string[] {
  const set = history.flatMap(({ createdBy }) => {
    const inner = /(?:^|#\(nop\)\s+)SHELL \[(.+)\]/.exec(createdBy)?.[1];
    return inner
      ? [
          inner
            .replace(/["',]+/g, ' ')
            .replace(/\s+/g, ' ')
            .trim(),
        ]
      : [];
  });
  return ['/bin/sh -c', ...set];
}

/** Whether the instruction is one in which Docker expands nothing. */
function isVerbatim(createdBy: string): boolean {
  const instruction = createdBy.replace(/^\/bin\/sh -c #\(nop\)\s+/, '');
  if (instruction !== createdBy) return /^(CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD) /.test(instruction);
  // Without `#(nop)` it is a RUN of the classic builder, unless it begins with another instruction's name.
  return !/^(ADD|ARG|COPY|ENV|EXPOSE|LABEL|MAINTAINER|STOPSIGNAL|USER|VOLUME|WORKDIR) /.test(
    createdBy,
  );
}

function strike(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, redacted), text);
}

function longestFirst(secrets: Set<string>): string[] {
  return [...secrets]
    .filter((secret) => secret.length >= minimumSecret && secret !== redacted)
    .sort((a, b) => b.length - a.length);
}
