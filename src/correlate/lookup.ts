import type { DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Json, Micros } from '../model/row.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from './json.js';

/** A name that was looked up, as it stands in a step's row. */
export type Lookup = {
  Time: Micros;
  Name: string;
  QueryType: string;
  /** Addresses that the name server gave. */
  Answers: string[];
  Resolver: string;
  ProcessId: number | null;
  FileName: string;
};

const maxAnswers = 16;

export function isLookup({ ActionType }: DeviceNetworkEvents): boolean {
  return ActionType === 'DnsConnectionInspected';
}

export function toLookup(row: DeviceNetworkEvents): Lookup {
  const told = objectOf(row.AdditionalFields ?? null);
  return {
    Time: row.TimeGenerated,
    Name: row.RemoteUrl ?? '',
    QueryType: textOf(told['QueryType']),
    Answers: textsOf(told['Answers']).slice(0, maxAnswers),
    Resolver: row.RemoteIP ?? '',
    ProcessId: row.InitiatingProcessId ?? null,
    FileName: row.InitiatingProcessFileName ?? '',
  };
}

export function lookupKey({ ProcessId, Name, QueryType, Resolver }: Lookup): string {
  return `${ProcessId} ${Name} ${QueryType} ${Resolver}`;
}

export function readLookups(list: Json | null | undefined): Lookup[] {
  return listOf(list ?? null).map((item) => {
    const o = objectOf(item);
    return {
      Time: numberOf(o['Time']) ?? 0,
      Name: textOf(o['Name']),
      QueryType: textOf(o['QueryType']),
      Answers: textsOf(o['Answers']),
      Resolver: textOf(o['Resolver']),
      ProcessId: numberOf(o['ProcessId']),
      FileName: textOf(o['FileName']),
    };
  });
}
