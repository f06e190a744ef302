import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Json } from '../../model/row.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { epochOf, instantOf } from './instant.js';
import { type Connection, networkRow, type Occasion } from './rows.js';
import { noTime } from './table-row.js';
import { at, countOf, type Fields, isFields, listOf, portOf, textOf } from './values.js';

/** Zeek's conn, dns and ssl logs as JSON: what a network sensor saw, without processes. */
export const zeek: Importer = {
  id: 'zeek',
  title: 'Zeek JSON logs: conn, dns, ssl',
  reads: 'objects',
  recognises: shareOfObjects((value) => {
    const record = recordIn(value);
    const isLog = said(record) !== undefined || isBySelf(record);
    return record.ts !== undefined && (endpoint(record, 'orig_h') !== undefined || isLog);
  }),
  open: ({ device }) => stateless((value) => found(recordIn(value), device)),
};

/** Some exporters put each record below the name of its log: `{"conn": {…}}`. */
function recordIn(value: Fields): Fields {
  const [entry, another] = Object.entries(value);
  if (entry === undefined || another !== undefined || !isFields(entry[1])) return value;
  return { _path: entry[0], ...entry[1] };
}

/** `id.orig_h`, nested, or `id_orig_h` where an exporter has no dots. */
const endpoint = (value: Fields, name: string): Json | undefined =>
  at(value, `id.${name}`) ?? value[`id_${name}`];

function found(value: Fields, device: Partial<Device>): Found[] {
  const time = epochOf(value.ts) ?? instantOf(value.ts);
  if (time === undefined) return [{ rejected: noTime(value.ts, 'ts') }];
  const remoteIp = textOf(endpoint(value, 'resp_h'));
  const log = logOf(value);
  if (remoteIp === undefined && logs[log] !== undefined)
    return [{ rejected: 'it names no responder' }];
  const connection = logs[log]?.(value);
  if (connection === undefined) return [{ skipped: `${log} log` }];
  const { additional, ...columns } = connection;
  const occasion: Occasion = {
    time,
    device,
    additional: { ZeekUid: textOf(value.uid), ...additional },
  };
  const ends = {
    remoteIp,
    remotePort: portOf(endpoint(value, 'resp_p')),
    localIp: textOf(endpoint(value, 'orig_h')),
    localPort: portOf(endpoint(value, 'orig_p')),
    protocol: textOf(value.proto),
  };
  return [networkRow(occasion, { ...ends, ...columns }, undefined)];
}

/** A stream of several logs names them. */
const said = (value: Fields): string | undefined =>
  textOf(value['_path']) ?? textOf(value['@stream']) ?? textOf(value['@path']);

/** Of the logs without connections: files, certificates, leases, and those that Zeek keeps about itself. */
const isBySelf = (value: Fields): boolean =>
  [['fuid'], ['fingerprint', 'certificate.version'], ['uids', 'msg_types'], ['filter', 'init']]
    .concat([
      ['hashAlgorithm', 'certStatus'],
      ['machine', 'compile_ts'],
      ['peer', 'mem'],
    ])
    .some((names) => names.every((name) => value[name] !== undefined));

/** In a file of one log, the fields tell which it is. */
function logOf(value: Fields): string {
  const has = (...names: string[]) => names.some((name) => value[name] !== undefined);
  const name = said(value);
  if (name !== undefined) return name;
  if (has('conn_state')) return 'conn';
  if (has('qtype', 'query', 'rcode') || (has('trans_id') && has('rejected'))) return 'dns';
  // Kerberos tells of its cipher, too.
  return has('server_name', 'established') || (has('cipher') && has('curve', 'version'))
    ? 'ssl'
    : 'another';
}

type Seen = Pick<Connection, 'action' | 'remoteUrl' | 'protocol' | 'sent' | 'received'> & {
  additional: { [key: string]: Json | undefined };
};

/** Unanswered, and refused; in all other states something came back. */
const states: Record<string, string> = dictionary({
  S0: 'ConnectionAttempt',
  SH: 'ConnectionAttempt',
  REJ: 'ConnectionFailed',
  RSTOS0: 'ConnectionAttempt',
});

const logs: Record<string, (value: Fields) => Seen> = dictionary({
  conn: (value) => ({
    action: states[textOf(value.conn_state) ?? ''] ?? 'ConnectionSuccess',
    sent: countOf(value.orig_bytes),
    received: countOf(value.resp_bytes),
    additional: { Service: textOf(value.service), ConnectionState: textOf(value.conn_state) },
  }),
  dns: (value) => ({
    action: 'DnsConnectionInspected',
    remoteUrl: textOf(value.query),
    additional: {
      QueryType: textOf(value.qtype_name),
      Answers: Array.isArray(value.answers) ? listOf(value.answers) : undefined,
    },
  }),
  ssl: (value) => ({
    action: 'SslConnectionInspected',
    remoteUrl: textOf(value.server_name),
    protocol: 'tcp',
    additional: { Subject: textOf(value.subject), Version: textOf(value.version) },
  }),
});
