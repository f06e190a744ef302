import type { Micros } from '../model/row.js';

/** Who looked a name up, or connected: names that a process was told are its own, then its container's. */
export interface Asker {
  /** Identifies the process. */
  process: string;
  /** '' on the host itself. */
  containerId: string;
}

/** How near the lookup was to who connected: the same process, the same container, or a process of the host. */
export type NameScope = 'process' | 'container' | 'host';

export interface KnownNames {
  /** All names for the address, the latest first: several where none can be preferred. */
  names: string[];
  scope: NameScope;
  /** Name server that gave the first of them. */
  resolver: string;
}

/**
 * Names that name servers gave for addresses. What is looked up in a container never names another's connections, nor
 * the host's: who builds an image could choose them. Bounded: the oldest go first.
 */
export interface NamesBook {
  learn(lookup: {
    time: Micros;
    asker: Asker;
    name: string;
    resolver: string;
    addresses: { address: string; ttl: number }[];
  }): void;
  find(asker: Asker, address: string, time: Micros): KnownNames | undefined;
}

interface Entry {
  name: string;
  resolver: string;
  expires: Micros;
}

const second = 1_000_000;
/**
 * How long after a name's life ends it is still believed. A process keeps an address that it was told; in a container,
 * what one process looked up another is often given; on a host many share an address.
 */
const grace: Record<NameScope, Micros> = {
  process: 3600 * second,
  container: 600 * second,
  host: 60 * second,
};
/** Seconds that a name may claim to live. */
const maxTtl = 86_400;
const maxAddresses = 30_000;
const maxNames = 8;

export function createNamesBook(limit = maxAddresses): NamesBook {
  const books: Record<NameScope, Map<string, Entry[]>> = {
    process: new Map(),
    container: new Map(),
    host: new Map(),
  };

  const put = (scope: NameScope, key: string, entry: Entry): void => {
    const book = books[scope];
    const others = (book.get(key) ?? []).filter(({ name }) => name !== entry.name);
    book.delete(key);
    book.set(key, [entry, ...others].slice(0, maxNames));
    if (book.size <= limit) return;
    // A tenth at once: finding the oldest entry of a map gets slow when they are removed one by one.
    let surplus = Math.ceil(limit / 10);
    for (const oldest of book.keys()) {
      book.delete(oldest);
      surplus -= 1;
      if (surplus === 0) break;
    }
  };

  return {
    learn({ time, asker, name, resolver, addresses }) {
      for (const { address, ttl } of addresses) {
        for (const [scope, key] of keysOf(asker, address)) {
          const expires = time + Math.min(ttl, maxTtl) * second + grace[scope];
          put(scope, key, { name, resolver, expires });
        }
      }
    },
    find(asker, address, time) {
      for (const [scope, key] of keysOf(asker, address)) {
        const alive = books[scope].get(key)?.filter(({ expires }) => expires >= time) ?? [];
        const [latest] = alive;
        if (latest === undefined) continue;
        return { names: alive.map(({ name }) => name), scope, resolver: latest.resolver };
      }
      return undefined;
    },
  };
}

function keysOf({ process, containerId }: Asker, address: string): [NameScope, string][] {
  return [
    ['process', `${process} ${address}`],
    containerId === '' ? ['host', address] : ['container', `${containerId} ${address}`],
  ];
}
