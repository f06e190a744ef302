import type { Facts } from './facts.js';
import type { History } from './histories.js';
import { ident } from './ident.js';
import { type Basis, newBuild, type OpenBuild, spans, unseenEnd } from './open-build.js';
import type { Request } from './request.js';

// Which request a build in BuildKit's history answers. BuildKit names neither client nor request, so it is told by what
// both know: the image's names, the Dockerfile's text, and the time, for a client waits for what it asked for.

const second = 1_000_000;

/**
 * Puts histories under the builds that they are of. Gives a build for each that nobody was seen to ask for, once
 * nothing that explains it may still come.
 */
export function joinHistories(
  asked: OpenBuild[],
  facts: Facts,
  settled: (time: number) => boolean,
): OpenBuild[] {
  const left: History[] = [];
  for (const history of facts.histories.all()) {
    const best = strongest(asked, history);
    if (best) join(best, history, 'High', 'what it was asked for, which BuildKit names too');
    else left.push(history);
  }
  const alone: OpenBuild[] = [];
  for (const history of left) {
    const near = candidates(asked, history).filter(
      ({ histories, request }) => histories.length === 0 || buildsMany(request),
    );
    const [latest, ...others] = near.sort((a, b) => b.start - a.start);
    const time =
      others.length > 0 ? 'time: it began last before' : 'time: no other build was asked for';
    if (latest) join(latest, history, others.length > 0 ? 'Low' : 'Medium', time);
    else if (settled(history.created)) {
      const before = alone
        .map(({ histories }) => histories[0]?.created ?? 0)
        .findLast((began) => began < history.created);
      alone.push(unasked(history, facts, before));
    }
  }
  return alone;
}

/** The only build that shares a name or its text, and nobody else does. */
function strongest(asked: OpenBuild[], history: History): OpenBuild | undefined {
  const near = candidates(asked, history);
  const named = near.filter(({ tags }) => shares(tags, history.references));
  const among = named.length > 0 ? named : near;
  const same = among.filter(({ dockerfile }) => isSameText(dockerfile, history) === true);
  const best = named.length === 1 ? named : same;
  return best.length === 1 ? best[0] : undefined;
}

function candidates(asked: OpenBuild[], history: History): OpenBuild[] {
  const near = asked.filter((build) => mayBe(build, history));
  const same = near.filter(({ request }) => request?.engine === history.engine);
  return same.length > 0 ? same : near;
}

function mayBe(build: OpenBuild, history: History): boolean {
  const { request, tags } = build;
  if (!request || (request.builder !== 'buildkit' && request.builder !== 'unknown')) return false;
  if (!spans(build, history.created)) return false;
  const { references } = history;
  const named = tags.length > 0 && references.length > 0;
  return !named || shares(tags, references) || buildsMany(request);
}

const many = new WeakMap<Request, boolean>();

/** A compose file names many images, and one command builds them all. */
function buildsMany(request: Request | undefined): boolean {
  if (!request) return false;
  const { command, commandLine } = request;
  const found =
    many.get(request) ?? (command.tool === 'compose' || /(?:^|\s)bake(?:\s|$)/.test(commandLine));
  many.set(request, found);
  return found;
}

function shares(one: string[], other: string[]): boolean {
  return one.some((name) => other.includes(name));
}

/**
 * Whether what the client's file held when it started is what was built; undefined where the two cannot be compared:
 * one is not known, or they are different files.
 */
export function isSameText(
  client: OpenBuild['dockerfile'],
  { dockerfile }: Pick<History, 'dockerfile'>,
): boolean | undefined {
  if (!client || dockerfile.text === '') return undefined;
  if (baseName(client.Path) !== baseName(dockerfile.name)) return undefined;
  const one = plain(client.Text);
  const other = plain(dockerfile.text);
  const length =
    client.Truncated || dockerfile.isTruncated ? Math.min(one.length, other.length) : -1;
  return length < 0 ? one === other : one.slice(0, length - 1) === other.slice(0, length - 1);
}

const baseName = (path: string): string => path.replace(/^.*\//, '');

/** Ends of lines say nothing. */
const plain = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();

function join(build: OpenBuild, history: History, confidence: Basis['confidence'], basis: string) {
  build.histories.push(history);
  build.historyBasis = { basis, confidence };
}

function unasked(history: History, facts: Facts, before = 0): OpenBuild {
  const { ref, device, created, completed, references } = history;
  const { requests, processes } = facts;
  // Whoever was there before need not be who asked when nobody looked.
  const fitting = facts.wasAway(created)
    ? []
    : requests.strangers.who(created - 120 * second, created + second, processes, { before });
  const request = fitting.length === 1 ? fitting[0] : undefined;
  return {
    ...newBuild(
      ident('b', device.id, 'history', ref),
      device,
      Math.min(created, request?.time ?? created),
    ),
    request: request && { ...request, builder: 'buildkit' },
    requesterBasis: request && {
      basis: request.basis?.basis ?? 'time: the only client connected that had no other errand',
      confidence: 'Medium',
    },
    end: completed,
    quietAfter: unseenEnd,
    tags: references,
    histories: [history],
  };
}
