import { joinArguments } from './command-line.js';
import type { Container } from './containers.js';
import type { RunContainer } from './details.js';
import { listOf, objectOf, textOf } from './json.js';
import type { Program } from './processes.js';

/** A container that ran from a build's image, as the build's row keeps it. */
export function runContainer(
  container: Container,
  basis: string,
  by: Program | undefined,
): RunContainer {
  return {
    ContainerId: container.id,
    Name: container.names[0]?.name ?? '',
    ImageId: container.imageId,
    ImageReference: container.imageReference,
    StartTime: container.started ?? container.firstSeen,
    Command: joinArguments(container.command).slice(0, 1000),
    Basis: basis,
    StartedBy: by?.commandLine ?? '',
    StartedByAccountName: by?.accountName ?? '',
    IsPrivileged: container.privileged,
    HostMounts: hostMounts(container),
    NetworkMode: container.networkMode,
    PidMode: container.pidMode,
    IpcMode: container.ipcMode,
    AddedCapabilities: container.addedCapabilities,
    RestartPolicy: container.restartPolicy,
  };
}

/** `source:destination` of what a container mounts from the host. */
export function hostMounts({ mounts }: Container): string[] {
  return listOf(mounts)
    .map((mount) => objectOf(mount))
    .filter((mount) => textOf(mount['Type']) === 'bind')
    .map((mount) => `${textOf(mount['Source'])}:${textOf(mount['Destination'])}`);
}
