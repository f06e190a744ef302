import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Batch, TableRow } from '../../model/batch.js';
import { type TableName, tables } from '../../model/generated/tables.js';
import type { Micros } from '../../model/row.js';
import { encodeJson } from '../../store/journal.js';
import type { Scratch } from '../../store/scratch.js';
import { explainTemporary, temporary } from '../../store/temporary.js';

/** The tables that builds are worked out from. */
export const eventTables = [
  'DeviceProcessEvents',
  'ProcessExitEvents',
  'DeviceNetworkEvents',
  'DeviceFileEvents',
  'DockerApiEvents',
  'ContainerEvents',
  'ContainerImageEvents',
  'SensorEvents',
] as const satisfies TableName[];

/** What rows are told apart by: the host's id, or its name where there is none. */
export const hostOf = ({
  DeviceId,
  DeviceName,
}: {
  DeviceId?: string | undefined;
  DeviceName?: string | undefined;
}): string => DeviceId || DeviceName || '';

export type Told = TableRow & { host: string };

/**
 * Events in whatever order they come, told host by host and each host's in the order of time; of one time in the order in
 * which they came. What does not fit into memory is sorted on disk: held are 32 MB of rows, and afterwards of each 32 MB
 * that there were 64 kB, or as much as the longest row.
 */
export interface Chronicle {
  /** Takes the events of a batch; rows of other tables are no matter. */
  add(batch: Batch): void;
  /** Tells all of them, once. */
  events(): Generator<Told>;
  close(): void;
}

interface Entry {
  host: string;
  time: Micros;
  /** `{"table": …, "row": …}` */
  line: string;
}

/** Characters of rows that are held, and bytes that are read of a run at once. */
const maxHeld = 32e6;
const pieceBytes = 65_536;

/** Lies in the temporary directory, and is gone when it is closed or the process exits. */
export function openChronicle(options: { temporary?: string; held?: number } = {}): Chronicle {
  const directory = temporary(options.temporary);
  const most = options.held ?? maxHeld;
  const runs: number[] = [];
  let held: Entry[] = [];
  let size = 0;

  function spill(): void {
    const file = openSync(directory.file(`run-${runs.length}`), 'wx+', 0o600);
    runs.push(file);
    let piece = '';
    const write = (): void => {
      const bytes = Buffer.from(piece);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      piece = '';
    };
    for (const { line } of held.sort(inOrder)) {
      piece += `${line}\n`;
      if (piece.length > 16 * pieceBytes) write();
    }
    write();
    held = [];
    size = 0;
  }

  return {
    add(batch) {
      for (const table of eventTables)
        for (const row of batch[table] ?? []) {
          const line = `{"table":"${table}","row":${encodeJson(present(row))}}`;
          held.push({ host: hostOf(row), time: row.TimeGenerated, line });
          size += line.length;
        }
      if (size < most) return;
      try {
        spill();
      } catch (error) {
        throw explainTemporary(error, directory);
      }
    },
    *events() {
      const last = held.sort(inOrder).map(({ line }) => line);
      held = [];
      yield* merged([...runs.map(linesOf), last.values()].map(told));
    },
    close() {
      for (const file of runs) closeSync(file);
      directory.remove();
    },
  };
}

/** Puts the events that a store of one command holds into a chronicle. */
export async function recall(
  scratch: Pick<Scratch, 'stream'>,
  chronicle: Pick<Chronicle, 'add'>,
): Promise<void> {
  for (const table of eventTables) {
    // Defender's tables say the time twice.
    const columns = tables[table].columns.filter(({ name }) => name !== 'Timestamp');
    const list = columns.map(({ name }) => `"${name}"`).join(', ');
    const pieces = scratch.stream({
      sql: `SELECT ${list} FROM main."${table}"`,
      parameters: {},
      columns,
      tables: [table],
    });
    for await (const rows of pieces)
      chronicle.add({
        [table]: rows.map((values) =>
          Object.fromEntries(columns.map(({ name }, index) => [name, values[index]])),
        ),
      });
  }
}

/** Text is compared by its code units: all that matters is that every run has the same order. */
function inOrder(one: Pick<Entry, 'host' | 'time'>, other: Pick<Entry, 'host' | 'time'>): number {
  if (one.host !== other.host) return one.host < other.host ? -1 : 1;
  return one.time - other.time;
}

const isBefore = (one: Told, other: Told): boolean =>
  one.host === other.host ? one.row.TimeGenerated < other.row.TimeGenerated : one.host < other.host;

/** The next event of a run, and what follows it there. */
interface Head {
  event: Told;
  rest: Iterator<Told>;
}

/** Sorted runs as one. Of equals those of an earlier run come first. */
function* merged(runs: readonly Iterator<Told>[]): Generator<Told> {
  const heads: Head[] = [];
  for (const rest of runs) {
    const { value, done } = rest.next();
    if (!done) heads.push({ event: value, rest });
  }
  while (heads.length > 0) {
    const at = earliest(heads);
    const head = heads[at] as Head;
    const next = heads[earliest(heads, at)]?.event;
    const isStillFirst = (): boolean =>
      heads[at] === head && (next === undefined || isBefore(head.event, next));
    // Rows of one host and time mostly lie together.
    do {
      yield head.event;
      const { value, done } = head.rest.next();
      if (done) heads.splice(at, 1);
      head.event = value;
    } while (isStillFirst());
  }
}

/** Index of the head that comes first, but for one: the first of equals. */
function earliest(heads: readonly Head[], except = -1): number {
  let best = except === 0 ? 1 : 0;
  for (let index = best + 1; index < heads.length; index += 1)
    if (index !== except && isBefore((heads[index] as Head).event, (heads[best] as Head).event))
      best = index;
  return best;
}

/** The lines of a run, which is read a piece at a time; a piece grows with the longest line. */
function* linesOf(file: number): Generator<string> {
  let piece = Buffer.allocUnsafe(pieceBytes);
  /** Bytes at its beginning that are part of a line. */
  let held = 0;
  for (let at = 0; ; ) {
    const size = readSync(file, piece, held, piece.length - held, at);
    if (size === 0) return;
    at += size;
    const bytes = piece.subarray(0, held + size);
    let start = 0;
    for (let end = bytes.indexOf(10, held); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    held = bytes.length - start;
    const next = held === piece.length ? Buffer.allocUnsafe(2 * held) : piece;
    bytes.copy(next, 0, start);
    piece = next;
  }
}

function* told(lines: Iterable<string>): Generator<Told> {
  for (const line of lines) {
    const event = JSON.parse(line) as TableRow;
    yield Object.assign(event, { host: hostOf(event.row) });
  }
}

/** A row without what is empty: most have nothing that is. */
function present<T extends object>(row: T): T {
  const isEmpty = (value: unknown): boolean => value === '' || value === null;
  for (const name in row)
    if (isEmpty(row[name]))
      return Object.fromEntries(Object.entries(row).filter(([, value]) => !isEmpty(value))) as T;
  return row;
}
