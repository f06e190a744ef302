import { brief, type Case } from '../case.js';
import type { ChainEntry } from '../details.js';
import { programName } from '../program-name.js';
import { isTemporary } from '../temp-path.js';
import type { Mark } from './recogniser.js';

/** What starts services, and runs above them. Shells are what it starts services through. */
const managers =
  /^(?:systemd|init|launchd|s6-\S+|runsv|runsvdir|supervisord|openrc-run|start-stop-daem\S*|tini|dumb-init|docker-init|containerd-shim\S*|conmon|wininit\.exe|services\.exe|svchost\.exe|runsvc\.sh|sh|bash|dash)$/;
/** What the world can reach, and intruders come in by: no tool of ours is started from there. */
const exposed =
  /^(?:telnetd|in\.\S+|php\S*|apache2?|httpd|nginx|lighttpd|caddy|uwsgi|gunicorn|redis-server|postgres|mysqld|mariadbd|mongod|memcached|tomcat\S*|vsftpd|proftpd|smbd|exim\S*|master|nc|ncat|socat)$/;
/** A service that ran for this long before the build was not started for it. */
const standing = 10 * 60_000_000;

/**
 * A program above the client, or the client itself where `self` says so, that is the tool's by name and arguments. Of
 * several the one that is hardest to forge.
 */
export function process(
  subject: Case,
  name: RegExp,
  { args, self = false }: { args?: RegExp; self?: boolean } = {},
): Mark[] {
  const marks = subject.chain.flatMap((entry, index) => {
    const fits = index > 0 || self;
    return fits &&
      name.test(called(entry)) &&
      (args?.test(entry.CommandLine.slice(0, most)) ?? true)
      ? [programMark(subject, entry, index)]
      : [];
  });
  return marks.toSorted((a, b) => b.points - a.points).slice(0, 1);
}

function programMark(subject: Case, entry: ChainEntry, at: number): Mark {
  const named = `${at === 0 ? 'The client is' : 'It was started below'} ${brief(entry.CommandLine || entry.FileName)}`;
  const above = subject.chain.slice(at + 1);
  const entrance = above.find((each) => exposed.test(called(each)));
  if (entrance) {
    const text = `${named}, itself below ${brief(called(entrance), 40)}, where intruders come in.`;
    return { kind: 'process', text, points: 0, forgery: 'a program of that name' };
  }
  const isInstalled = isSystemPlace(entry);
  const isService =
    isInstalled &&
    above.some((each) => /^(?:systemd|init|launchd)$/.test(called(each))) &&
    above.every((each) => managers.test(called(each)));
  if (!isService) {
    return {
      kind: 'process',
      text: `${named}.`,
      points: isInstalled ? 1 : 0.5,
      forgery: isInstalled
        ? 'a start of that program, which whoever may log in here can do'
        : 'a program of that name, which lies where its user may write or nobody knows',
    };
  }
  const age = clientStart(subject) - (entry.CreationTime ?? clientStart(subject));
  const isStanding = age >= standing;
  return {
    kind: 'process',
    text: `${named}, a service${isStanding ? ` that had been running for ${duration(age)}` : ''}.`,
    points: isStanding ? 3 : 2,
    forgery: 'control of that service, or root',
  };
}

/** Whether something that intruders come in by stands above the client. */
export function cameIn({ chain }: Case): boolean {
  return chain.some((each) => exposed.test(called(each)));
}

/** The account that asked, where it is one that the tool is installed with. */
export function account({ build }: Case, names: RegExp): Mark[] {
  const name = build.AccountName ?? '';
  if (!names.test(name)) return [];
  const text = `It was asked for by ${brief(name, 60)}, the account that it runs as.`;
  const forgery = 'the account, or root';
  return [{ kind: 'account', text, points: 1, forgery }];
}

/** The container that the client runs in, by its image or name. */
export function container({ details, build }: Case, image: RegExp, name?: RegExp): Mark[] {
  const it = details.RequesterContainer;
  if (!it) return [];
  const byImage = image.test(it.Image);
  if (!byImage && !(name?.test(it.Name) ?? false)) return [];
  const text = `The client runs in container ${brief(it.Name, 60)} of ${brief(it.Image, 80)}`;
  const age = build.TimeGenerated - it.StartTime;
  if (age < standing) {
    const forgery = 'a container, for which images and names can be chosen freely';
    return [{ kind: 'container', text: `${text}.`, points: 1, forgery }];
  }
  const since = `${text}, which had been running for ${duration(age)}.`;
  return [{ kind: 'container', text: since, points: 2, forgery: 'control of that container' }];
}

/** Characters of a text that are looked at: what is hostile may be long, and patterns take their time. */
const most = 2000;

const anybody = 'nothing: whoever asks for a build can write it';

/** A path that the build has to do with, or that its client was started from. */
export function path({ build, chain }: Case, pattern: RegExp): Mark[] {
  const places = [
    build.ContextPath ?? '',
    build.DockerfilePath ?? '',
    build.RequesterCurrentWorkingDirectory ?? '',
    build.RequesterCommandLine ?? '',
    ...chain.slice(1, 4).map(({ CommandLine }) => CommandLine),
  ];
  const found = first(places, pattern);
  return found === undefined ? [] : [written('path', `A path of it is ${brief(found)}.`)];
}

export function tag({ build }: Case, pattern: RegExp): Mark[] {
  const tags = Array.isArray(build.Tags) ? build.Tags.map(String) : [];
  const found = tags.find((text) => pattern.test(text));
  return found === undefined ? [] : [written('tag', `Its tag is ${brief(found)}.`)];
}

export function argument({ build }: Case, pattern: RegExp): Mark[] {
  const found = first([build.RequesterCommandLine ?? ''], pattern);
  return found === undefined ? [] : [written('argument', `It was given ${brief(found)}.`)];
}

export function label({ details, build }: Case, pattern: RegExp): Mark[] {
  const labels = [...details.RequestLabels, build.RequesterCommandLine ?? ''];
  const found = first(labels, pattern);
  return found === undefined ? [] : [written('label', `It is labelled ${brief(found)}.`)];
}

export function userAgent({ details }: Case, pattern: RegExp): Mark[] {
  const agent = details.RequesterUserAgent;
  return pattern.test(agent)
    ? [written('user agent', `The client calls itself ${brief(agent)}.`)]
    : [];
}

export function client(text: string): Mark {
  return {
    kind: 'client',
    text,
    points: 0.5,
    forgery: 'a call of that tool, which is open to all',
  };
}

/** What the pattern finds, in the first of the texts in which it does. */
function first(texts: readonly string[], pattern: RegExp): string | undefined {
  for (const text of texts) {
    const found = pattern.exec(text.slice(0, most))?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

function written(kind: Mark['kind'], text: string): Mark {
  return { kind, text, points: 0.5, forgery: anybody };
}

/** Whether a program lies where only root installs: not in a temporary directory, a home or an unknown place. */
function isSystemPlace({ FolderPath }: ChainEntry): boolean {
  if (isTemporary(FolderPath)) return false;
  return /^\/(?:usr|opt|bin|sbin|lib|snap|nix|var\/lib|srv)\/|^[A-Z]:\\(?:Program Files|Windows)/i.test(
    FolderPath,
  );
}

function clientStart({ chain, build }: Case): number {
  return chain[0]?.CreationTime ?? build.TimeGenerated;
}

function called({ FileName, CommandLine }: ChainEntry): string {
  return programName(FileName.replace(/^.*[/\\]/, '').replace(/ \(deleted\)$/, ''), CommandLine);
}

function duration(micros: number): string {
  const minutes = Math.floor(micros / 60_000_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
