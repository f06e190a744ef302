import type { Command } from '../act.js';
import { actRule, eitherRule } from '../rule.js';
import { readUrl } from '../source.js';

const sockets = /(?:docker|containerd|crio|podman|dockershim|buildkitd?)\.sock\b/;
/** Ports of the engine, of a kubelet, and of a cluster's store. */
const ports = /^(?:2375|2376|4243|10250|10255|2379)$/;
const speakers =
  /^(?:curl|wget|nc|ncat|netcat|socat|docker|docker-compose|podman|nerdctl|ctr|crictl|buildctl|kubectl|python|perl|ruby|node|nodejs|php|http|telnet)[\d.]*$/;

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
    actRule(about, 'command', ({ name }, instruction) => {
      const remote = /\bDOCKER_HOST=["']?(?:tcp|unix|ssh):\/\//.test(instruction.script.text);
      return instruction.name === 'RUN' && remote && /^docker(?:-compose)?$/.test(name);
    }),
);

function speaks({ name, args }: Command): string | undefined {
  if (!speakers.test(name)) return undefined;
  const socket = args.find((arg) => sockets.test(arg));
  if (socket) return `${name} on its socket`;
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
