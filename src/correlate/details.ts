import type { Json, Micros } from '../model/row.js';
import type { Connection } from './activity.js';
import type { RunSettings } from './command.js';
import { booleanOf, type JsonObject, listOf, numberOf, objectOf, textOf, textsOf } from './json.js';

// What ImageBuilds.AdditionalFields and ImageBuildSteps.AdditionalFields hold. Together with the columns it is all that
// an incident is made from, so that one can be worked out again from the stored rows alone.

export type BuildDetails = {
  /** `docker`, `buildx`, `compose`, …, `api` for a request without a known client; empty when nobody was seen. */
  RequestTool: string;
  /** See `ContextKind`. */
  ContextKind: string;
  /** `-f` as given. */
  DockerfileArgument: string;
  NoCache: boolean;
  NetworkMode: string;
  /** Whether the client's name is a build tool's; null when no client is known. */
  RequesterIsKnownTool: boolean | null;
  RequesterParentFileName: string;
  RequesterRemoteIP: string;
  RequesterRemotePort: number | null;
  /** Subject of the client's certificate. */
  RequesterTlsSubject: string;
  RequesterUserAgent: string;
  /** Its request line, with the parameters that matter, where it was seen. */
  ApiRequest: string;
  /** `name=value` of the labels that the request asked for. */
  RequestLabels: string[];
  /** Every process of the request. */
  RequesterProcessIds: number[];
  ClientExitCode: number | null;
  DockerfileTruncated: boolean;
  /** What the client's file held when it started, where something else was built; else empty. */
  ClientDockerfile: string;
  /** BuildKit's names of it. */
  HistoryRefs: string[];
  /** What of its history could not be read. */
  HistoryMissing: string[];
  /** Why it failed, in BuildKit's words. */
  BuildError: string;
  /** Images and addresses that it was made from, as BuildKit attests. */
  Materials: string[];
  /** What its rules find in the Dockerfile, by line; the most severe of a long list. */
  DockerfileFindings: DockerfileFinding[];
  /** What of the Dockerfile could not be told. */
  DockerfileUnknown: string[];
  /** The daemon fetches something by itself for an `ADD` of a URL. */
  DockerfileAddsUrl: boolean;
  DockerfileWrites: FileWrite[];
  DaemonConnections: Connection[];
  /** Links of the images' layers by which descendants are recognised. */
  OwnLayers: string[];
  ImageIds: string[];
  Descendants: Descendant[];
  Containers: RunContainer[];
  /** Steps that may be this build's or another's. */
  UndecidedSteps: UndecidedStep[];
  StepsLeftOut: number;
  AlertIds: string[];
  Gaps: string[];
  /** Questions that the requester asked the engine before. */
  Discovery: Deed[];
  /** What was removed afterwards that told of the build. */
  Removals: Deed[];
  /** Container in which the engine runs that ran the steps; empty for the host's. */
  EngineContainerId: string;
  /** How that engine was started, where it is the host's and was seen to start shortly before. */
  EngineStart: EngineStart | null;
  /** The container that the client runs in, as far as it is known. */
  RequesterContainer: RequesterContainer | null;
  /** `source:destination` of what a container that was committed mounts from the host. */
  SourceMounts: string[];
  /** Of an image that was loaded: the build here that made it, and whose incident tells more than this one would. */
  MadeBy: string;
  /** Tables of which rows were there: of what the others would tell, nothing is known. */
  Recorded: string[];
};

/** `StartedBy`: the program that started it, such as `systemd` or `bash`; empty where that is not known. */
export type EngineStart = { Time: Micros; CommandLine: string; StartedBy: string };

export type RequesterContainer = { Name: string; Image: string; StartTime: Micros };

/** A process of the requester's chain. */
export type ChainEntry = {
  ProcessId: number;
  FileName: string;
  /** Path of the executable; empty where it is not known. */
  FolderPath: string;
  CommandLine: string;
  AccountName: string;
  CreationTime: Micros | null;
};

/** As `keelwatch lint` tells it; lines count from 1. */
export type DockerfileFinding = { Rule: string; Severity: string; Line: number; Message: string };

export type Deed = { Time: Micros; Text: string };

export type FileWrite = {
  Time: Micros;
  ActionType: string;
  FolderPath: string;
  AccountName: string;
  CommandLine: string;
};

export type Descendant = { ImageId: string; Basis: string };

export type UndecidedStep = { ContainerId: string; Time: Micros; Command: string };

export type RunContainer = {
  /** Empty where only its client's command line tells of it. */
  ContainerId: string;
  Name: string;
  ImageId: string;
  ImageReference: string;
  StartTime: Micros;
  Command: string;
  /** `its image`, or how the container's image descends from it. */
  Basis: string;
  StartedBy: string;
  StartedByAccountName: string;
} & RunSettings;

export type StepProcess = {
  ProcessId: number;
  FileName: string;
  CommandLine: string;
  StartTime: Micros;
  ExitCode: number | null;
};

export type StepDetails = {
  Basis: string;
  Confidence: string;
  ProcessesLeftOut: number;
  ConnectionsLeftOut: number;
  LookupsLeftOut: number;
  /** Its line in the Dockerfile, from 1; null where BuildKit did not tell. */
  Line: number | null;
  /** Null where BuildKit did not tell. */
  IsCached: boolean | null;
  Error: string;
  /** The end of what it printed, where it failed. */
  Output: string;
};

/** Whether what a build's or a step's row was made of has turned out to belong elsewhere: rows are never deleted. */
export function isWithdrawn({
  AdditionalFields,
}: {
  AdditionalFields?: Json | null | undefined;
}): boolean {
  return objectOf(AdditionalFields ?? null)['Withdrawn'] === true;
}

export function readStepDetails(json: Json | null | undefined): StepDetails {
  const o = objectOf(json ?? null);
  return {
    Basis: textOf(o['Basis']),
    Confidence: textOf(o['Confidence']),
    ProcessesLeftOut: numberOf(o['ProcessesLeftOut']) ?? 0,
    ConnectionsLeftOut: numberOf(o['ConnectionsLeftOut']) ?? 0,
    LookupsLeftOut: numberOf(o['LookupsLeftOut']) ?? 0,
    Line: numberOf(o['Line']),
    IsCached: booleanOf(o['IsCached']),
    Error: textOf(o['Error']),
    Output: textOf(o['Output']),
  };
}

export function readBuildDetails(json: Json | null | undefined): BuildDetails {
  const o = objectOf(json ?? null);
  return {
    RequestTool: textOf(o['RequestTool']),
    ContextKind: textOf(o['ContextKind']),
    DockerfileArgument: textOf(o['DockerfileArgument']),
    NoCache: o['NoCache'] === true,
    NetworkMode: textOf(o['NetworkMode']),
    RequesterIsKnownTool: booleanOf(o['RequesterIsKnownTool']),
    RequesterParentFileName: textOf(o['RequesterParentFileName']),
    RequesterRemoteIP: textOf(o['RequesterRemoteIP']),
    RequesterRemotePort: numberOf(o['RequesterRemotePort']),
    RequesterTlsSubject: textOf(o['RequesterTlsSubject']),
    RequesterUserAgent: textOf(o['RequesterUserAgent']),
    ApiRequest: textOf(o['ApiRequest']),
    RequestLabels: textsOf(o['RequestLabels']),
    RequesterProcessIds: listOf(o['RequesterProcessIds']).filter((id) => typeof id === 'number'),
    ClientExitCode: numberOf(o['ClientExitCode']),
    DockerfileTruncated: o['DockerfileTruncated'] === true,
    ClientDockerfile: textOf(o['ClientDockerfile']),
    HistoryRefs: textsOf(o['HistoryRefs']),
    HistoryMissing: textsOf(o['HistoryMissing']),
    BuildError: textOf(o['BuildError']),
    Materials: textsOf(o['Materials']),
    DockerfileFindings: listOf(o['DockerfileFindings']).map((item) => {
      const f = objectOf(item);
      return {
        Rule: textOf(f['Rule']),
        Severity: textOf(f['Severity']),
        Line: numberOf(f['Line']) ?? 1,
        Message: textOf(f['Message']),
      };
    }),
    DockerfileUnknown: textsOf(o['DockerfileUnknown']),
    DockerfileAddsUrl: o['DockerfileAddsUrl'] === true,
    DockerfileWrites: listOf(o['DockerfileWrites']).map((item) => readFileWrite(objectOf(item))),
    DaemonConnections: listOf(o['DaemonConnections']).map((item) => readConnection(item)),
    OwnLayers: textsOf(o['OwnLayers']),
    ImageIds: textsOf(o['ImageIds']),
    Descendants: listOf(o['Descendants']).map((item) => {
      const d = objectOf(item);
      return { ImageId: textOf(d['ImageId']), Basis: textOf(d['Basis']) };
    }),
    Containers: listOf(o['Containers']).map((item) => readContainer(objectOf(item))),
    UndecidedSteps: listOf(o['UndecidedSteps']).map((item) => {
      const s = objectOf(item);
      return {
        ContainerId: textOf(s['ContainerId']),
        Time: numberOf(s['Time']) ?? 0,
        Command: textOf(s['Command']),
      };
    }),
    StepsLeftOut: numberOf(o['StepsLeftOut']) ?? 0,
    AlertIds: textsOf(o['AlertIds']),
    Gaps: textsOf(o['Gaps']),
    Discovery: listOf(o['Discovery']).map((item) => readDeed(objectOf(item))),
    Removals: listOf(o['Removals']).map((item) => readDeed(objectOf(item))),
    EngineContainerId: textOf(o['EngineContainerId']),
    EngineStart: readEngineStart(o['EngineStart'] ?? null),
    RequesterContainer: readRequesterContainer(o['RequesterContainer'] ?? null),
    SourceMounts: textsOf(o['SourceMounts']),
    MadeBy: textOf(o['MadeBy']),
    Recorded: textsOf(o['Recorded']),
  };
}

function readEngineStart(json: Json): EngineStart | null {
  if (json === null) return null;
  const o = objectOf(json);
  return {
    Time: numberOf(o['Time']) ?? 0,
    CommandLine: textOf(o['CommandLine']),
    StartedBy: textOf(o['StartedBy']),
  };
}

function readRequesterContainer(json: Json): RequesterContainer | null {
  if (json === null) return null;
  const o = objectOf(json);
  return {
    Name: textOf(o['Name']),
    Image: textOf(o['Image']),
    StartTime: numberOf(o['StartTime']) ?? 0,
  };
}

export function readChainEntry(item: Json): ChainEntry {
  const o = objectOf(item);
  return {
    ProcessId: numberOf(o['ProcessId']) ?? 0,
    FileName: textOf(o['FileName']),
    FolderPath: textOf(o['FolderPath']),
    CommandLine: textOf(o['CommandLine']),
    AccountName: textOf(o['AccountName']),
    CreationTime: numberOf(o['CreationTime']),
  };
}

function readDeed(o: JsonObject): Deed {
  return { Time: numberOf(o['Time']) ?? 0, Text: textOf(o['Text']) };
}

function readFileWrite(o: JsonObject): FileWrite {
  return {
    Time: numberOf(o['Time']) ?? 0,
    ActionType: textOf(o['ActionType']),
    FolderPath: textOf(o['FolderPath']),
    AccountName: textOf(o['AccountName']),
    CommandLine: textOf(o['CommandLine']),
  };
}

export function readConnection(item: Json): Connection {
  const o = objectOf(item);
  return {
    Time: numberOf(o['Time']) ?? 0,
    RemoteIP: textOf(o['RemoteIP']),
    RemotePort: numberOf(o['RemotePort']),
    LocalPort: numberOf(o['LocalPort']),
    RemoteUrl: textOf(o['RemoteUrl']),
    IsNameClaimed: o['IsNameClaimed'] === true,
    OtherNames: textsOf(o['OtherNames']),
    Protocol: textOf(o['Protocol']),
    ActionType: textOf(o['ActionType']),
    ProcessId: numberOf(o['ProcessId']),
    FileName: textOf(o['FileName']),
    BytesSent: numberOf(o['BytesSent']),
    BytesReceived: numberOf(o['BytesReceived']),
  };
}

function readContainer(o: JsonObject): RunContainer {
  return {
    ContainerId: textOf(o['ContainerId']),
    Name: textOf(o['Name']),
    ImageId: textOf(o['ImageId']),
    ImageReference: textOf(o['ImageReference']),
    StartTime: numberOf(o['StartTime']) ?? 0,
    Command: textOf(o['Command']),
    Basis: textOf(o['Basis']),
    StartedBy: textOf(o['StartedBy']),
    StartedByAccountName: textOf(o['StartedByAccountName']),
    IsPrivileged: booleanOf(o['IsPrivileged']),
    HostMounts: textsOf(o['HostMounts']),
    NetworkMode: textOf(o['NetworkMode']),
    PidMode: textOf(o['PidMode']),
    IpcMode: textOf(o['IpcMode']),
    AddedCapabilities: textsOf(o['AddedCapabilities']),
    RestartPolicy: textOf(o['RestartPolicy']),
  };
}

export function readProcess(item: Json): StepProcess {
  const o = objectOf(item);
  return {
    ProcessId: numberOf(o['ProcessId']) ?? 0,
    FileName: textOf(o['FileName']),
    CommandLine: textOf(o['CommandLine']),
    StartTime: numberOf(o['StartTime']) ?? 0,
    ExitCode: numberOf(o['ExitCode']),
  };
}
