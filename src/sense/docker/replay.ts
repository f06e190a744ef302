import type { EngineClient, LineReader } from './client.js';
import { parseEvent } from './event.js';
import type { Ledger } from './ledger.js';

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
  const end = BigInt(Math.trunc(clock)) * 1_000_000n;
  const lines: string[] = [];
  const path = eventsPath(since, end > since ? end : since + 1_000_000n);
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
