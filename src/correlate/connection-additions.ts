import type { DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { type Connection, isClaimed, transferred } from './activity.js';

/** A client may be slow to say whom it means to speak to. */
const maxWait = 600_000_000;
const maxKeys = 5000;
const maxOfOne = 100;

const inspected = new Set(['SslConnectionInspected', 'HttpConnectionInspected']);

/** Whether a row only adds to a connection that another row tells of: whom its client speaks to, or how much was said. */
export function isAddition({ ActionType, InitiatingProcessId }: DeviceNetworkEvents): boolean {
  if (ActionType === 'ConnectionClosed') return true;
  return inspected.has(ActionType) && typeof InitiatingProcessId === 'number';
}

type Named = { name: string; isClaimed: boolean };
type Sizes = Pick<Connection, 'BytesSent' | 'BytesReceived'>;

/** What came to be known of connections after their rows, which may come in any order. */
export class ConnectionAdditions {
  readonly #names = new Notes<Named>();
  readonly #sizes = new Notes<Sizes>();
  /** Those whose name, or size, is one of these, and may be another when more is told. */
  readonly #named = new WeakSet<Connection>();
  readonly #sized = new WeakSet<Connection>();

  /** Whether it tells anything new. */
  note(row: DeviceNetworkEvents): boolean {
    const { TimeGenerated, ActionType, RemoteUrl: name = '' } = row;
    const { InitiatingProcessId = null, RemoteIP = '', RemotePort = null, LocalPort = null } = row;
    const key = `${InitiatingProcessId} ${RemoteIP} ${RemotePort}`;
    if (ActionType === 'ConnectionClosed')
      return this.#sizes.add(`${key} ${LocalPort}`, TimeGenerated, transferred(row));
    if (name === '') return false;
    return this.#names.add(key, TimeGenerated, { name, isClaimed: isClaimed(row) });
  }

  /** Puts into a connection what its row did not tell. Whether it is another now. */
  complete(connection: Connection): boolean {
    const isNamed = this.#name(connection);
    return this.#size(connection) || isNamed;
  }

  /** What its client said next. */
  #name(connection: Connection): boolean {
    const before = connection.RemoteUrl;
    if (before !== '' && !this.#named.has(connection)) return false;
    const { ProcessId, RemoteIP, RemotePort, Time } = connection;
    const key = `${ProcessId} ${RemoteIP} ${RemotePort}`;
    const next = this.#names.next(key, Time, Time + maxWait);
    if (next === undefined) return false;
    this.#named.add(connection);
    connection.RemoteUrl = next.name;
    connection.IsNameClaimed = next.isClaimed;
    connection.OtherNames = [];
    return connection.RemoteUrl !== before;
  }

  #size(connection: Connection): boolean {
    const { ProcessId, RemoteIP, RemotePort, LocalPort, ActionType, Time } = connection;
    const { BytesSent, BytesReceived } = connection;
    const isKnown = BytesSent !== null || BytesReceived !== null;
    const isMade = ActionType === 'ConnectionSuccess' || ActionType === 'ConnectionAttempt';
    if (!isMade || (isKnown && !this.#sized.has(connection))) return false;
    const key = `${ProcessId} ${RemoteIP} ${RemotePort} ${LocalPort}`;
    const next = this.#sizes.next(key, Time, Number.POSITIVE_INFINITY);
    if (next === undefined) return false;
    this.#sized.add(connection);
    Object.assign(connection, next);
    return next.BytesSent !== BytesSent || next.BytesReceived !== BytesReceived;
  }
}

/** Notes on something, in order of time. Bounded: what was not noted on for longest goes first. */
class Notes<T> {
  readonly #of = new Map<string, { time: Micros; note: T; text: string }[]>();

  /** Whether it is new. */
  add(key: string, time: Micros, note: T): boolean {
    const known = this.#of.get(key) ?? [];
    const text = JSON.stringify(note);
    if (known.some((each) => each.time === time && each.text === text)) return false;
    known.push({ time, note, text });
    known.sort((one, other) => one.time - other.time);
    this.#of.delete(key);
    this.#of.set(key, known.slice(0, maxOfOne));
    if (this.#of.size > maxKeys) this.#of.delete(this.#of.keys().next().value ?? '');
    return true;
  }

  /** The first within a time. */
  next(key: string, from: Micros, to: Micros): T | undefined {
    return this.#of.get(key)?.find(({ time }) => time >= from && time <= to)?.note;
  }
}
