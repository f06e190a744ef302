import type { Json } from '../model/row.js';
import type { EngineRecord } from '../sense/docker/record.js';

/** What has no column: how the record came about, and `extras` without those that are undefined. Null when empty. */
export function additional(record: EngineRecord, extras: Record<string, Json | undefined>): Json {
  const all: Record<string, Json | undefined> = {
    EventNanoseconds: record.nanoseconds,
    Occasion: record.occasion,
    Inspected: record.uninspected === undefined ? undefined : false,
    InspectionReason: record.uninspected,
    ...extras,
  };
  const known = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return known.length === 0 ? null : Object.fromEntries(known);
}
