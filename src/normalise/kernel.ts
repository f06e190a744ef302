import type { Device, TableRow } from '../model/batch.js';
import { matters } from '../sense/bpftrace/interest.js';
import { resolvePath } from '../sense/bpftrace/resolve-path.js';
import type {
  Actor,
  CloseRecord,
  Endpoint,
  EngineRecord,
  ExecRecord,
  ExitRecord,
  FileRecord,
  KernelRecord,
  ModeRecord,
  ProcessKey,
  RequestRecord,
} from '../sense/bpftrace.js';
import { executablePath, fileName } from './command-line.js';
import { cgroupOf, containerIdOf } from './container-id.js';
import { isEngine } from './engine-name.js';
import { type Asker, createNamesBook } from './kernel-names.js';
import {
  type NetworkColumns,
  type NetworkRecord,
  nameColumns,
  networkColumns,
} from './kernel-network.js';
import type { ProcessTable, Program } from './process-table.js';

export { emptyProcessTable, type ProcessTable } from './process-table.js';

/** Turns the kernel sensor's records into rows. Learns the processes as it goes; records that only tell of those give none. */
export function kernelNormaliser(
  device: Device,
  processes: ProcessTable,
): (record: KernelRecord) => TableRow[] {
  const names = createNamesBook();
  let reported = 0;
  const common = (record: KernelRecord) => {
    reported += 1;
    return { ...device, TimeGenerated: record.time, ReportId: reported };
  };

  const readers: { [K in KernelRecord['kind']]: (record: RecordOf<K>) => TableRow[] } = {
    boot(record) {
      processes.booted(record.bootId);
      return [];
    },
    running(record) {
      processes.ran(record);
      return [];
    },
    exec: (record) => [
      {
        table: 'DeviceProcessEvents',
        row: { ...common(record), ...execColumns(device, processes, record) },
      },
    ],
    exit(record) {
      const row = exitColumns(processes, record);
      processes.ended(record);
      return [
        { table: 'ProcessExitEvents', row: { ...device, TimeGenerated: record.time, ...row } },
      ];
    },
    connect: (record) => [networkRow(record, nameColumns(names, askerOf(record), record))],
    accept: (record) => [networkRow(record, {})],
    close: (record) => (isPassing(record) ? [networkRow(record, {})] : []),
    greeting: (record) => [networkRow(record, nameColumns(names, askerOf(record), record))],
    lookup(record) {
      const { time, name, remote, answer } = record;
      const addresses = answer?.addresses ?? [];
      names.learn({ time, asker: askerOf(record), name, resolver: remote.address, addresses });
      return [networkRow(record, {})];
    },
    file: (record) => [
      {
        table: 'DeviceFileEvents',
        row: {
          ...common(record),
          ...fileColumns(record),
          ...actorColumns(device, processes, record),
        },
      },
    ],
    mode(record) {
      const actor = actorColumns(device, processes, record);
      const columns = modeColumns(record, actor.InitiatingProcessCurrentWorkingDirectory);
      // On the host itself package managers do it all day.
      if (actor.ContainerId === '' && !matters(columns.FolderPath)) return [];
      return [{ table: 'DeviceFileEvents', row: { ...common(record), ...columns, ...actor } }];
    },
    request: (record) => [
      {
        table: 'DockerApiEvents',
        row: { ...device, TimeGenerated: record.time, ...requestColumns(processes, record) },
      },
    ],
    engine: (record) => [
      {
        table: 'DockerApiEvents',
        row: { ...device, TimeGenerated: record.time, ...engineColumns(processes, record) },
      },
    ],
  };

  const askerOf = (record: Actor): Asker => {
    const program = processes.running(record, [record.parent]);
    const cgroup = cgroupOf(record.cgroups) || (program?.cgroup ?? '');
    return { process: `${record.pid}:${record.start}`, containerId: containerIdOf(cgroup) };
  };

  /** Whether a step of a build may have made a connection that is over now. */
  function isPassing(record: CloseRecord): boolean {
    const { time = record.time, name = record.comm } =
      processes.running(record, [record.parent]) ?? {};
    // Rules count a row of an engine as a connection that it made.
    return record.time - time <= maxStep && !isEngine(name);
  }

  function networkRow(record: NetworkRecord, named: NetworkColumns): TableRow {
    const {
      AccountName: _,
      InitiatingProcessCurrentWorkingDirectory: __,
      ...actor
    } = actorColumns(device, processes, record);
    return {
      table: 'DeviceNetworkEvents',
      row: { ...common(record), ...networkColumns(record, named), ...actor },
    };
  }

  return (record) => (readers[record.kind] as (record: KernelRecord) => TableRow[])(record);
}

/** Servers run longer than steps, and may end many connections. */
const maxStep = 3_600_000_000;

type RecordOf<K extends KernelRecord['kind']> = Extract<KernelRecord, { kind: K }>;

/** Name of a user, or the number when it has none. */
const accountOf = ({ uid, account }: Pick<Actor, 'uid' | 'account'>): string =>
  account === '' ? String(uid) : account;

function execColumns(device: Device, processes: ProcessTable, record: ExecRecord) {
  const program = processes.ran(record);
  const parent = processes.running(record.parent, record.ancestors);
  const { isDeleted } = executablePath(record.exe);
  const { program: name = '', basis = '' } = program.executable ?? {};
  const additional = {
    ...(isDeleted ? { IsExecutableDeleted: true } : {}),
    ...(name === '' ? {} : { ProgramName: name, ProgramNameBasis: basis }),
  };
  return {
    ActionType: 'ProcessCreated',
    FileName: program.name,
    FolderPath: program.path,
    SHA256: program.executable?.sha256,
    FileSize: program.executable?.size,
    ProcessId: record.pid,
    ProcessCommandLine: program.commandLine,
    ProcessCreationTime: record.time,
    ProcessUniqueId: processes.uniqueId(record),
    AccountDomain: device.DeviceName,
    AccountName: accountOf(record),
    LogonId: record.auditSession,
    ...initiatorColumns(device, processes, record.parent, parent, record.comm),
    ProcessArguments: record.argv,
    IsCommandLineTruncated: record.isTruncated,
    ProcessCurrentWorkingDirectory: record.cwd,
    UserId: record.uid,
    AuditUserId: record.auditUid,
    ContainerId: program.containerId,
    CgroupPath: program.cgroup,
    ...(Object.keys(additional).length === 0 ? {} : { AdditionalFields: additional }),
  };
}

/** The process that did something, as its columns in every table name it. `comm` stands in for an unknown program. */
function initiatorColumns(
  device: Device,
  processes: ProcessTable,
  key: ProcessKey,
  program: Program | undefined,
  comm: string,
) {
  const ids = {
    InitiatingProcessId: key.pid,
    InitiatingProcessUniqueId: processes.uniqueId(key),
  };
  if (program === undefined) return { ...ids, InitiatingProcessFileName: comm };
  const above = processes.find(program.parent);
  return {
    ...ids,
    InitiatingProcessAccountDomain: device.DeviceName,
    InitiatingProcessAccountName: accountOf(program),
    InitiatingProcessFileName: program.name,
    InitiatingProcessFolderPath: program.path,
    ...(program.executable === null
      ? {}
      : {
          InitiatingProcessSHA256: program.executable.sha256,
          InitiatingProcessFileSize: program.executable.size,
        }),
    InitiatingProcessCommandLine: program.commandLine,
    InitiatingProcessCreationTime: program.time,
    InitiatingProcessParentId: program.parent.pid,
    ...(above === undefined
      ? {}
      : {
          InitiatingProcessParentFileName: above.name,
          InitiatingProcessParentCreationTime: above.time,
        }),
  };
}

/** Columns of the process that did what the row tells. Its user and cgroup are those of that moment. */
function actorColumns(device: Device, processes: ProcessTable, record: Actor) {
  const program = processes.running(record, [record.parent]);
  const cgroup = cgroupOf(record.cgroups) || (program?.cgroup ?? '');
  return {
    ...initiatorColumns(device, processes, record, program, record.comm),
    InitiatingProcessAccountDomain: device.DeviceName,
    InitiatingProcessAccountName: accountOf(record),
    InitiatingProcessParentId: record.parent.pid,
    AccountName: accountOf(record),
    InitiatingProcessCurrentWorkingDirectory: program?.cwd ?? '',
    UserId: record.uid,
    AuditUserId: record.auditUid,
    ContainerId: containerIdOf(cgroup),
    CgroupPath: cgroup,
  };
}

function exitColumns(processes: ProcessTable, record: ExitRecord) {
  const program = processes.find(record);
  return {
    ActionType: 'ProcessExited',
    ProcessId: record.pid,
    FileName: program?.name ?? '',
    ProcessCreationTime: program?.time ?? null,
    ProcessUniqueId: processes.uniqueId(record),
    ExitCode: record.code,
    ExitSignal: record.signal,
    ContainerId: program?.containerId ?? '',
  };
}

function fileColumns(record: FileRecord) {
  return {
    ActionType: record.action === 'created' ? 'FileCreated' : 'FileRenamed',
    FileName: fileName(record.path),
    FolderPath: record.path,
    PreviousFolderPath: record.previousPath,
    PreviousFileName: fileName(record.previousPath),
  };
}

function modeColumns({ path: given, base, mode }: ModeRecord, directory: string) {
  const path = resolvePath(base === 'cwd' ? directory : '', given);
  return {
    ActionType: 'FilePermissionsModified',
    FileName: fileName(path),
    FolderPath: path,
    AdditionalFields: { Permissions: mode.toString(8).padStart(4, '0') },
  };
}

/** The process that asked an engine for something. */
function clientColumns(processes: ProcessTable, actor: Actor) {
  const program = processes.running(actor, [actor.parent]);
  const cgroup = cgroupOf(actor.cgroups) || (program?.cgroup ?? '');
  return {
    ClientProcessId: actor.pid,
    ClientFileName: program?.name ?? actor.comm,
    ClientFolderPath: program?.path ?? '',
    ClientCommandLine: program?.commandLine ?? '',
    ClientProcessCreationTime: program?.time ?? null,
    ClientUserId: actor.uid,
    ClientAccountName: accountOf(actor),
    ClientAuditUserId: actor.auditUid,
    ClientContainerId: containerIdOf(cgroup),
  };
}

function engineColumns(processes: ProcessTable, record: EngineRecord) {
  return {
    ActionType: 'ClientConnected',
    EngineSocket: `unix://${record.socket}`,
    ...clientColumns(processes, record),
    AdditionalFields: {
      ClientUniqueId: processes.uniqueId(record),
      ListenerProcessId: record.listenerPid,
      BoundPath: record.boundPath,
    },
  };
}

const requestActions = {
  request: 'Request',
  file: 'DockerfileSent',
  tls: 'ClientConnected',
} as const satisfies Record<RequestRecord['action'], string>;

function requestColumns(processes: ProcessTable, record: RequestRecord) {
  const { client, daemon, file } = record;
  const isTls = record.action === 'tls';
  const container = processes.find(daemon)?.containerId ?? '';
  return {
    ActionType: requestActions[record.action],
    EngineSocket: record.engine,
    ...(isTls
      ? {}
      : {
          Method: record.method,
          RequestPath: record.path,
          ApiVersion: record.apiVersion,
          QueryParameters: record.parameters,
          Headers: record.headers,
        }),
    ...(file ? { Dockerfile: file.text } : {}),
    ...requesterColumns(processes, client),
    AdditionalFields: {
      EngineProcessId: daemon.pid,
      ...(container === '' ? {} : { EngineContainerId: container }),
      ...(record.boundPath === '' ? {} : { BoundPath: record.boundPath }),
      ...(client.kind === 'process' ? { ClientUniqueId: processes.uniqueId(client.actor) } : {}),
      ...(file ? { DockerfileName: file.name, IsLast: file.isLast } : {}),
      ...(file?.isTruncated ? { DockerfileTruncated: true } : {}),
      ...(isTls ? { IsTls: true, TlsServerName: record.serverName } : {}),
      ...(record.isTruncated ? { IsTruncated: true } : {}),
      ...(record.isCertain ? {} : { IsFramingUncertain: true }),
      ...(record.repeats > 0 ? { Repeats: record.repeats } : {}),
    },
  };
}

function requesterColumns(processes: ProcessTable, client: RequestRecord['client']) {
  if (client.kind === 'process') {
    return { ...clientColumns(processes, client.actor), ...addressColumns(client.from) };
  }
  if (client.kind === 'remote') return addressColumns(client);
  return {
    ClientProcessId: client.pid,
    ClientUserId: client.uid,
    ClientAccountName: accountOf(client),
  };
}

function addressColumns(from: Endpoint | null) {
  return from === null ? {} : { ClientRemoteIP: from.address, ClientRemotePort: from.port };
}
