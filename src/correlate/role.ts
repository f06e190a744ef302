import { readClientCommand } from './client-command.js';
import { readRenamed } from './clients/renamed.js';
import { type ClientCommand, isDaemonless } from './command.js';
import { isBuildahId, isContainerId, isExecutorId } from './reference.js';

/** What a program is to the processes below it, where that matters to builds. */
export type Role =
  /** It starts what runs in a container or a step: `id` names it. */
  | { kind: 'runtime'; id: string }
  /** It builds by itself, without a daemon: what it starts is a step, and what its machinery starts where a name is missing. */
  | { kind: 'builder'; isNamed: boolean }
  /** Machinery between one of those and what it starts; `isRuntime`: it is a runtime, of which container is not known. */
  | { kind: 'internal'; isRuntime: boolean }
  | { kind: 'ordinary' };

/** Enough of a program to tell its role: sources may know no more of a parent. */
export interface Look {
  fileName: string;
  folderPath: string;
  args: string[];
}

const runtime = /^(?:docker-|buildkit-|buildah-oci-)?(?:runc|crun|youki|runsc)$/;
/** Names under which builders run themselves anew. */
const again =
  /^(?:buildah-(?:oci-runtime|chroot-runtime|chroot-exec|copier|unshare\S*)|chrootuser-open|storage-\w+|netns-\w+|libnetwork-setkey|docker-(?:untar|applyLayer|tar|un-?mountfs)|nvidia-container-\S+)$/;
/** What daemonless builders start for themselves. */
const helper =
  /^(?:fuse-overlayfs|newuidmap|newgidmap|slirp4netns|pasta(?:\.avx2)?|passt|netavark|aardvark-dns|catatonit|rootlesskit|git(?:-remote-https?)?|ssh|gpg\w*|unpigz|pigz|docker-credential-\S+|iptables\S*|ip6tables\S*|nft|mount|umount|systemd-run|dbus-daemon)$/;

export function roleOf(look: Look): Role {
  const id = startedContainer(look);
  if (id !== '') return { kind: 'runtime', id };
  if (isMachinery(look)) return { kind: 'internal', isRuntime: isRuntime(look) };
  const command = named(look);
  // What it starts is a step only where the machinery of a builder is between.
  if (command?.kind === 'serve') return { kind: 'builder', isNamed: false };
  return isBuilder(look, command)
    ? { kind: 'builder', isNamed: command !== undefined }
    : { kind: 'ordinary' };
}

/** Many a program is told to build, and starts what it likes: one that is not known by name may be a builder. */
function isBuilder({ args }: Look, known: ClientCommand | undefined): boolean {
  const command = known ?? readRenamed(args)?.command;
  if (command?.kind === 'enter') return command.tool === 'buildah';
  if (command?.kind !== 'build' || command.method !== 'build') return false;
  return isDaemonless(command.tool) || known === undefined;
}

function named({ args, fileName }: Look): ClientCommand | undefined {
  return readClientCommand(args) ?? readClientCommand(args, fileName);
}

/** What a builder starts for itself, and not for the Dockerfile. */
export function isHelper({ fileName }: { fileName: string }): boolean {
  return helper.test(fileName);
}

/** What the builder itself starts in the container before the step's command, or to learn what the platform can do. */
export function isMachinery({ fileName, folderPath, args }: Look): boolean {
  const [first = ''] = args;
  return (
    folderPath === '/check' ||
    first === '/check' ||
    again.test(fileName) ||
    again.test(first) ||
    isRuntime({ fileName, folderPath, args })
  );
}

/** A container's runtime, its shim or its monitor, told to do whatever. */
function isRuntime({ fileName, args: [first = '', second = ''] }: Look): boolean {
  return (
    runtime.test(fileName) ||
    /^(?:containerd-shim|conmon)/.test(fileName) ||
    (second === 'init' && /^(?:(?:\S*\/)?(?:runc|crun)|\/proc\/self\/exe)$/.test(first))
  );
}

/** The container that a runtime, its shim or its monitor was told to start or to enter; '' for anything else. */
function startedContainer({ fileName, args }: Look): string {
  if (fileName.startsWith('containerd-shim')) return idFrom(args[args.indexOf('-id') + 1]);
  if (fileName === 'conmon') return idFrom(args[args.indexOf('-c') + 1]);
  const starts = args.some((arg) => arg === 'run' || arg === 'create' || arg === 'exec');
  return runtime.test(fileName) && starts ? idFrom(args.at(-1)) : '';
}

function idFrom(text = ''): string {
  return isContainerId(text) || isExecutorId(text) || isBuildahId(text) ? text : '';
}
