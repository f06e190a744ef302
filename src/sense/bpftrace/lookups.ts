import type { Micros } from '../../model/row.js';
import { type DnsMessage, readDns, resolved } from '../names/dns.js';
import { actorIn } from './actor.js';
import type { Actor, Answer, Endpoint, LookupRecord } from './records.js';

/** Bytes that passed between a process and a name server. */
export interface Passed {
  time: Micros;
  /** Stands for the socket. */
  socket: string;
  actor: Actor;
  remote: Endpoint;
  local: Endpoint;
  protocol: 'Tcp' | 'Udp';
  bytes: Buffer;
}

/** Turns what passed between processes and name servers into lookups, each told once: with its answer, or without. */
export interface Lookups {
  /** A process asks through this socket. */
  opened(socket: string, actor: Actor): void;
  asked(passed: Passed): LookupRecord[];
  answered(passed: Passed): LookupRecord[];
  /** Questions that nobody has answered for a while. */
  overdue(now: Micros): LookupRecord[];
}

/** Resolvers give up, or ask again, after five seconds. */
export const unansweredMicros = 6_000_000;
const maxOpen = 5000;
/** Answers that were told lately: a process may look at one (MSG_PEEK) before it takes it. */
const maxTold = 1000;

export function createLookups(): Lookups {
  const owners = new Map<string, Actor>();
  const open = new Map<string, LookupRecord>();
  const told = new Set<string>();

  const lookup = ({ actor, ...passed }: Passed, { question }: DnsMessage): LookupRecord => ({
    kind: 'lookup',
    ...actor,
    time: passed.time,
    remote: passed.remote,
    local: passed.local,
    protocol: passed.protocol,
    name: question.name,
    queryType: question.type,
    answer: null,
    isAskerCertain: true,
  });

  return {
    opened(socket, actor) {
      owners.delete(socket);
      owners.set(socket, actorIn(actor));
      if (owners.size > maxOpen) owners.delete(owners.keys().next().value ?? '');
    },
    asked(passed) {
      const message = messageOf(passed);
      if (message === null || message.isResponse) return [];
      const key = keyOf(passed, message);
      told.delete(key);
      if (open.has(key)) return []; // Asked again.
      const owner = owners.get(passed.socket);
      const record = lookup(passed, message);
      open.set(key, { ...record, ...owner, isAskerCertain: owner !== undefined });
      if (open.size <= maxOpen) return [];
      const [oldest] = open;
      if (oldest === undefined) return [];
      open.delete(oldest[0]);
      return [oldest[1]];
    },
    answered(passed) {
      const message = messageOf(passed);
      if (message === null || !message.isResponse) return [];
      const key = keyOf(passed, message);
      open.delete(key);
      if (told.has(key)) return [];
      told.add(key);
      if (told.size > maxTold) told.delete(told.values().next().value ?? '');
      return [{ ...lookup(passed, message), answer: answerOf(message) }];
    },
    overdue(now) {
      const late: LookupRecord[] = [];
      for (const [key, record] of open) {
        if (now - record.time < unansweredMicros) break;
        open.delete(key);
        late.push(record);
      }
      return late;
    },
  };
}

const keyOf = ({ socket }: Passed, { id, question }: DnsMessage): string =>
  `${socket} ${id} ${question.type} ${question.name}`;

/** Over TCP the length comes before the message (RFC 1035, 4.2.2); many programs read it apart. */
function messageOf({ bytes, protocol }: Passed): DnsMessage | null {
  if (protocol === 'Udp') return readDns(bytes);
  const hasLength = bytes.length > 2 && bytes.readUInt16BE(0) === bytes.length - 2;
  return readDns(hasLength ? bytes.subarray(2) : bytes);
}

function answerOf(message: DnsMessage): Answer {
  return { code: message.code, ...resolved(message), isWhole: message.isWhole };
}
