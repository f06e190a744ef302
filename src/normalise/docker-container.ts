import type { ContainerEvents } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import type { ContainerFacts, ContainerRecord, ExecFacts } from '../sense/docker/record.js';
import { containerAction } from './docker-action.js';
import { additional } from './docker-additional.js';

export function containerRow(record: ContainerRecord): ContainerEvents {
  const { container: facts, exec } = record;
  // As it was asked for: the classic builder names images by their whole id.
  const reference = record.image || (facts?.imageReference ?? '');
  return {
    TimeGenerated: record.time,
    EngineSocket: record.engine,
    ActionType: containerAction(record.action),
    ...(facts && containerColumns(facts)),
    ContainerId: record.containerId,
    ContainerName: record.name ?? facts?.name ?? '',
    ImageId: facts?.imageId ?? (reference.startsWith('sha256:') ? reference : ''),
    ImageReference: reference,
    ...(record.action.startsWith('exec_') && { Command: execCommand(exec) }),
    ExitCode: exitCode(record),
    AdditionalFields: additional(record, extras(record)),
  };
}

function containerColumns(facts: ContainerFacts): Partial<ContainerEvents> {
  return {
    Command: facts.command,
    WorkingDirectory: facts.workingDirectory ?? '',
    ContainerUser: facts.user ?? '',
    ContainerCreationTime: facts.created ?? null,
    ProcessId: facts.pid ?? null,
    IsPrivileged: facts.privileged ?? null,
    AddedCapabilities: facts.addedCapabilities,
    Mounts: facts.mounts.map((mount) => ({
      Type: mount.type,
      Source: mount.source,
      Destination: mount.destination,
      RW: mount.writable ?? null,
    })),
    NetworkMode: facts.networkMode ?? '',
    PidMode: facts.pidMode ?? '',
    IpcMode: facts.ipcMode ?? '',
    SecurityOptions: facts.securityOptions,
    RestartPolicy: facts.restartPolicy ?? '',
    PublishedPorts: facts.publishedPorts.map((port) => ({
      ContainerPort: port.containerPort,
      HostIP: port.hostIp,
      HostPort: port.hostPort,
    })),
    Labels: facts.labels,
  };
}

function execCommand(exec: ExecFacts | undefined): Json {
  return exec ? (exec.command ?? [exec.text]) : null;
}

/** Inspection comes later than the event: by then a short-lived container that was just started may have ended. */
const before = new Set(['create', 'start', 'restart', 'attach']);

/** Of the command in the container for `exec_…`, of its first process otherwise. */
function exitCode({ action, details, exec, container }: ContainerRecord): number | null {
  const said = /^\d{1,9}$/.test(details.exitCode ?? '') ? Number(details.exitCode) : undefined;
  if (action.startsWith('exec_')) return said ?? exec?.exitCode ?? null;
  return said ?? (before.has(action) ? null : (container?.exitCode ?? null));
}

function extras({
  details,
  exec,
  container: facts,
}: ContainerRecord): Record<string, Json | undefined> {
  return {
    StatusWhenInspected: facts?.status,
    Devices: facts && facts.devices.length > 0 ? facts.devices : undefined,
    UserNamespaceMode: facts?.userNamespaceMode,
    CgroupNamespaceMode: facts?.cgroupNamespaceMode,
    Signal: details.signal,
    EventArgument: details.argument,
    OldName: details.oldName?.replace(/^\//, ''),
    ExecId: details.execID ?? exec?.id,
    CommittedImageId: details.imageID,
    CommittedReference: details.imageRef,
    // Arguments that hold blanks cannot be told apart in the engine's event.
    CommandIsOneText: exec && !exec.command ? true : undefined,
    ExecProcessId: exec?.pid,
    ExecUser: exec?.user,
    ExecPrivileged: exec?.privileged,
  };
}
