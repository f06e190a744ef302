import { isOn, optionNames, parseArguments, valuesOf } from './arguments.js';

/** What a container client's command line asks for. Paths are as given; nothing is resolved. */
export type ClientCommand =
  | BuildCommand
  | { kind: 'run'; tool: string; image: string; host: string }
  | { kind: 'other'; tool: string; host: string };

export interface BuildCommand {
  kind: 'build';
  /** `docker`, `buildx`, `compose`, `podman`, `buildah`, `nerdctl`, `buildctl`, `kaniko`. */
  tool: string;
  /** `-H`/`--host`; empty when not given. */
  host: string;
  /** Empty when the tool finds it itself, as compose and bake do. */
  context: string;
  /** `-f`/`--file` as given; empty when the default is meant. */
  file: string;
  tags: string[];
  noCache: boolean;
  network: string;
}

const global = optionNames(
  'config c context H host l log-level tlscacert tlscert tlskey log-format root runroot storage-driver storage-opt url connection identity a address n namespace cgroup-manager events-backend network-config-dir runtime tmpdir',
);
const build = optionNames(
  `add-host annotation arch attest authfile b build-arg build-context builder cache-from cache-to cache-ttl cap-add
  cap-drop cert-dir c cgroup-parent cgroupns compress-level cpp-flag cpu-period cpu-quota cpu-shares cpuset-cpus
  cpuset-mems cpus creds decryption-key device dns dns-option dns-search env f file force-compression from
  format group-add hooks-dir http-proxy-env ignorefile iidfile ipc isolation jobs label layer-label logfile m memory
  memory-swap metadata-file network no-cache-filter o os os-feature os-version output pid platform progress retry
  retry-delay runtime runtime-flag secret security-opt set shm-size sign-by source-policy-file squash-level ssh t tag target
  timestamp ulimit unsetenv userns userns-gid-map userns-uid-map uts v variant volume allow call`,
);
const compose = optionNames(
  'f file p project-name profile project-directory env-file parallel ansi progress',
);
const run = optionNames(
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
const kaniko = optionNames('c context f dockerfile d destination build-arg target cache-repo');

/**
 * Reads a container client's arguments, program name first. Undefined when the program is none that is known;
 * `called` says as what to read it when its name does not tell, as for a renamed client.
 */
export function readClientCommand(
  args: string[],
  called = nameOf(args),
): ClientCommand | undefined {
  switch (called) {
    case 'docker':
    case 'podman':
    case 'nerdctl':
      return readDocker(args.slice(1), called);
    case 'docker-buildx':
    case 'buildx':
      return readBuildx(withoutPluginName(args.slice(1), 'buildx'), '');
    case 'docker-compose':
    case 'podman-compose':
      return readCompose(withoutPluginName(args.slice(1), 'compose'), '');
    case 'buildah':
      return readBuildah(args.slice(1));
    case 'buildctl':
      return readBuildctl(args.slice(1));
    case 'executor':
      return args[0]?.includes('kaniko') ? readKaniko(args.slice(1)) : undefined;
    default:
      return undefined;
  }
}

function nameOf(args: string[]): string {
  const base = args[0]?.replace(/^.*[/\\]/, '') ?? '';
  return base.toLowerCase().replace(/\.exe$/, '');
}

/** Docker starts a plugin with the plugin's name in front: `docker-buildx buildx build …`, after global options. */
function withoutPluginName(args: string[], name: string): string[] {
  const at = parseArguments(args, global, true).positional;
  return at[0] === name ? at.slice(1) : args;
}

function readDocker(args: string[], tool: string): ClientCommand {
  const parsed = parseArguments(args, global, true);
  const host = valuesOf(parsed, 'H', 'host', 'url').at(-1) ?? '';
  const [first = '', ...rest] = parsed.positional;
  const other: ClientCommand = { kind: 'other', tool, host };
  if (first === 'build') return readBuild(rest, tool, host);
  if (first === 'buildx') return readBuildx(rest, host);
  if (first === 'compose') return readCompose(rest, host);
  if (first === 'run' || first === 'create') return readRun(rest, tool, host);
  if (first === 'image' || first === 'builder') {
    return rest[0] === 'build' ? readBuild(rest.slice(1), tool, host) : other;
  }
  if (first === 'container' && (rest[0] === 'run' || rest[0] === 'create')) {
    return readRun(rest.slice(1), tool, host);
  }
  return other;
}

function readBuild(args: string[], tool: string, host: string): ClientCommand {
  const parsed = parseArguments(args, build);
  if (isOn(parsed, 'help')) return { kind: 'other', tool, host };
  return {
    kind: 'build',
    tool,
    host,
    context: parsed.positional.at(-1) ?? '',
    file: valuesOf(parsed, 'f', 'file').at(-1) ?? '',
    tags: valuesOf(parsed, 't', 'tag'),
    noCache: isOn(parsed, 'no-cache'),
    network: valuesOf(parsed, 'network').at(-1) ?? '',
  };
}

function readBuildx(args: string[], host: string): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, optionNames('builder'), true).positional;
  if (first === 'build' || first === 'b') return readBuild(rest, 'buildx', host);
  if (first !== 'bake' && first !== 'f') return { kind: 'other', tool: 'buildx', host };
  const command = readBuild(rest, 'buildx', host);
  return command.kind === 'build' ? { ...command, context: '', file: '' } : command;
}

function readCompose(args: string[], host: string): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, compose, true).positional;
  const parsed = parseArguments(rest, build);
  const builds =
    first === 'build' ||
    ((first === 'up' || first === 'run' || first === 'create') && isOn(parsed, 'build'));
  if (!builds) return { kind: 'other', tool: 'compose', host };
  const noCache = isOn(parsed, 'no-cache');
  return {
    kind: 'build',
    tool: 'compose',
    host,
    context: '',
    file: '',
    tags: [],
    noCache,
    network: '',
  };
}

function readRun(args: string[], tool: string, host: string): ClientCommand {
  return { kind: 'run', tool, host, image: parseArguments(args, run, true).positional[0] ?? '' };
}

function readBuildah(args: string[]): ClientCommand {
  const [first = '', ...rest] = parseArguments(args, global, true).positional;
  return first === 'build' || first === 'bud' || first === 'build-using-dockerfile'
    ? readBuild(rest, 'buildah', '')
    : { kind: 'other', tool: 'buildah', host: '' };
}

function readBuildctl(args: string[]): ClientCommand {
  const names = optionNames(
    'addr debug-addr timeout opt local o output frontend export-cache import-cache secret',
  );
  const parsed = parseArguments(args, names);
  const host = valuesOf(parsed, 'addr').at(-1) ?? '';
  if (parsed.positional[0] !== 'build' && parsed.positional[0] !== 'b') {
    return { kind: 'other', tool: 'buildctl', host };
  }
  const locals = new Map(valuesOf(parsed, 'local').map((value) => splitAt(value, '=')));
  const outputs = valuesOf(parsed, 'o', 'output').flatMap((value) => value.split(','));
  const tags = outputs.filter((part) => part.startsWith('name=')).map((part) => part.slice(5));
  const context = locals.get('context') ?? '';
  const noCache = isOn(parsed, 'no-cache');
  return { kind: 'build', tool: 'buildctl', host, context, file: '', tags, noCache, network: '' };
}

function readKaniko(args: string[]): ClientCommand {
  const parsed = parseArguments(args, kaniko);
  return {
    kind: 'build',
    tool: 'kaniko',
    host: '',
    context: valuesOf(parsed, 'c', 'context').at(-1) ?? '',
    file: valuesOf(parsed, 'f', 'dockerfile').at(-1) ?? '',
    tags: valuesOf(parsed, 'd', 'destination'),
    noCache: false,
    network: '',
  };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
