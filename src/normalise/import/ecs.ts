import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Json } from '../../model/row.js';
import { isAudit, openAuditd } from './auditd.js';
import { containerIdIn } from './container.js';
import { dockerdFound } from './dockerd.js';
import { dockerdMessage } from './dockerd-message.js';
import { parseExact } from './exact-json.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  shareOfObjects,
} from './importer.js';
import { instantOf, millisecondsOf } from './instant.js';
import type { Program } from './program.js';
import {
  deviceOf,
  engineRow,
  exitRow,
  type FileAction,
  fileRow,
  isTellingEnd,
  networkRow,
  type Occasion,
  processRow,
} from './rows.js';
import { identified, withNode } from './shipped-line.js';
import { isSysmon, openSysmon } from './sysmon.js';
import { noTime } from './table-row.js';
import {
  at,
  countOf,
  type Fields,
  isFields,
  loginOf,
  portOf,
  textOf,
  textsOf,
  wholeOf,
} from './values.js';

/** Elastic Common Schema, as Endpoint, Auditbeat and others write it; documents or hits (`_source`) of an index. */
export const ecs: Importer = {
  id: 'ecs',
  title: 'Elastic ECS documents',
  reads: 'objects',
  isCarrier: true,
  recognises: shareOfObjects((value) => {
    const documents = documentsIn(value);
    const isDocument = (document: Fields) =>
      at(document, '@timestamp') !== undefined && isEvent(document);
    return documents.length > 0 && documents.every(isDocument);
  }),
  open: openEcs,
};

function openEcs(context: ImportContext): Opened<'objects'> {
  // Filebeat ships lines as they are.
  const auditd = openAuditd(context);
  const sysmon = openSysmon(context);

  function take(document: Fields, line: number): Found[] {
    const device = hostOf(document, context.device);
    const shipped = ['event.original', 'message']
      .map((path) => textOf(at(document, path)))
      .find((text) => text !== undefined && isShipped(text));
    if (shipped === undefined) return fromDockerd(document, device) ?? found(document, device);
    if (isSysmon(shipped)) return identified(sysmon.take(shipped, line), device);
    // Auditbeat puts a whole event into one document, with what it was made of beside.
    if (at(document, 'auditd.data') !== undefined) return found(document, device);
    const lines = shipped.split('\n').filter((text) => text.trim() !== '');
    const rows = lines.flatMap((text) => auditd.take(withNode(text, device), line));
    return identified(rows, device);
  }

  return {
    take: (value, line) => documentsIn(value).flatMap((document) => take(document, line)),
    end: () => [...auditd.end(), ...sysmon.end()],
  };
}

const isShipped = (text: string): boolean => isSysmon(text) || isAudit(text);

/** A message of dockerd's that was taken from the journal or from syslog. */
function fromDockerd(document: Fields, device: Partial<Device>): Found[] | undefined {
  const program = [
    'syslog.identifier',
    'log.syslog.appname',
    'journald.process.name',
    'process.name',
  ]
    .map((path) => textOf(at(document, path)))
    .find((name) => name !== undefined);
  if (program === undefined || !/^(docker\.)?dockerd(-current)?$/.test(program)) return undefined;
  // What a container wrote may look like anything.
  if (at(document, 'container.id') !== undefined) return undefined;
  const text = textOf(at(document, 'message'));
  const logged = instantOf(at(document, '@timestamp'));
  return text === undefined ? undefined : dockerdFound(dockerdMessage(text), device, logged);
}

/** A document, a hit with its `_source`, or the answer to a search. */
function documentsIn(value: Fields): Fields[] {
  const hits = at(value, 'hits.hits');
  // A hit that is no object is told of as a document that has nothing.
  if (Array.isArray(hits)) return hits.flatMap((hit) => (isFields(hit) ? documentsIn(hit) : [{}]));
  const source = value['_source'];
  return [isFields(source) ? source : isSheet(value) ? fromSheet(value) : value];
}

/** A row of a CSV file, in which Kibana spells all values for people. */
function isSheet(value: Fields): boolean {
  for (const name in value) if (typeof value[name] !== 'string') return false;
  return true;
}

function fromSheet(value: Fields): Fields {
  const entries = Object.entries(value).filter(([, text]) => text !== '-' && text !== '(null)');
  return Object.fromEntries(
    entries.map(([name, text]) => {
      if (typeof text !== 'string') return [name, text];
      if (/\.(pid|ppid|port|size|exit_code)$/.test(name)) return [name, text.replaceAll(',', '')];
      return listNames.test(name) ? [name, listIn(text)] : [name, text];
    }),
  );
}

const listNames = /(^|\.)(args|category|type|action)$/;

/** `["a","b"]`, or `a, b`, where a comma within one cannot be told. */
function listIn(text: string): Json {
  try {
    const list = parseExact(text);
    return Array.isArray(list) ? list : text.split(', ');
  } catch {
    return text.split(', ');
  }
}

const isEvent = (value: Fields): boolean =>
  [
    'event.category',
    'event.action',
    'event.kind',
    'event.module',
    'ecs.version',
    'agent.type',
    'event.dataset',
  ].some((path) => at(value, path) !== undefined);

function hostOf(document: Fields, otherwise: Partial<Device>): Partial<Device> {
  const name = ['host.name', 'host.hostname', 'beat.hostname', 'agent.hostname', 'agent.name']
    .map((path) => textOf(at(document, path)))
    .find((text) => text !== undefined);
  return deviceOf({ id: textOf(at(document, 'host.id')), name }, otherwise);
}

function found(document: Fields, device: Partial<Device>): Found[] {
  const get = (path: string): Json | undefined => at(document, path);
  const time = instantOf(get('@timestamp')) ?? millisecondsOf(get('@timestamp'));
  if (time === undefined) return [{ rejected: noTime(get('@timestamp'), '@timestamp') }];
  const occasion = { time, device };
  const actions = wordsOf(get('event.action'));
  const categories = [...wordsOf(get('event.category')), ...impliedBy(document, actions)];
  const action = actions.join(' ');
  const kinds = [...wordsOf(get('event.type')), ...actions.map((word) => word.toLowerCase())];
  for (const [category, reader] of readers) {
    const rows = categories.includes(category) ? reader(document, kinds, occasion) : undefined;
    if (rows) return rows;
  }
  return [{ skipped: `event ${categories[0] ?? 'without category'}: ${action || 'no action'}` }];
}

/** Auditbeat before version 7.7 has categories of its own, or none. */
function impliedBy(document: Fields, actions: string[]): string[] {
  const said = ['event.module', 'event.dataset', 'metricset.name'].map((path) =>
    textOf(at(document, path)),
  );
  if (said.includes('file_integrity')) return ['file'];
  if (said.includes('auditd')) return actions.flatMap((action) => auditCategories[action] ?? []);
  return said.includes('system')
    ? said.flatMap((word) => systemCategories[word?.replace('system.', '') ?? ''] ?? [])
    : [];
}

const auditCategories: Record<string, string> = dictionary({
  executed: 'process',
  'connected-to': 'network',
  'accepted-connection-from': 'network',
  deleted: 'file',
  renamed: 'file',
});
const systemCategories: Record<string, string> = dictionary({
  process: 'process',
  socket: 'network',
});

/** One word or several. */
const wordsOf = (value: Json | undefined): string[] =>
  textsOf(value) ?? [textOf(value) ?? ''].filter(Boolean);

type Reader = (document: Fields, kinds: string[], occasion: Occasion) => Found[] | undefined;

const readers: [string, Reader][] = [
  ['process', processFound],
  ['file', fileFound],
  ['network', networkFound],
];

function processFound(document: Fields, kinds: string[], occasion: Occasion): Found[] | undefined {
  const has = (...names: string[]): boolean => names.some((name) => kinds.includes(name));
  // What ran when the agent started, and forks without exec, are told in the same category.
  if (has('existing_process', 'already_running', 'fork')) return undefined;
  const isEnd = has('end', 'exit', 'process_stopped', 'terminated');
  if (!isEnd && !has('start', 'exec', 'executed', 'process_started', 'creation')) return undefined;
  const program = programOf(document, 'process');
  if (program.pid === undefined) return [{ rejected: 'its process has no pid' }];
  if (isEnd)
    return [exitRow(occasion, program, { code: wholeOf(at(document, 'process.exit_code')) })];
  if (hasFailed(document)) return [{ skipped: 'failed execve' }];
  const parent = programOf(document, 'process.parent');
  const isKnown =
    parent.pid !== undefined || parent.path !== undefined || parent.name !== undefined;
  return [processRow(occasion, program, isKnown ? parent : undefined)];
}

/** Auditbeat tells of calls that failed, too. */
const hasFailed = (document: Fields): boolean =>
  textOf(at(document, 'event.outcome')) === 'failure' ||
  textOf(at(document, 'auditd.result')) === 'fail';

const fileActions: [string, FileAction][] = [
  ['rename', 'FileRenamed'],
  ['renamed', 'FileRenamed'],
  ['moved', 'FileRenamed'],
  ['creation', 'FileCreated'],
  ['created', 'FileCreated'],
  ['deletion', 'FileDeleted'],
  ['deleted', 'FileDeleted'],
  ['change', 'FileModified'],
  ['modification', 'FileModified'],
  ['overwrite', 'FileModified'],
  ['updated', 'FileModified'],
];

function fileFound(document: Fields, kinds: string[], occasion: Occasion): Found[] | undefined {
  const action = fileActions.find(([kind]) => kinds.includes(kind))?.[1];
  if (action === undefined) return undefined;
  const get = (path: string): Json | undefined => at(document, path);
  const path = textOf(get('file.path'));
  if (path === undefined) return [{ rejected: 'it has no file.path' }];
  return [
    fileRow(
      occasion,
      {
        action,
        path,
        previousPath: textOf(get('file.Ext.original.path')),
        sha1: textOf(get('file.hash.sha1') ?? get('hash.sha1')),
        sha256: textOf(get('file.hash.sha256') ?? get('hash.sha256')),
        md5: textOf(get('file.hash.md5') ?? get('hash.md5')),
        size: countOf(get('file.size')),
      },
      actorOf(document),
    ),
  ];
}

function networkFound(document: Fields, kinds: string[], occasion: Occasion): Found[] | undefined {
  const has = (...names: string[]): boolean => names.some((name) => kinds.includes(name));
  // A flow that is told of once it is over has begun, too.
  const isOver = has('end', 'disconnect_received') && !has('start');
  if (has('protocol') && !has('start')) return undefined;
  if (has('bound-socket', 'listen-for-connections', 'socket_closed')) return undefined;
  const get = (path: string): Json | undefined => at(document, path);
  const direction = textOf(get('network.direction')) ?? '';
  const isInbound =
    /^(ingress|inbound|incoming)$/.test(direction) ||
    has('connection_accepted', 'accepted-connection-from');
  const [near, far] = isInbound ? ['destination', 'source'] : ['source', 'destination'];
  const actor = actorOf(document);
  const sizes = { sent: countOf(get(`${near}.bytes`)), received: countOf(get(`${far}.bytes`)) };
  if (isOver && !isTellingEnd(sizes, isInbound, actor)) return undefined;
  const remoteIp = textOf(get(`${far}.ip`));
  if (remoteIp === undefined) return isOver ? undefined : toEngine(document, occasion);
  const outcome = textOf(get('event.outcome'));
  const made = outcome === 'failure' || has('denied') ? 'ConnectionFailed' : 'ConnectionSuccess';
  const attempted =
    has('connection_attempted') && outcome !== 'success' ? 'ConnectionAttempt' : made;
  const begun = isInbound ? 'InboundConnectionAccepted' : attempted;
  return [
    networkRow(
      occasion,
      {
        action: isOver ? 'ConnectionClosed' : begun,
        remoteIp,
        remotePort: portOf(get(`${far}.port`)),
        remoteUrl: textOf(get(`${far}.domain`)),
        localIp: textOf(get(`${near}.ip`)),
        localPort: portOf(get(`${near}.port`)),
        protocol: textOf(get('network.transport')),
        ...sizes,
      },
      actor,
    ),
  ];
}

/** Auditbeat's connect to a local socket. */
function toEngine(document: Fields, occasion: Occasion): Found[] | undefined {
  const path =
    textOf(at(document, 'destination.path')) ?? textOf(at(document, 'auditd.data.socket.path'));
  if (path === undefined || !/(^|\/)docker\.sock$/.test(path) || hasFailed(document))
    return undefined;
  return [engineRow(occasion, path, actorOf(document))];
}

function actorOf(document: Fields): Program {
  const parent = programOf(document, 'process.parent');
  return { ...programOf(document, 'process'), parent };
}

function programOf(document: Fields, prefix: string): Program {
  const get = (path: string): Json | undefined => at(document, `${prefix}.${path}`);
  const whole = prefix === 'process' ? (path: string) => at(document, path) : () => undefined;
  const uid =
    countOf(get('user.id')) ??
    countOf(whole('user.effective.id')) ??
    countOf(whole('user.id')) ??
    countOf(whole('user.euid') ?? whole('user.uid'));
  return {
    // Agents before version 7.10 name the parent's number alone, and not below it.
    pid:
      countOf(get('pid')) ??
      (prefix === 'process' ? undefined : countOf(at(document, 'process.ppid'))),
    uniqueId: textOf(get('entity_id')),
    path: textOf(get('executable') ?? get('exe')),
    name: textOf(get('name')),
    argv: textsOf(get('args')),
    commandLine: textOf(get('command_line')),
    cwd: textOf(get('working_directory') ?? get('cwd')),
    time: instantOf(get('start')),
    account:
      textOf(get('user.name')) ??
      textOf(whole('user.effective.name')) ??
      textOf(whole('user.name')) ??
      textOf(whole('user.name_map.euid')),
    domain: textOf(whole('user.domain')),
    uid,
    auditUid: loginOf(whole('user.audit.id') ?? whole('auditd.data.auid') ?? whole('user.auid')),
    sha1: textOf(get('hash.sha1')),
    sha256: textOf(get('hash.sha256')),
    md5: textOf(get('hash.md5')),
    containerId: containerIdIn(whole('container.id')),
  };
}
