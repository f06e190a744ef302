import type { Json } from '../../model/row.js';
import {
  type Fields,
  fields,
  filled,
  flag,
  isContainerId,
  list,
  text,
  textMap,
  texts,
  whole,
} from './fields.js';
import { given } from './image.js';
import type { ContainerFacts, ExecFacts } from './record.js';
import { redactCommand } from './redact.js';
import { toMicros } from './time.js';

/** From `GET /containers/{id}/json`; undefined when it holds no container id. The environment is never read. */
export function containerFacts(inspected: Json): ContainerFacts | undefined {
  const body = fields(inspected);
  const id = text(body.Id);
  if (id === undefined || !isContainerId(id)) return undefined;
  const state = fields(body.State);
  const config = fields(body.Config);
  const host = fields(body.HostConfig);
  const path = text(body.Path);
  return {
    id,
    ...given('name', text(body.Name)?.replace(/^\//, '')),
    ...given('imageId', filled(body.Image)),
    ...given('imageReference', filled(config.Image)),
    command: redactCommand([...(path === undefined ? [] : [path]), ...texts(body.Args)]),
    ...given('workingDirectory', filled(config.WorkingDir)),
    ...given('user', filled(config.User)),
    ...given('created', toMicros(body.Created)),
    ...given('status', filled(state.Status)),
    ...given('pid', whole(state.Pid) || undefined),
    ...given('exitCode', ended(state.FinishedAt) ? whole(state.ExitCode) : undefined),
    ...given('privileged', flag(host.Privileged)),
    addedCapabilities: texts(host.CapAdd),
    mounts: list(body.Mounts).map((item) => mount(fields(item))),
    ...given('networkMode', filled(host.NetworkMode)),
    ...given('pidMode', filled(host.PidMode)),
    ...given('ipcMode', filled(host.IpcMode)),
    ...given('userNamespaceMode', filled(host.UsernsMode)),
    ...given('cgroupNamespaceMode', filled(host.CgroupnsMode)),
    securityOptions: texts(host.SecurityOpt),
    ...given('restartPolicy', filled(fields(host.RestartPolicy).Name)),
    devices: list(host.Devices).flatMap((device) => filled(fields(device).PathOnHost) ?? []),
    publishedPorts: ports(host.PortBindings),
    labels: textMap(config.Labels),
  };
}

function mount(item: Fields): ContainerFacts['mounts'][number] {
  return {
    type: text(item.Type) ?? '',
    source: filled(item.Source) ?? text(item.Name) ?? '',
    destination: text(item.Destination) ?? '',
    ...given('writable', flag(item.RW)),
  };
}

function ports(value: Json | undefined): ContainerFacts['publishedPorts'] {
  return Object.entries(fields(value))
    .slice(0, 1_000)
    .flatMap(([containerPort, bindings]) =>
      list(bindings)
        .map(fields)
        .map((binding) => ({
          containerPort,
          hostIp: text(binding.HostIp) ?? '',
          hostPort: text(binding.HostPort) ?? '',
        })),
    );
}

/** Year 1 stands for a process that has not ended. */
function ended(finished: Json | undefined): boolean {
  return toMicros(finished) !== undefined;
}

/**
 * From `GET /exec/{id}/json`. Undefined when it is not the exec that the event tells of: the event's `execID` can be
 * overwritten by a label of that name, to point at another one.
 */
export function execFacts(
  inspected: Json,
  containerId: string,
  said: string,
): ExecFacts | undefined {
  const body = fields(inspected);
  const process = fields(body.ProcessConfig);
  const entry = text(process.entrypoint);
  if (text(body.ContainerID) !== containerId || entry === undefined) return undefined;
  const command = [entry, ...texts(process.arguments)];
  if (command.join(' ').trim() !== said.trim()) return undefined;
  return {
    ...given('id', text(body.ID)),
    text: said,
    command,
    ...given('user', filled(process.user)),
    ...given('privileged', flag(process.privileged)),
    ...given('pid', whole(body.Pid) || undefined),
    ...given('exitCode', whole(body.ExitCode)),
  };
}
