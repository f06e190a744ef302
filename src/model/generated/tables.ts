// Made from schema/*.yaml by `npm run generate`. Do not edit.
import type { Json, Micros, TableSpec } from '../row.js';

/** One result row of a rule. */
export interface Alerts {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  AlertId: string;
  RuleId?: string | undefined;
  Title?: string | undefined;
  Severity?: string | undefined;
  Confidence?: string | undefined;
  Tactics?: Json | null | undefined;
  Techniques?: Json | null | undefined;
  AccountName?: string | undefined;
  Description?: string | undefined;
  Detail?: string | undefined;
  RiskScore?: number | null | undefined;
  BuildId?: string | undefined;
  IncidentId?: string | undefined;
  ResultRow?: Json | null | undefined;
  DetectedTime?: Micros | null | undefined;
}

/** Something that builds of a host had to do with: since when, until when, in how many. Rewritten as more builds come. */
export interface BuildBaseline {
  TimeGenerated: Micros;
  DeviceId: string;
  DeviceName?: string | undefined;
  Kind: string;
  Value: string;
  FirstSeen?: Micros | null | undefined;
  LastSeen?: Micros | null | undefined;
  Count?: number | null | undefined;
  UpdatedTime?: Micros | null | undefined;
}

/** What BuildKit's history inside of an engine (24 and newer) says of a build, of whatever client it is. */
export interface BuildHistoryEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  EngineSocket?: string | undefined;
  BuildRef?: string | undefined;
  Frontend?: string | undefined;
  FrontendAttributes?: Json | null | undefined;
  CreatedTime?: Micros | null | undefined;
  CompletedTime?: Micros | null | undefined;
  State?: string | undefined;
  Error?: string | undefined;
  ImageIds?: Json | null | undefined;
  ImageReferences?: Json | null | undefined;
  DockerfileName?: string | undefined;
  Dockerfile?: string | undefined;
  Materials?: Json | null | undefined;
  Steps?: Json | null | undefined;
  TotalSteps?: number | null | undefined;
  CachedSteps?: number | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A container that was created, started, entered, stopped or removed, or that was found when the engine's list was read. */
export interface ContainerEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  EngineSocket?: string | undefined;
  ActionType: string;
  ContainerId?: string | undefined;
  ContainerName?: string | undefined;
  ImageId?: string | undefined;
  ImageReference?: string | undefined;
  Command?: Json | null | undefined;
  WorkingDirectory?: string | undefined;
  ContainerUser?: string | undefined;
  ContainerCreationTime?: Micros | null | undefined;
  ProcessId?: number | null | undefined;
  ExitCode?: number | null | undefined;
  IsPrivileged?: boolean | null | undefined;
  AddedCapabilities?: Json | null | undefined;
  Mounts?: Json | null | undefined;
  NetworkMode?: string | undefined;
  PidMode?: string | undefined;
  IpcMode?: string | undefined;
  SecurityOptions?: Json | null | undefined;
  RestartPolicy?: string | undefined;
  PublishedPorts?: Json | null | undefined;
  Labels?: Json | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** An image that was tagged, created, committed, imported, loaded, pulled, pushed or deleted, or that was found when the engine's list was read. */
export interface ContainerImageEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  EngineSocket?: string | undefined;
  ActionType: string;
  ImageId?: string | undefined;
  ImageReference?: string | undefined;
  ImageReferences?: Json | null | undefined;
  ImageDigests?: Json | null | undefined;
  ParentImageId?: string | undefined;
  ImageCreationTime?: Micros | null | undefined;
  BuildContainerId?: string | undefined;
  Layers?: Json | null | undefined;
  History?: Json | null | undefined;
  Author?: string | undefined;
  Comment?: string | undefined;
  Architecture?: string | undefined;
  Labels?: Json | null | undefined;
  SizeBytes?: number | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A file created, changed, renamed, deleted or made executable, where its name or directory matters to image builds. */
export interface DeviceFileEvents {
  Timestamp?: Micros | null | undefined;
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  FileName?: string | undefined;
  FolderPath?: string | undefined;
  PreviousFolderPath?: string | undefined;
  PreviousFileName?: string | undefined;
  SHA1?: string | undefined;
  SHA256?: string | undefined;
  MD5?: string | undefined;
  FileSize?: number | null | undefined;
  InitiatingProcessAccountDomain?: string | undefined;
  InitiatingProcessAccountName?: string | undefined;
  InitiatingProcessAccountSid?: string | undefined;
  InitiatingProcessId?: number | null | undefined;
  InitiatingProcessFileName?: string | undefined;
  InitiatingProcessFolderPath?: string | undefined;
  InitiatingProcessCommandLine?: string | undefined;
  InitiatingProcessCreationTime?: Micros | null | undefined;
  InitiatingProcessSHA1?: string | undefined;
  InitiatingProcessSHA256?: string | undefined;
  InitiatingProcessMD5?: string | undefined;
  InitiatingProcessFileSize?: number | null | undefined;
  InitiatingProcessParentId?: number | null | undefined;
  InitiatingProcessParentFileName?: string | undefined;
  InitiatingProcessParentCreationTime?: Micros | null | undefined;
  InitiatingProcessUniqueId?: string | undefined;
  AccountName?: string | undefined;
  InitiatingProcessCurrentWorkingDirectory?: string | undefined;
  UserId?: number | null | undefined;
  AuditUserId?: number | null | undefined;
  ContainerId?: string | undefined;
  CgroupPath?: string | undefined;
  ReportId?: number | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A connection opened or accepted. */
export interface DeviceNetworkEvents {
  Timestamp?: Micros | null | undefined;
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  RemoteIP?: string | undefined;
  RemotePort?: number | null | undefined;
  RemoteUrl?: string | undefined;
  LocalIP?: string | undefined;
  LocalPort?: number | null | undefined;
  Protocol?: string | undefined;
  LocalIPType?: string | undefined;
  RemoteIPType?: string | undefined;
  InitiatingProcessAccountDomain?: string | undefined;
  InitiatingProcessAccountName?: string | undefined;
  InitiatingProcessAccountSid?: string | undefined;
  InitiatingProcessId?: number | null | undefined;
  InitiatingProcessFileName?: string | undefined;
  InitiatingProcessFolderPath?: string | undefined;
  InitiatingProcessCommandLine?: string | undefined;
  InitiatingProcessCreationTime?: Micros | null | undefined;
  InitiatingProcessSHA1?: string | undefined;
  InitiatingProcessSHA256?: string | undefined;
  InitiatingProcessMD5?: string | undefined;
  InitiatingProcessFileSize?: number | null | undefined;
  InitiatingProcessParentId?: number | null | undefined;
  InitiatingProcessParentFileName?: string | undefined;
  InitiatingProcessParentCreationTime?: Micros | null | undefined;
  InitiatingProcessUniqueId?: string | undefined;
  UserId?: number | null | undefined;
  AuditUserId?: number | null | undefined;
  ContainerId?: string | undefined;
  CgroupPath?: string | undefined;
  ReportId?: number | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A process that began to run a program (a successful exec). */
export interface DeviceProcessEvents {
  Timestamp?: Micros | null | undefined;
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  FileName?: string | undefined;
  FolderPath?: string | undefined;
  SHA1?: string | undefined;
  SHA256?: string | undefined;
  MD5?: string | undefined;
  FileSize?: number | null | undefined;
  ProcessId?: number | null | undefined;
  ProcessCommandLine?: string | undefined;
  ProcessCreationTime?: Micros | null | undefined;
  ProcessUniqueId?: string | undefined;
  AccountDomain?: string | undefined;
  AccountName?: string | undefined;
  AccountSid?: string | undefined;
  LogonId?: number | null | undefined;
  InitiatingProcessAccountDomain?: string | undefined;
  InitiatingProcessAccountName?: string | undefined;
  InitiatingProcessAccountSid?: string | undefined;
  InitiatingProcessId?: number | null | undefined;
  InitiatingProcessFileName?: string | undefined;
  InitiatingProcessFolderPath?: string | undefined;
  InitiatingProcessCommandLine?: string | undefined;
  InitiatingProcessCreationTime?: Micros | null | undefined;
  InitiatingProcessSHA1?: string | undefined;
  InitiatingProcessSHA256?: string | undefined;
  InitiatingProcessMD5?: string | undefined;
  InitiatingProcessFileSize?: number | null | undefined;
  InitiatingProcessParentId?: number | null | undefined;
  InitiatingProcessParentFileName?: string | undefined;
  InitiatingProcessParentCreationTime?: Micros | null | undefined;
  InitiatingProcessUniqueId?: string | undefined;
  ProcessArguments?: Json | null | undefined;
  IsCommandLineTruncated?: boolean | null | undefined;
  ProcessCurrentWorkingDirectory?: string | undefined;
  UserId?: number | null | undefined;
  AuditUserId?: number | null | undefined;
  ContainerId?: string | undefined;
  CgroupPath?: string | undefined;
  ReportId?: number | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A client that connected to a container engine's API, or one request of it. */
export interface DockerApiEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  EngineSocket?: string | undefined;
  Method?: string | undefined;
  RequestPath?: string | undefined;
  ApiVersion?: string | undefined;
  QueryParameters?: Json | null | undefined;
  Headers?: Json | null | undefined;
  Dockerfile?: string | undefined;
  ClientProcessId?: number | null | undefined;
  ClientFileName?: string | undefined;
  ClientFolderPath?: string | undefined;
  ClientCommandLine?: string | undefined;
  ClientProcessCreationTime?: Micros | null | undefined;
  ClientUserId?: number | null | undefined;
  ClientAccountName?: string | undefined;
  ClientAuditUserId?: number | null | undefined;
  ClientContainerId?: string | undefined;
  ClientRemoteIP?: string | undefined;
  ClientRemotePort?: number | null | undefined;
  ClientTlsSubject?: string | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** One step of a reconstructed image build. Rewritten as more becomes known. */
export interface ImageBuildSteps {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  BuildId: string;
  StepId: string;
  StepIndex?: number | null | undefined;
  Instruction?: string | undefined;
  Command?: string | undefined;
  ContainerId?: string | undefined;
  StartTime?: Micros | null | undefined;
  EndTime?: Micros | null | undefined;
  ExitCode?: number | null | undefined;
  Processes?: Json | null | undefined;
  Connections?: Json | null | undefined;
  Lookups?: Json | null | undefined;
  ImageId?: string | undefined;
  UpdatedTime?: Micros | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** One reconstructed image build. Rewritten as more becomes known: the latest version is shown. */
export interface ImageBuilds {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  BuildId: string;
  EngineSocket?: string | undefined;
  Method?: string | undefined;
  Builder?: string | undefined;
  State?: string | undefined;
  StartTime?: Micros | null | undefined;
  EndTime?: Micros | null | undefined;
  RequesterProcessId?: number | null | undefined;
  RequesterFileName?: string | undefined;
  RequesterSHA256?: string | undefined;
  RequesterIdentity?: string | undefined;
  RequesterCommandLine?: string | undefined;
  RequesterCurrentWorkingDirectory?: string | undefined;
  RequesterProcessChain?: Json | null | undefined;
  RequesterContainerId?: string | undefined;
  AccountName?: string | undefined;
  UserId?: number | null | undefined;
  AuditUserId?: number | null | undefined;
  ContextPath?: string | undefined;
  DockerfilePath?: string | undefined;
  Dockerfile?: string | undefined;
  DockerfileSource?: string | undefined;
  Tags?: Json | null | undefined;
  ImageId?: string | undefined;
  BaseImageId?: string | undefined;
  StepCount?: number | null | undefined;
  RemoteAddresses?: Json | null | undefined;
  ContainerIds?: Json | null | undefined;
  Attribution?: Json | null | undefined;
  RecognisedAs?: string | undefined;
  BenignExplanations?: Json | null | undefined;
  Baseline?: Json | null | undefined;
  UpdatedTime?: Micros | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** What a responder works on: one build with its alerts, evidence and timeline. Rewritten as more becomes known. */
export interface Incidents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  IncidentId: string;
  Title?: string | undefined;
  Status?: string | undefined;
  Severity?: string | undefined;
  Confidence?: string | undefined;
  Score?: number | null | undefined;
  BuildId?: string | undefined;
  ImageId?: string | undefined;
  AccountName?: string | undefined;
  FirstActivityTime?: Micros | null | undefined;
  LastActivityTime?: Micros | null | undefined;
  Tactics?: Json | null | undefined;
  Techniques?: Json | null | undefined;
  Evidence?: Json | null | undefined;
  RecognisedAs?: string | undefined;
  BenignExplanations?: Json | null | undefined;
  Timeline?: Json | null | undefined;
  Unknowns?: Json | null | undefined;
  AlertIds?: Json | null | undefined;
  ContainerIds?: Json | null | undefined;
  UpdatedTime?: Micros | null | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** A process that ended. Kept apart from DeviceProcessEvents, where every row is a start. */
export interface ProcessExitEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  ProcessId?: number | null | undefined;
  FileName?: string | undefined;
  ProcessCreationTime?: Micros | null | undefined;
  ProcessUniqueId?: string | undefined;
  ExitCode?: number | null | undefined;
  ExitSignal?: number | null | undefined;
  ContainerId?: string | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** What the sensors say of themselves: when they saw, when they did not, and what was missed. */
export interface SensorEvents {
  TimeGenerated: Micros;
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
  ActionType: string;
  Sensor?: string | undefined;
  Source?: string | undefined;
  GapStart?: Micros | null | undefined;
  GapEnd?: Micros | null | undefined;
  LostEvents?: number | null | undefined;
  Reason?: string | undefined;
  AdditionalFields?: Json | null | undefined;
}

/** The row type of each table. */
export interface Tables {
  Alerts: Alerts;
  BuildBaseline: BuildBaseline;
  BuildHistoryEvents: BuildHistoryEvents;
  ContainerEvents: ContainerEvents;
  ContainerImageEvents: ContainerImageEvents;
  DeviceFileEvents: DeviceFileEvents;
  DeviceNetworkEvents: DeviceNetworkEvents;
  DeviceProcessEvents: DeviceProcessEvents;
  DockerApiEvents: DockerApiEvents;
  ImageBuildSteps: ImageBuildSteps;
  ImageBuilds: ImageBuilds;
  Incidents: Incidents;
  ProcessExitEvents: ProcessExitEvents;
  SensorEvents: SensorEvents;
}

export type TableName = keyof Tables;

/** Every table with its columns, in the order in which they are declared. */
export const tables: Record<TableName, TableSpec> = {
  Alerts: {
    origin: 'keelwatch',
    key: ['AlertId'],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'AlertId', type: 'string', ours: true },
      { name: 'RuleId', type: 'string', ours: true },
      { name: 'Title', type: 'string', ours: true },
      { name: 'Severity', type: 'string', ours: true },
      { name: 'Confidence', type: 'string', ours: true },
      { name: 'Tactics', type: 'dynamic', ours: true },
      { name: 'Techniques', type: 'dynamic', ours: true },
      { name: 'AccountName', type: 'string', ours: true },
      { name: 'Description', type: 'string', ours: true },
      { name: 'Detail', type: 'string', ours: true },
      { name: 'RiskScore', type: 'int', ours: true },
      { name: 'BuildId', type: 'string', ours: true },
      { name: 'IncidentId', type: 'string', ours: true },
      { name: 'ResultRow', type: 'dynamic', ours: true },
      { name: 'DetectedTime', type: 'datetime', ours: true },
    ],
  },
  BuildBaseline: {
    origin: 'keelwatch',
    key: ['DeviceId', 'Kind', 'Value'],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'Kind', type: 'string', ours: true },
      { name: 'Value', type: 'string', ours: true },
      { name: 'FirstSeen', type: 'datetime', ours: true },
      { name: 'LastSeen', type: 'datetime', ours: true },
      { name: 'Count', type: 'long', ours: true },
      { name: 'UpdatedTime', type: 'datetime', ours: true },
    ],
  },
  BuildHistoryEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'EngineSocket', type: 'string', ours: true },
      { name: 'BuildRef', type: 'string', ours: true },
      { name: 'Frontend', type: 'string', ours: true },
      { name: 'FrontendAttributes', type: 'dynamic', ours: true },
      { name: 'CreatedTime', type: 'datetime', ours: true },
      { name: 'CompletedTime', type: 'datetime', ours: true },
      { name: 'State', type: 'string', ours: true },
      { name: 'Error', type: 'string', ours: true },
      { name: 'ImageIds', type: 'dynamic', ours: true },
      { name: 'ImageReferences', type: 'dynamic', ours: true },
      { name: 'DockerfileName', type: 'string', ours: true },
      { name: 'Dockerfile', type: 'string', ours: true },
      { name: 'Materials', type: 'dynamic', ours: true },
      { name: 'Steps', type: 'dynamic', ours: true },
      { name: 'TotalSteps', type: 'int', ours: true },
      { name: 'CachedSteps', type: 'int', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  ContainerEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'EngineSocket', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'ContainerName', type: 'string', ours: true },
      { name: 'ImageId', type: 'string', ours: true },
      { name: 'ImageReference', type: 'string', ours: true },
      { name: 'Command', type: 'dynamic', ours: true },
      { name: 'WorkingDirectory', type: 'string', ours: true },
      { name: 'ContainerUser', type: 'string', ours: true },
      { name: 'ContainerCreationTime', type: 'datetime', ours: true },
      { name: 'ProcessId', type: 'long', ours: true },
      { name: 'ExitCode', type: 'int', ours: true },
      { name: 'IsPrivileged', type: 'bool', ours: true },
      { name: 'AddedCapabilities', type: 'dynamic', ours: true },
      { name: 'Mounts', type: 'dynamic', ours: true },
      { name: 'NetworkMode', type: 'string', ours: true },
      { name: 'PidMode', type: 'string', ours: true },
      { name: 'IpcMode', type: 'string', ours: true },
      { name: 'SecurityOptions', type: 'dynamic', ours: true },
      { name: 'RestartPolicy', type: 'string', ours: true },
      { name: 'PublishedPorts', type: 'dynamic', ours: true },
      { name: 'Labels', type: 'dynamic', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  ContainerImageEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'EngineSocket', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'ImageId', type: 'string', ours: true },
      { name: 'ImageReference', type: 'string', ours: true },
      { name: 'ImageReferences', type: 'dynamic', ours: true },
      { name: 'ImageDigests', type: 'dynamic', ours: true },
      { name: 'ParentImageId', type: 'string', ours: true },
      { name: 'ImageCreationTime', type: 'datetime', ours: true },
      { name: 'BuildContainerId', type: 'string', ours: true },
      { name: 'Layers', type: 'dynamic', ours: true },
      { name: 'History', type: 'dynamic', ours: true },
      { name: 'Author', type: 'string', ours: true },
      { name: 'Comment', type: 'string', ours: true },
      { name: 'Architecture', type: 'string', ours: true },
      { name: 'Labels', type: 'dynamic', ours: true },
      { name: 'SizeBytes', type: 'long', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  DeviceFileEvents: {
    origin: 'defender',
    key: [],
    columns: [
      { name: 'Timestamp', type: 'datetime', ours: false },
      { name: 'TimeGenerated', type: 'datetime', ours: false },
      { name: 'DeviceId', type: 'string', ours: false },
      { name: 'DeviceName', type: 'string', ours: false },
      { name: 'ActionType', type: 'string', ours: false },
      { name: 'FileName', type: 'string', ours: false },
      { name: 'FolderPath', type: 'string', ours: false },
      { name: 'PreviousFolderPath', type: 'string', ours: false },
      { name: 'PreviousFileName', type: 'string', ours: false },
      { name: 'SHA1', type: 'string', ours: false },
      { name: 'SHA256', type: 'string', ours: false },
      { name: 'MD5', type: 'string', ours: false },
      { name: 'FileSize', type: 'long', ours: false },
      { name: 'InitiatingProcessAccountDomain', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountName', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountSid', type: 'string', ours: false },
      { name: 'InitiatingProcessId', type: 'long', ours: false },
      { name: 'InitiatingProcessFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessFolderPath', type: 'string', ours: false },
      { name: 'InitiatingProcessCommandLine', type: 'string', ours: false },
      { name: 'InitiatingProcessCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessSHA1', type: 'string', ours: false },
      { name: 'InitiatingProcessSHA256', type: 'string', ours: false },
      { name: 'InitiatingProcessMD5', type: 'string', ours: false },
      { name: 'InitiatingProcessFileSize', type: 'long', ours: false },
      { name: 'InitiatingProcessParentId', type: 'long', ours: false },
      { name: 'InitiatingProcessParentFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessParentCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessUniqueId', type: 'string', ours: false },
      { name: 'AccountName', type: 'string', ours: true },
      { name: 'InitiatingProcessCurrentWorkingDirectory', type: 'string', ours: true },
      { name: 'UserId', type: 'long', ours: true },
      { name: 'AuditUserId', type: 'long', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'CgroupPath', type: 'string', ours: true },
      { name: 'ReportId', type: 'long', ours: false },
      { name: 'AdditionalFields', type: 'dynamic', ours: false },
    ],
  },
  DeviceNetworkEvents: {
    origin: 'defender',
    key: [],
    columns: [
      { name: 'Timestamp', type: 'datetime', ours: false },
      { name: 'TimeGenerated', type: 'datetime', ours: false },
      { name: 'DeviceId', type: 'string', ours: false },
      { name: 'DeviceName', type: 'string', ours: false },
      { name: 'ActionType', type: 'string', ours: false },
      { name: 'RemoteIP', type: 'string', ours: false },
      { name: 'RemotePort', type: 'int', ours: false },
      { name: 'RemoteUrl', type: 'string', ours: false },
      { name: 'LocalIP', type: 'string', ours: false },
      { name: 'LocalPort', type: 'int', ours: false },
      { name: 'Protocol', type: 'string', ours: false },
      { name: 'LocalIPType', type: 'string', ours: false },
      { name: 'RemoteIPType', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountDomain', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountName', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountSid', type: 'string', ours: false },
      { name: 'InitiatingProcessId', type: 'long', ours: false },
      { name: 'InitiatingProcessFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessFolderPath', type: 'string', ours: false },
      { name: 'InitiatingProcessCommandLine', type: 'string', ours: false },
      { name: 'InitiatingProcessCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessSHA1', type: 'string', ours: false },
      { name: 'InitiatingProcessSHA256', type: 'string', ours: false },
      { name: 'InitiatingProcessMD5', type: 'string', ours: false },
      { name: 'InitiatingProcessFileSize', type: 'long', ours: false },
      { name: 'InitiatingProcessParentId', type: 'long', ours: false },
      { name: 'InitiatingProcessParentFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessParentCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessUniqueId', type: 'string', ours: false },
      { name: 'UserId', type: 'long', ours: true },
      { name: 'AuditUserId', type: 'long', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'CgroupPath', type: 'string', ours: true },
      { name: 'ReportId', type: 'long', ours: false },
      { name: 'AdditionalFields', type: 'dynamic', ours: false },
    ],
  },
  DeviceProcessEvents: {
    origin: 'defender',
    key: [],
    columns: [
      { name: 'Timestamp', type: 'datetime', ours: false },
      { name: 'TimeGenerated', type: 'datetime', ours: false },
      { name: 'DeviceId', type: 'string', ours: false },
      { name: 'DeviceName', type: 'string', ours: false },
      { name: 'ActionType', type: 'string', ours: false },
      { name: 'FileName', type: 'string', ours: false },
      { name: 'FolderPath', type: 'string', ours: false },
      { name: 'SHA1', type: 'string', ours: false },
      { name: 'SHA256', type: 'string', ours: false },
      { name: 'MD5', type: 'string', ours: false },
      { name: 'FileSize', type: 'long', ours: false },
      { name: 'ProcessId', type: 'long', ours: false },
      { name: 'ProcessCommandLine', type: 'string', ours: false },
      { name: 'ProcessCreationTime', type: 'datetime', ours: false },
      { name: 'ProcessUniqueId', type: 'string', ours: false },
      { name: 'AccountDomain', type: 'string', ours: false },
      { name: 'AccountName', type: 'string', ours: false },
      { name: 'AccountSid', type: 'string', ours: false },
      { name: 'LogonId', type: 'long', ours: false },
      { name: 'InitiatingProcessAccountDomain', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountName', type: 'string', ours: false },
      { name: 'InitiatingProcessAccountSid', type: 'string', ours: false },
      { name: 'InitiatingProcessId', type: 'long', ours: false },
      { name: 'InitiatingProcessFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessFolderPath', type: 'string', ours: false },
      { name: 'InitiatingProcessCommandLine', type: 'string', ours: false },
      { name: 'InitiatingProcessCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessSHA1', type: 'string', ours: false },
      { name: 'InitiatingProcessSHA256', type: 'string', ours: false },
      { name: 'InitiatingProcessMD5', type: 'string', ours: false },
      { name: 'InitiatingProcessFileSize', type: 'long', ours: false },
      { name: 'InitiatingProcessParentId', type: 'long', ours: false },
      { name: 'InitiatingProcessParentFileName', type: 'string', ours: false },
      { name: 'InitiatingProcessParentCreationTime', type: 'datetime', ours: false },
      { name: 'InitiatingProcessUniqueId', type: 'string', ours: false },
      { name: 'ProcessArguments', type: 'dynamic', ours: true },
      { name: 'IsCommandLineTruncated', type: 'bool', ours: true },
      { name: 'ProcessCurrentWorkingDirectory', type: 'string', ours: true },
      { name: 'UserId', type: 'long', ours: true },
      { name: 'AuditUserId', type: 'long', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'CgroupPath', type: 'string', ours: true },
      { name: 'ReportId', type: 'long', ours: false },
      { name: 'AdditionalFields', type: 'dynamic', ours: false },
    ],
  },
  DockerApiEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'EngineSocket', type: 'string', ours: true },
      { name: 'Method', type: 'string', ours: true },
      { name: 'RequestPath', type: 'string', ours: true },
      { name: 'ApiVersion', type: 'string', ours: true },
      { name: 'QueryParameters', type: 'dynamic', ours: true },
      { name: 'Headers', type: 'dynamic', ours: true },
      { name: 'Dockerfile', type: 'string', ours: true },
      { name: 'ClientProcessId', type: 'long', ours: true },
      { name: 'ClientFileName', type: 'string', ours: true },
      { name: 'ClientFolderPath', type: 'string', ours: true },
      { name: 'ClientCommandLine', type: 'string', ours: true },
      { name: 'ClientProcessCreationTime', type: 'datetime', ours: true },
      { name: 'ClientUserId', type: 'long', ours: true },
      { name: 'ClientAccountName', type: 'string', ours: true },
      { name: 'ClientAuditUserId', type: 'long', ours: true },
      { name: 'ClientContainerId', type: 'string', ours: true },
      { name: 'ClientRemoteIP', type: 'string', ours: true },
      { name: 'ClientRemotePort', type: 'int', ours: true },
      { name: 'ClientTlsSubject', type: 'string', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  ImageBuildSteps: {
    origin: 'keelwatch',
    key: ['BuildId', 'StepId'],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'BuildId', type: 'string', ours: true },
      { name: 'StepId', type: 'string', ours: true },
      { name: 'StepIndex', type: 'int', ours: true },
      { name: 'Instruction', type: 'string', ours: true },
      { name: 'Command', type: 'string', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'StartTime', type: 'datetime', ours: true },
      { name: 'EndTime', type: 'datetime', ours: true },
      { name: 'ExitCode', type: 'int', ours: true },
      { name: 'Processes', type: 'dynamic', ours: true },
      { name: 'Connections', type: 'dynamic', ours: true },
      { name: 'Lookups', type: 'dynamic', ours: true },
      { name: 'ImageId', type: 'string', ours: true },
      { name: 'UpdatedTime', type: 'datetime', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  ImageBuilds: {
    origin: 'keelwatch',
    key: ['BuildId'],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'BuildId', type: 'string', ours: true },
      { name: 'EngineSocket', type: 'string', ours: true },
      { name: 'Method', type: 'string', ours: true },
      { name: 'Builder', type: 'string', ours: true },
      { name: 'State', type: 'string', ours: true },
      { name: 'StartTime', type: 'datetime', ours: true },
      { name: 'EndTime', type: 'datetime', ours: true },
      { name: 'RequesterProcessId', type: 'long', ours: true },
      { name: 'RequesterFileName', type: 'string', ours: true },
      { name: 'RequesterSHA256', type: 'string', ours: true },
      { name: 'RequesterIdentity', type: 'string', ours: true },
      { name: 'RequesterCommandLine', type: 'string', ours: true },
      { name: 'RequesterCurrentWorkingDirectory', type: 'string', ours: true },
      { name: 'RequesterProcessChain', type: 'dynamic', ours: true },
      { name: 'RequesterContainerId', type: 'string', ours: true },
      { name: 'AccountName', type: 'string', ours: true },
      { name: 'UserId', type: 'long', ours: true },
      { name: 'AuditUserId', type: 'long', ours: true },
      { name: 'ContextPath', type: 'string', ours: true },
      { name: 'DockerfilePath', type: 'string', ours: true },
      { name: 'Dockerfile', type: 'string', ours: true },
      { name: 'DockerfileSource', type: 'string', ours: true },
      { name: 'Tags', type: 'dynamic', ours: true },
      { name: 'ImageId', type: 'string', ours: true },
      { name: 'BaseImageId', type: 'string', ours: true },
      { name: 'StepCount', type: 'int', ours: true },
      { name: 'RemoteAddresses', type: 'dynamic', ours: true },
      { name: 'ContainerIds', type: 'dynamic', ours: true },
      { name: 'Attribution', type: 'dynamic', ours: true },
      { name: 'RecognisedAs', type: 'string', ours: true },
      { name: 'BenignExplanations', type: 'dynamic', ours: true },
      { name: 'Baseline', type: 'dynamic', ours: true },
      { name: 'UpdatedTime', type: 'datetime', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  Incidents: {
    origin: 'keelwatch',
    key: ['IncidentId'],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'IncidentId', type: 'string', ours: true },
      { name: 'Title', type: 'string', ours: true },
      { name: 'Status', type: 'string', ours: true },
      { name: 'Severity', type: 'string', ours: true },
      { name: 'Confidence', type: 'string', ours: true },
      { name: 'Score', type: 'int', ours: true },
      { name: 'BuildId', type: 'string', ours: true },
      { name: 'ImageId', type: 'string', ours: true },
      { name: 'AccountName', type: 'string', ours: true },
      { name: 'FirstActivityTime', type: 'datetime', ours: true },
      { name: 'LastActivityTime', type: 'datetime', ours: true },
      { name: 'Tactics', type: 'dynamic', ours: true },
      { name: 'Techniques', type: 'dynamic', ours: true },
      { name: 'Evidence', type: 'dynamic', ours: true },
      { name: 'RecognisedAs', type: 'string', ours: true },
      { name: 'BenignExplanations', type: 'dynamic', ours: true },
      { name: 'Timeline', type: 'dynamic', ours: true },
      { name: 'Unknowns', type: 'dynamic', ours: true },
      { name: 'AlertIds', type: 'dynamic', ours: true },
      { name: 'ContainerIds', type: 'dynamic', ours: true },
      { name: 'UpdatedTime', type: 'datetime', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  ProcessExitEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'ProcessId', type: 'long', ours: true },
      { name: 'FileName', type: 'string', ours: true },
      { name: 'ProcessCreationTime', type: 'datetime', ours: true },
      { name: 'ProcessUniqueId', type: 'string', ours: true },
      { name: 'ExitCode', type: 'int', ours: true },
      { name: 'ExitSignal', type: 'int', ours: true },
      { name: 'ContainerId', type: 'string', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
  SensorEvents: {
    origin: 'keelwatch',
    key: [],
    columns: [
      { name: 'TimeGenerated', type: 'datetime', ours: true },
      { name: 'DeviceId', type: 'string', ours: true },
      { name: 'DeviceName', type: 'string', ours: true },
      { name: 'ActionType', type: 'string', ours: true },
      { name: 'Sensor', type: 'string', ours: true },
      { name: 'Source', type: 'string', ours: true },
      { name: 'GapStart', type: 'datetime', ours: true },
      { name: 'GapEnd', type: 'datetime', ours: true },
      { name: 'LostEvents', type: 'long', ours: true },
      { name: 'Reason', type: 'string', ours: true },
      { name: 'AdditionalFields', type: 'dynamic', ours: true },
    ],
  },
};
