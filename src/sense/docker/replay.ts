import type { EngineClient, LineReader } from './client.js';
import { parseEvent } from './event.js';
import { type Ledger, overlap } from './ledger.js';

/** The engine remembers this many events, of all types together. */
const remembered = 256;

export function eventsPath(since: bigint, until?: bigint): string {
  const filters = encodeURIComponent(JSON.stringify({ type: ['container', 'image'] }));
  const end = until === undefined ? '' : `&until=${decimal(until)}`;
  return `/events?since=${decimal(since)}${end}&filters=${filters}`;
}

/** The engine reads `seconds.nanoseconds`. */
function decimal(nanoseconds: bigint): string {
  const digits = String(nanoseconds).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** Whether a replay held all events since the last one seen; `unproven` when none had been seen. */
export type Coverage = 'complete' | 'incomplete' | 'unproven';

/**
 * Where a replay ends. The engine's clock is told in whole seconds: what was seen last may be of the very second that
 * has just begun, and the replay must hold it.
 */
function replayEnd(since: bigint, clock: number, hasSeen: boolean): bigint {
  const whole = BigInt(Math.trunc(clock)) * 1_000_000n;
  const behind = since + (hasSeen ? overlap : 0n) + 1_000_000n;
  return whole > behind ? whole : behind;
}

/**
 * Asks for the events since the ledger's last, and whether they are all: so it is when one seen before is among them.
 * The engine forgets when it restarts and keeps few, so without such a one there may be a hole. With none seen before,
 * only a full memory tells of one.
 */
export async function replay(
  client: EngineClient,
  ledger: Ledger,
  clock: number,
  reader: LineReader,
  signal: AbortSignal,
): Promise<Coverage> {
  const since = ledger.since();
  if (since === undefined) return 'unproven';
  const lines: string[] = [];
  const path = eventsPath(since, replayEnd(since, clock, ledger.hasSeen()));
  await client.lines(
    path,
    { ...reader, opened: () => {}, line: (line) => lines.push(line) },
    signal,
  );
  const events = lines.map(parseEvent).filter((event) => event !== null);
  const overlaps = events.some((event) => 'time' in event && ledger.knows(event));
  const full = events.length >= remembered;
  const coverage = overlaps ? 'complete' : ledger.hasSeen() || full ? 'incomplete' : 'unproven';
  for (const line of lines) reader.line(line);
  return coverage;
}
