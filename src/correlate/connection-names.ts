import type { DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { type Connection, isClaimed } from './activity.js';

/** A client may be slow to say whom it means to speak to. */
const maxWait = 600_000_000;
const maxKeys = 5000;
const maxOfOne = 100;

/** Whether a row only adds to a connection that another row tells of. */
export function isGreeting({ ActionType, InitiatingProcessId }: DeviceNetworkEvents): boolean {
  const isInspected =
    ActionType === 'SslConnectionInspected' || ActionType === 'HttpConnectionInspected';
  return isInspected && typeof InitiatingProcessId === 'number';
}

/** Names of connections that came to be known after their rows, which may come in any order. */
export class ConnectionNames {
  readonly #told = new Map<string, { time: Micros; name: string; isClaimed: boolean }[]>();
  /** Those whose name is one of these, and may be another when more is told. */
  readonly #named = new WeakSet<Connection>();

  /** Whether it tells anything new. */
  note(row: DeviceNetworkEvents): boolean {
    const { TimeGenerated: time, RemoteUrl: name = '' } = row;
    const key = keyOf(row.InitiatingProcessId ?? null, row.RemoteIP ?? '', row.RemotePort ?? null);
    const known = this.#told.get(key) ?? [];
    if (name === '' || known.some((each) => each.time === time && each.name === name)) return false;
    known.push({ time, name, isClaimed: isClaimed(row) });
    known.sort((one, other) => one.time - other.time);
    this.#told.delete(key);
    this.#told.set(key, known.slice(0, maxOfOne));
    if (this.#told.size > maxKeys) this.#told.delete(this.#told.keys().next().value ?? '');
    return true;
  }

  /** Puts the name into a connection that came without one: what its client said next. Whether it is another now. */
  complete(connection: Connection): boolean {
    const before = connection.RemoteUrl;
    if (before !== '' && !this.#named.has(connection)) return false;
    const { ProcessId, RemoteIP, RemotePort, Time } = connection;
    const next = this.#told
      .get(keyOf(ProcessId, RemoteIP, RemotePort))
      ?.find(({ time }) => time >= Time && time <= Time + maxWait);
    if (next === undefined) return false;
    this.#named.add(connection);
    connection.RemoteUrl = next.name;
    connection.IsNameClaimed = next.isClaimed;
    connection.OtherNames = [];
    return connection.RemoteUrl !== before;
  }
}

const keyOf = (processId: number | null, address: string, port: number | null): string =>
  `${processId} ${address} ${port}`;
