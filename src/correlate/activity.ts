import type { DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { Earliest } from './earliest.js';
import { numberOf, objectOf, textsOf } from './json.js';
import type { Lookup } from './lookup.js';
import type { Program } from './processes.js';

/** A connection as it stands in a step's row. */
export type Connection = {
  Time: Micros;
  RemoteIP: string;
  RemotePort: number | null;
  LocalPort: number | null;
  RemoteUrl: string;
  /** The name is what the client claimed, and no name server was seen to give it for this address. */
  IsNameClaimed: boolean;
  /** Names that name servers gave for the address, where it cannot be told which was meant. */
  OtherNames: string[];
  Protocol: string;
  ActionType: string;
  ProcessId: number | null;
  FileName: string;
  /** Of what was said, when the connection was over; null where that is not known. */
  BytesSent: number | null;
  BytesReceived: number | null;
};

/** What happened inside a container, or a BuildKit step. */
export interface Activity {
  /** What identifies it: see place.ts. */
  key: string;
  /** As long as any source has it; empty where there is no container. */
  containerId: string;
  programs: Earliest<Program>;
  connections: Earliest<Connection>;
  lookups: Earliest<Lookup>;
  /** Grows with every change. */
  version: number;
}

export function newActivity(key: string, programs: number, connections: number): Activity {
  return {
    key,
    containerId: '',
    programs: new Earliest(programs),
    connections: new Earliest(connections),
    lookups: new Earliest(connections),
    version: 0,
  };
}

/** The first that is known of it, whichever kind of row came first. */
export function beginOf({ programs, connections, lookups }: Activity): Micros {
  const times = [programs.items[0]?.start, connections.items[0]?.Time, lookups.items[0]?.Time];
  return Math.min(...times.filter((time) => time !== undefined));
}

/** What the builder or the runtime itself runs there. */
export function isRuntimeNoise({ role }: Program): boolean {
  return role.kind === 'internal' || role.kind === 'runtime';
}

/** The program that a step was started to run. */
export function rootOf(activity: Activity): Program | undefined {
  return activity.programs.items.find((program) => !isRuntimeNoise(program));
}

const maxNames = 4;

/** Sources that say nothing about their names are believed. */
export function isClaimed({ AdditionalFields }: DeviceNetworkEvents): boolean {
  return objectOf(AdditionalFields ?? null)['IsNameResolved'] === false;
}

export function toConnection(row: DeviceNetworkEvents): Connection {
  const told = objectOf(row.AdditionalFields ?? null);
  return {
    Time: row.TimeGenerated,
    RemoteIP: row.RemoteIP ?? '',
    RemotePort: row.RemotePort ?? null,
    LocalPort: row.LocalPort ?? null,
    RemoteUrl: row.RemoteUrl ?? '',
    IsNameClaimed: isClaimed(row),
    OtherNames: row.RemoteUrl ? [] : textsOf(told['OtherNames']).slice(0, maxNames),
    Protocol: row.Protocol ?? '',
    ActionType: row.ActionType,
    ProcessId: row.InitiatingProcessId ?? null,
    FileName: row.InitiatingProcessFileName ?? '',
    ...transferred(row),
  };
}

/** How much was said on a connection, where its row tells. */
export function transferred({ AdditionalFields }: DeviceNetworkEvents) {
  const told = objectOf(AdditionalFields ?? null);
  return {
    BytesSent: numberOf(told['BytesSent']),
    BytesReceived: numberOf(told['BytesReceived']),
  };
}

/**
 * Whether it is how a resolver sorts addresses (RFC 6724): it connects a datagram socket to each, so that the kernel
 * chooses a source address, and sends nothing. Go's takes port 9, musl's 65535.
 */
export function sortsAddresses({ Protocol, RemotePort }: Connection): boolean {
  return Protocol === 'Udp' && (RemotePort === 0 || RemotePort === 9 || RemotePort === 65_535);
}

export function connectionKey(connection: Connection): string {
  const { RemoteIP, RemotePort, ProcessId, ActionType } = connection;
  return `${ProcessId} ${RemoteIP} ${RemotePort} ${ActionType}`;
}
