import type { Command } from '../act.js';
import type { Setting } from '../analyse.js';
import { actRule, eitherRule, onceFor, scriptMatches } from '../rule.js';
import { readUrl } from '../source.js';

const sockets = /(?:docker|containerd|crio|podman|dockershim|buildkitd?)\.sock\b/;
/** Ports of the engine, of a kubelet, and of a cluster's store. */
const ports = /^(?:2375|2376|4243|10250|10255|2379)$/;
const speakers =
  /^(?:curl|wget|nc|ncat|netcat|socat|docker|docker-compose|podman|nerdctl|ctr|crictl|buildctl|kubectl|python|perl|ruby|node|nodejs|php|http|telnet)[\d.]*$/;

/** The instruction from which on the client speaks to an engine elsewhere. */
const hostSince = onceFor(
  (settings: readonly Setting[]) =>
    settings.find(
      ({ name, value = '' }) => name === 'DOCKER_HOST' && /^(?:tcp|ssh):\/\//.test(value),
    )?.instruction ?? Number.POSITIVE_INFINITY,
);
const namesHost = scriptMatches(/\bDOCKER_HOST=["']?(?:tcp|unix|ssh):\/\//);

export const engineApi = eitherRule(
  {
    id: 'engine-api',
    severity: 'High',
    message: 'A step speaks to a container engine.',
    why: 'Who can ask an engine for a container can have one with the whole host in it. A build that does so leaves its sandbox (T1611).',
    instead: 'Drive the engine from outside of the build; a Dockerfile has no need of it.',
    techniques: ['T1611', 'T1610', 'T1613'],
  },
  (about) =>
    actRule(about, 'command', (act, { name }) => {
      const how = name === 'RUN' ? speaks(act) : undefined;
      return how !== undefined && { message: `A step speaks to a container engine: ${how}.` };
    }),
  (about) =>
    actRule(
      about,
      'socket',
      ({ port }, { name }) => name === 'RUN' && /^(?:2375|2376|10250)$/.test(port),
    ),
  (about) =>
    actRule(about, 'command', ({ name, args, instruction: at }, instruction, { settings }) => {
      if (instruction.name !== 'RUN' || !/^(?:docker(?:-compose)?|podman|nerdctl)$/.test(name))
        return false;
      const remote = namesHost(instruction) || hostSince(settings) < at;
      if (remote && !args.some((arg) => /^(?:--?v(?:ersion)?|context|buildx|--help)$/.test(arg)))
        return true;
      return (
        /^(?:run|create)$/.test(args.find((arg) => !arg.startsWith('-')) ?? '') &&
        opensHost(args) && { message: `${name} is asked for a container that holds the host.` }
      );
    }),
);

/** What is asked of an engine, whatever its socket is called. */
const paths =
  /^(?:https?:\/\/)?[\w.-]*\/(?:v1\.\d+\/)?(?:containers|images|info|version|exec|build|volumes|networks|_ping)(?:[/?]|$)/;

const opensHost = (args: readonly string[]): boolean =>
  args.some(
    (arg, i) =>
      arg.startsWith('--privileged') ||
      /^--pid(?:=host)?$/.test(arg) ||
      (/^(?:-v|--volume)$/.test(args[i - 1] ?? '') && arg.startsWith('/:')),
  );

function speaks({ name, args }: Command): string | undefined {
  if (!speakers.test(name)) return undefined;
  const socket = args.find((arg) => sockets.test(arg));
  if (socket) return `${name} on its socket`;
  if (
    name === 'curl' &&
    args.some((arg) => /^--(?:abstract-)?unix-socket/.test(arg)) &&
    args.some((arg) => paths.test(arg))
  )
    return `${name} on a socket`;
  const urls = args.flatMap((arg) => arg.match(/\b(?:https?|tcp):\/\/[^\s"')]+/gi) ?? []);
  const port = urls.map((url) => readUrl(url)?.port ?? '').find((each) => ports.test(each));
  if (port) return `${name} on port ${port}`;
  const bare = args
    .map((arg) => /^[\w.[\]:-]+:(\d+)(?:\/|$)/.exec(arg)?.[1])
    .find((each) => each && ports.test(each));
  if (bare) return `${name} on port ${bare}`;
  return /^(?:nc|ncat|netcat|telnet)$/.test(name) && args.some((arg) => ports.test(arg))
    ? `${name} on its port`
    : undefined;
}
