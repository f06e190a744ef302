import { dictionary } from '../../model/dictionary.js';
import { isOn, optionNames, parseArguments, valuesOf } from '../arguments.js';
import { buildCommand, type ClientCommand, type RunCommand } from '../command.js';
import { joinArguments } from '../command-line.js';
import { readBuild } from './build.js';
import { readBuildx } from './buildx.js';
import { readCompose } from './compose.js';
import { readDiscard } from './discard.js';
import { globalOptions } from './option-names.js';

const runOptions = optionNames(
  `a add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile
  c cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems
  detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns
  dns-option dns-search domainname e entrypoint env env-file expose gpus group-add h health-cmd health-interval
  health-retries health-start-interval health-start-period health-timeout hostname ip ip6 ipc isolation
  kernel-memory l label label-file link link-local-ip log-driver log-opt m mac-address memory memory-reservation
  memory-swap memory-swappiness mount name net net-alias network network-alias oom-score-adj p pid pids-limit
  platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt sysctl tmpfs u
  ulimit user userns uts v volume volume-driver volumes-from w workdir`,
);
const enterOptions = optionNames(
  'detach-keys e env env-file u user w workdir l label preserve-fds volume v mount cap-add cap-drop isolation network',
);
const commitOptions = optionNames(
  'a author c change m message f format iidfile s creds sign-by authfile cert-dir config',
);
const importOptions = optionNames('c change m message platform os arch variant signature-policy');
const loadOptions = optionNames('i input platform signature-policy');
const removeOptions = optionNames('filter platform');

/** docker, podman, nerdctl and img speak one language. */
export function readDocker(args: string[], tool: string): ClientCommand {
  const parsed = parseArguments(args, globalOptions, true);
  const host = valuesOf(parsed, 'H', 'host', 'url').at(-1) ?? '';
  const [first = '', ...rest] = parsed.positional;
  const [second = '', ...more] = rest;
  switch (first) {
    case 'buildx':
      return readBuildx(rest, host);
    case 'compose':
      return readCompose(rest, host);
    case 'image':
    case 'builder':
    case 'container':
    case 'system':
      return readVerb(`${first} ${second}`, more, tool, host);
    default:
      return readVerb(first, rest, tool, host);
  }
}

function readVerb(verb: string, args: string[], tool: string, host: string): ClientCommand {
  const read = verbs[verb];
  return read ? read(args, tool, host) : { kind: 'other', tool, host };
}

type Reader = (args: string[], tool: string, host: string) => ClientCommand;

const make = (args: string[], tool: string, host: string, isStarted: boolean): RunCommand => {
  const parsed = parseArguments(args, runOptions, true);
  const [image = '', ...command] = parsed.positional;
  const last = (...names: string[]): string => valuesOf(parsed, ...names).at(-1) ?? '';
  return {
    kind: 'run',
    tool,
    host,
    image,
    name: last('name'),
    command: joinArguments(command),
    isStarted,
    settings: {
      IsPrivileged: isOn(parsed, 'privileged'),
      HostMounts: [
        ...valuesOf(parsed, 'v', 'volume').flatMap(mountedVolume),
        ...valuesOf(parsed, 'mount').flatMap(mountedByName),
      ],
      NetworkMode: last('net', 'network'),
      PidMode: last('pid'),
      IpcMode: last('ipc'),
      AddedCapabilities: valuesOf(parsed, 'cap-add').flatMap((each) => each.split(',')),
      RestartPolicy: last('restart'),
    },
  };
};

/** `SOURCE:DESTINATION[:OPTIONS]`, where the source is a path; else it is the name of a volume. */
function mountedVolume(volume: string): string[] {
  const [source = '', destination = ''] = volume.split(':');
  return /^[./~]/.test(source) && destination !== '' ? [`${source}:${destination}`] : [];
}

/** `type=bind,source=/etc,target=/host`. */
function mountedByName(mount: string): string[] {
  const fields = new Map(mount.split(',').map((field) => [field.replace(/=.*/s, ''), field]));
  const value = (...names: string[]): string =>
    names
      .map((name) => fields.get(name) ?? '')
      .find((field) => field !== '')
      ?.replace(/^[^=]*=/, '') ?? '';
  if (value('type') !== 'bind') return [];
  return [`${value('source', 'src')}:${value('target', 'destination', 'dst')}`];
}

const run: Reader = (args, tool, host) => make(args, tool, host, true);
const create: Reader = (args, tool, host) => make(args, tool, host, false);

const enter: Reader = (args, tool, host) => {
  const [container = '', ...command] = parseArguments(args, enterOptions, true).positional;
  return { kind: 'enter', tool, host, container, command: joinArguments(command) };
};

const copy: Reader = (args, tool, host) => {
  const [from = '', to = ''] = parseArguments(args, optionNames('')).positional;
  const container = /^([^:/][^:]*):/.exec(to)?.[1] ?? '';
  if (container === '') return { kind: 'other', tool, host };
  return { kind: 'copy', tool, host, container, text: `${from} ${to.slice(container.length + 1)}` };
};

const commit: Reader = (args, tool, host) => {
  const [container = '', tag] = parseArguments(args, commitOptions).positional;
  return buildCommand({ method: 'commit', tool, host, context: container, tags: tag ? [tag] : [] });
};

const importArchive: Reader = (args, tool, host) => {
  const [source = '', tag] = parseArguments(args, importOptions).positional;
  return buildCommand({ method: 'import', tool, host, context: source, tags: tag ? [tag] : [] });
};

const load: Reader = (args, tool, host) => {
  const input = valuesOf(parseArguments(args, loadOptions), 'i', 'input').at(-1);
  return buildCommand({ method: 'load', tool, host, context: input ?? '-' });
};

const removeImage: Reader = (args, tool, host) => ({
  kind: 'remove',
  tool,
  host,
  what: 'image',
  names: parseArguments(args, removeOptions).positional,
});

const prune: Reader = (_args, tool, host) => ({
  kind: 'remove',
  tool,
  host,
  what: 'cache',
  names: [],
});

const serve: Reader = (_args, tool, host) => ({
  kind: tool === 'podman' ? 'serve' : 'other',
  tool,
  host,
});

const look: Reader = (_args, tool, host) => ({ kind: 'look', tool, host });

const verbs: Partial<Record<string, Reader>> = dictionary({
  build: readBuild,
  'image build': readBuild,
  'builder build': readBuild,
  run,
  create,
  'container run': run,
  'container create': create,
  exec: enter,
  'container exec': enter,
  cp: copy,
  'container cp': copy,
  commit,
  'container commit': commit,
  import: importArchive,
  'image import': importArchive,
  load,
  'image load': load,
  rm: readDiscard,
  'container rm': readDiscard,
  'container remove': readDiscard,
  rmi: removeImage,
  'image rm': removeImage,
  'image remove': removeImage,
  'image prune': prune,
  'builder prune': prune,
  'system prune': prune,
  'system service': serve,
  info: look,
  'system info': look,
  version: look,
  images: look,
  'image ls': look,
  ps: look,
});
