import type { ImageBuildSteps, ImageBuilds } from '../model/generated/tables.js';
import type { EvidenceRow } from '../model/incident.js';
import { type Connection } from './activity.js';
import { isExternal } from './address.js';
import { type BaselineView, readBaseline } from './baseline.js';
import {
  type BuildDetails,
  type ChainEntry,
  readBuildDetails,
  readChainEntry,
  readConnection,
  readProcess,
  type StepProcess,
} from './details.js';
import { listOf } from './json.js';
import { type Lookup, readLookups } from './lookup.js';
import type { Settings } from './settings.js';

/** A build as evidence looks at it: its rows, read. */
export interface Case {
  build: ImageBuilds;
  details: BuildDetails;
  /** The client and its ancestors, nearest first. */
  chain: ChainEntry[];
  steps: CaseStep[];
  /** How it compares with the builds before it. */
  baseline: BaselineView;
  settings: Settings;
}

export interface CaseStep {
  row: ImageBuildSteps;
  index: number;
  command: string;
  processes: StepProcess[];
  connections: Connection[];
  lookups: Lookup[];
}

/** A reason to look closer at a build. One per file; `id` is the file's name. */
export interface EvidenceRule {
  id: string;
  /** ATT&CK techniques that it speaks of, besides T1612. */
  techniques: string[];
  find(subject: Case): Finding | undefined;
}

export interface Finding {
  weight: number;
  /** One sentence. The values in it are as attackers wrote them. */
  explanation: string;
  rows: EvidenceRow[];
  /** Techniques that these values speak of, besides those of the rule. */
  techniques?: string[];
}

export function openCase(build: ImageBuilds, steps: ImageBuildSteps[], settings: Settings): Case {
  return {
    build,
    details: readBuildDetails(build.AdditionalFields),
    chain: listOf(build.RequesterProcessChain ?? null).map(readChainEntry),
    steps: steps.map((row, index) => ({
      row,
      index: row.StepIndex ?? index,
      command: row.Command ?? '',
      processes: listOf(row.Processes ?? null).map(readProcess),
      connections: listOf(row.Connections ?? null).map(readConnection),
      lookups: readLookups(row.Lookups),
    })),
    baseline: readBaseline(build.Baseline),
    settings,
  };
}

/** Connections of a step to the outside world, but for name resolution. */
export function contacts({ connections }: CaseStep): Connection[] {
  return connections.filter(
    ({ RemoteIP, RemotePort, ActionType }) =>
      isExternal(RemoteIP) && RemotePort !== 53 && ActionType !== 'InboundConnectionAccepted',
  );
}

/** Address and port as one writes them. */
export function endpoint({ RemoteIP, RemotePort, RemoteUrl }: Connection): string {
  const host = RemoteIP.includes(':') ? `[${RemoteIP}]` : RemoteIP;
  const address = RemotePort === null ? host : `${host}:${RemotePort}`;
  return RemoteUrl === '' ? address : `${address} (${RemoteUrl})`;
}

export function requestRow({ build, details }: Case): EvidenceRow[] {
  if (!build.RequesterCommandLine && details.ApiRequest) {
    return [{ Table: 'DockerApiEvents', Time: build.TimeGenerated, Text: details.ApiRequest }];
  }
  const text = build.RequesterCommandLine || '(request without a known client)';
  return [{ Table: 'DeviceProcessEvents', Time: build.TimeGenerated, Text: text }];
}

export function stepRow({ row, command }: CaseStep): EvidenceRow {
  return { Table: 'ImageBuildSteps', Time: row.TimeGenerated, Text: command };
}

export function connectionRow(connection: Connection): EvidenceRow {
  const text = `${connection.FileName || 'a process'} → ${endpoint(connection)} (${connection.ActionType})`;
  return { Table: 'DeviceNetworkEvents', Time: connection.Time, Text: text };
}

/** A text short enough to stand inside a sentence. */
export function brief(text: string, limit = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
