import type { DeviceNetworkEvents } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import type {
  AcceptRecord,
  CloseRecord,
  ConnectRecord,
  Greeting,
  GreetingRecord,
  LookupRecord,
} from '../sense/bpftrace.js';
import { addressType } from './address-type.js';
import type { Asker, NamesBook } from './kernel-names.js';

const inspected = {
  tls: 'SslConnectionInspected',
  http: 'HttpConnectionInspected',
} as const satisfies Record<Greeting['kind'], string>;

/** What is known of the other end's name. */
export type NetworkColumns = Pick<DeviceNetworkEvents, 'RemoteUrl'> & {
  AdditionalFields?: { [key: string]: Json };
};

const outcomes = {
  established: 'ConnectionSuccess',
  failed: 'ConnectionFailed',
  pending: 'ConnectionAttempt',
  unknown: 'ConnectionAttempt',
} as const satisfies Record<ConnectRecord['outcome'], string>;

export type NetworkRecord =
  | ConnectRecord
  | AcceptRecord
  | CloseRecord
  | GreetingRecord
  | LookupRecord;

/** Columns of a connection, or of what passed on it, but for its process. */
export function networkColumns(
  record: NetworkRecord,
  { AdditionalFields: told, ...named }: NetworkColumns,
) {
  const { remote, local } = record;
  const own = ownColumns(record);
  const additional = { ...own.AdditionalFields, ...told };
  return {
    ...own,
    ...named,
    RemoteIP: remote.address,
    RemotePort: remote.port,
    RemoteIPType: addressType(remote.address),
    LocalIP: local.address,
    LocalPort: local.port === 0 ? null : local.port,
    LocalIPType: addressType(local.address),
    Protocol: 'protocol' in record ? record.protocol : 'Tcp',
    ...(Object.keys(additional).length === 0 ? {} : { AdditionalFields: additional }),
  };
}

interface OwnColumns extends Pick<DeviceNetworkEvents, 'RemoteUrl'> {
  ActionType: string;
  AdditionalFields?: { [key: string]: Json };
}

function ownColumns(record: NetworkRecord): OwnColumns {
  switch (record.kind) {
    case 'accept':
      return { ActionType: 'InboundConnectionAccepted' };
    case 'close':
      return {
        ActionType: 'ConnectionClosed',
        AdditionalFields: { BytesSent: record.sent, BytesReceived: record.received },
      };
    case 'connect': {
      const { outcome, error } = record;
      return {
        ActionType: outcomes[outcome],
        ...(error === null ? {} : { AdditionalFields: { Errno: error } }),
      };
    }
    case 'greeting':
      return { ActionType: inspected[record.greeting.kind] };
    case 'lookup':
      return lookupColumns(record);
  }
}

/** As network sensors' rows have it: RemoteUrl is the name that was asked for. */
function lookupColumns({ name, queryType, answer, isAskerCertain }: LookupRecord): OwnColumns {
  return {
    ActionType: 'DnsConnectionInspected',
    RemoteUrl: name,
    AdditionalFields: {
      QueryType: queryType,
      IsAnswered: answer !== null,
      ...(isAskerCertain ? {} : { IsProcessUncertain: true }),
      ...(answer === null
        ? {}
        : {
            ResponseCode: answer.code,
            Answers: answer.addresses.map(({ address }) => address),
            ...(answer.aliases.length === 0 ? {} : { Aliases: answer.aliases }),
            ...(answer.isWhole ? {} : { IsTruncated: true }),
          }),
    },
  };
}

/**
 * The other end's name. A name that the client claimed counts where a name server gave it for this address too, or
 * nothing speaks against it. Several names for one address are all told, and none is taken for that of the connection.
 */
export function nameColumns(
  book: NamesBook,
  asker: Asker,
  { remote, time, greeting }: Pick<ConnectRecord, 'remote' | 'time' | 'greeting'>,
): NetworkColumns {
  const known = book.find(asker, remote.address, time);
  const names = known?.names ?? [];
  const { claimed, told } = claimOf(greeting);
  const only = names.length === 1 ? names[0] : undefined;
  const looked = known === undefined ? {} : { LookupScope: known.scope, Resolver: known.resolver };
  if (claimed !== '') {
    const isResolved = names.includes(claimed);
    const isRefuted = only !== undefined && known?.scope === 'process' && !isResolved;
    if (!isRefuted) {
      const others = names.filter((name) => name !== claimed);
      return {
        RemoteUrl: claimed,
        AdditionalFields: {
          ...told,
          RemoteUrlSource: greeting?.kind ?? '',
          IsNameResolved: isResolved,
          ...(isResolved ? looked : {}),
          ...(others.length === 0 ? {} : { OtherNames: others }),
        },
      };
    }
  }
  if (only !== undefined) {
    return {
      RemoteUrl: only,
      AdditionalFields: { ...told, RemoteUrlSource: 'dns', IsNameResolved: true, ...looked },
    };
  }
  const additional = { ...told, ...(names.length === 0 ? {} : { OtherNames: names, ...looked }) };
  return Object.keys(additional).length === 0 ? {} : { AdditionalFields: additional };
}

/** The name that the client says it speaks to, '' where it may be another's, and what else it said. */
function claimOf(greeting: Greeting | undefined): {
  claimed: string;
  told: { [key: string]: Json };
} {
  if (greeting === undefined) return { claimed: '', told: {} };
  if (greeting.kind === 'http') {
    const { name, isProxied } = greeting;
    return isProxied
      ? { claimed: '', told: { ProxiedTo: name } }
      : { claimed: name, told: { HttpHost: name } };
  }
  const { serverName, protocols, mayBeFront } = greeting;
  return {
    claimed: serverName,
    told: {
      TlsServerName: serverName,
      ...(protocols.length === 0 ? {} : { TlsProtocols: protocols }),
      ...(mayBeFront ? { HasEncryptedHello: true } : {}),
    },
  };
}
