import { createFraming, type Framing, type Seen, type ServerRead } from './framing.js';
import type { RequestHead } from './head.js';

/** A read of a server on one of its connections. */
export interface StreamRead extends ServerRead {
  /** Names the connection: no other has the same. */
  stream: string;
  /** Bytes of the connection that were read before. */
  position: number;
  /** Whether the connection has been watched since its first byte. */
  isFromStart: boolean;
}

/** Follows many connections, each from where it was first seen. */
export interface Streams<Client> {
  /** `clientOf` is asked once, at a connection's first read. */
  read(read: StreamRead, clientOf: () => Client): { seen: Seen[]; client: Client };
}

/** Keeps the connections that were read last. One forgotten and read again goes on as one first seen in its middle. */
export function createStreams<Client>(
  wantsBody: (head: RequestHead) => boolean,
  limit = 1000,
): Streams<Client> {
  const streams = new Map<string, { framing: Framing; position: number; client: Client }>();

  return {
    read(read, clientOf) {
      const known = streams.get(read.stream);
      const isFresh = known === undefined && read.isFromStart;
      const stream = known ?? {
        framing: createFraming(isFresh, wantsBody),
        position: isFresh ? 0 : read.position,
        client: clientOf(),
      };
      streams.delete(read.stream);
      streams.set(read.stream, stream);
      if (streams.size > limit)
        for (const oldest of streams.keys()) {
          streams.delete(oldest);
          break;
        }
      const missed = read.position - stream.position;
      // Behind what was read already: told too late to be of use.
      if (missed < 0) return { seen: [{ kind: 'unseen' }], client: stream.client };
      stream.position = read.position + read.length;
      const before = missed > 0 ? stream.framing.read(hole(missed)) : [];
      return { seen: [...before, ...stream.framing.read(read)], client: stream.client };
    },
  };
}

const hole = (length: number): ServerRead => ({ known: Buffer.alloc(0), length, isIdle: false });
