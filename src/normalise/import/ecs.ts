import type { Device } from '../../model/batch.js';
import type { Json } from '../../model/row.js';
import { containerIdIn } from './container.js';
import { type Found, type Importer, shareOfObjects, stateless } from './importer.js';
import { instantOf, millisecondsOf } from './instant.js';
import type { Program } from './program.js';
import {
  deviceOf,
  exitRow,
  type FileAction,
  fileRow,
  networkRow,
  type Occasion,
  processRow,
} from './rows.js';
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
  recognises: shareOfObjects((value) => {
    const document = sourceOf(value);
    return at(document, '@timestamp') !== undefined && isEvent(document);
  }),
  open: ({ device }) => stateless((value) => found(sourceOf(value), device)),
};

const sourceOf = (value: Fields): Fields => {
  const source = value['_source'];
  return isFields(source) ? source : value;
};

const isEvent = (value: Fields): boolean =>
  ['event.category', 'event.action', 'event.kind', 'ecs.version'].some(
    (path) => at(value, path) !== undefined,
  );

function found(document: Fields, otherwise: Partial<Device>): Found[] {
  const get = (path: string): Json | undefined => at(document, path);
  const time = instantOf(get('@timestamp')) ?? millisecondsOf(get('@timestamp'));
  if (time === undefined) return [{ rejected: 'it has no @timestamp' }];
  const name = textOf(get('host.name')) ?? textOf(get('host.hostname'));
  const occasion = { time, device: deviceOf({ id: textOf(get('host.id')), name }, otherwise) };
  const categories = wordsOf(get('event.category'));
  const action = textOf(get('event.action')) ?? '';
  const kinds = [...wordsOf(get('event.type')), action.toLowerCase()];
  const reader = readers.find(([category]) => categories.includes(category))?.[1];
  return (
    reader?.(document, kinds, occasion) ?? [
      { skipped: `event ${categories[0] ?? 'without category'}: ${action || 'no action'}` },
    ]
  );
}

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
  const program = programOf(document, 'process');
  if (program.pid === undefined) return [{ rejected: 'its process has no pid' }];
  // What ran when the agent started, and forks without exec, are told in the same category.
  if (has('existing_process', 'fork')) return undefined;
  if (has('end', 'exit', 'process_stopped', 'terminated')) {
    return [exitRow(occasion, program, { code: wholeOf(at(document, 'process.exit_code')) })];
  }
  if (!has('start', 'exec', 'executed', 'process_started', 'creation')) return undefined;
  const parent = programOf(document, 'process.parent');
  const isKnown =
    parent.pid !== undefined || parent.path !== undefined || parent.name !== undefined;
  return [processRow(occasion, program, isKnown ? parent : undefined)];
}

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
        sha1: textOf(get('file.hash.sha1')),
        sha256: textOf(get('file.hash.sha256')),
        md5: textOf(get('file.hash.md5')),
        size: countOf(get('file.size')),
      },
      actorOf(document),
    ),
  ];
}

function networkFound(document: Fields, kinds: string[], occasion: Occasion): Found[] | undefined {
  const has = (...names: string[]): boolean => names.some((name) => kinds.includes(name));
  if (has('end', 'disconnect_received', 'protocol')) return undefined;
  const get = (path: string): Json | undefined => at(document, path);
  const direction = textOf(get('network.direction')) ?? '';
  const isInbound =
    /^(ingress|inbound|incoming)$/.test(direction) ||
    has('connection_accepted', 'accepted-connection-from');
  const [near, far] = isInbound ? ['destination', 'source'] : ['source', 'destination'];
  const remoteIp = textOf(get(`${far}.ip`));
  if (remoteIp === undefined) return undefined;
  const outcome = textOf(get('event.outcome'));
  const made = outcome === 'failure' || has('denied') ? 'ConnectionFailed' : 'ConnectionSuccess';
  const attempted =
    has('connection_attempted') && outcome !== 'success' ? 'ConnectionAttempt' : made;
  return [
    networkRow(
      occasion,
      {
        action: isInbound ? 'InboundConnectionAccepted' : attempted,
        remoteIp,
        remotePort: portOf(get(`${far}.port`)),
        remoteUrl: textOf(get(`${far}.domain`)),
        localIp: textOf(get(`${near}.ip`)),
        localPort: portOf(get(`${near}.port`)),
        protocol: textOf(get('network.transport')),
      },
      actorOf(document),
    ),
  ];
}

function actorOf(document: Fields): Program {
  const parent = programOf(document, 'process.parent');
  return { ...programOf(document, 'process'), parent };
}

function programOf(document: Fields, prefix: string): Program {
  const get = (path: string): Json | undefined => at(document, `${prefix}.${path}`);
  const whole = prefix === 'process' ? (path: string) => at(document, path) : () => undefined;
  const uid =
    countOf(get('user.id')) ?? countOf(whole('user.effective.id')) ?? countOf(whole('user.id'));
  return {
    pid: countOf(get('pid')),
    uniqueId: textOf(get('entity_id')),
    path: textOf(get('executable')),
    name: textOf(get('name')),
    argv: textsOf(get('args')),
    commandLine: textOf(get('command_line')),
    cwd: textOf(get('working_directory')),
    time: instantOf(get('start')),
    account:
      textOf(get('user.name')) ??
      textOf(whole('user.effective.name')) ??
      textOf(whole('user.name')),
    domain: textOf(whole('user.domain')),
    uid,
    auditUid: loginOf(whole('user.audit.id') ?? whole('auditd.data.auid')),
    sha1: textOf(get('hash.sha1')),
    sha256: textOf(get('hash.sha256')),
    md5: textOf(get('hash.md5')),
    containerId: containerIdIn(whole('container.id')),
  };
}
