import type { Device } from '../../model/batch.js';
import type { Json, Micros } from '../../model/row.js';
import { type AuditPath, auditRows } from './audit-event.js';
import { auditFields, auditRecord } from './audit-record.js';
import { containerIdIn } from './container.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  otherLines,
  shareOfLines,
} from './importer.js';
import { type Programs, rememberPrograms } from './program.js';
import { deviceOf } from './rows.js';
import { socketAddress } from './sockaddr.js';
import { countOf, listOf, loginOf, textOf, wholeOf } from './values.js';

/** What Microsoft's auditd collector makes of audit events, one to a line. */
export const auoms: Importer = {
  id: 'auoms',
  title: 'AUOMS audit lines',
  reads: 'lines',
  recognises: shareOfLines(isAuoms),
  fits: isAuoms,
  open: openAuoms,
};

export function isAuoms(line: string): boolean {
  return /type=AUOMS_\w+ audit\(/.test(line.slice(0, 300));
}

export function openAuoms({ device }: ImportContext): Opened<'lines'> {
  const programs = rememberPrograms();

  function take(line: string): Found[] {
    if (!isAuoms(line) && !line.includes('AUOMS')) return [{ skipped: otherLines }];
    const record = auditRecord(line);
    if (record === undefined || !isAuoms(line))
      return [{ rejected: 'it is no whole AUOMS record' }];
    const fields = valuesOf(record.body);
    const get = (name: string): string | undefined => fields.get(name);
    return auomsRows({ ...record, node: get('node'), get }, device, programs);
  }

  return { take, end: () => [] };
}

/** An event, whose values are read by name. */
interface AuomsEvent {
  type: string;
  time: Micros;
  node: string | undefined;
  get: (name: string) => string | undefined;
}

export function auomsRows(
  { type, time, node, get }: AuomsEvent,
  device: Partial<Device>,
  programs: Programs,
): Found[] {
  const syscall = get('syscall');
  if (syscall === undefined) return [{ skipped: type }];
  if (get('pid') === undefined) return [{ rejected: 'it has no pid' }];
  const command = get('cmdline');
  const count = countOf(get('argc'));
  return auditRows(
    {
      time,
      device: deviceOf({ name: node }, device),
      syscall,
      isSuccess: get('success') === 'yes',
      exit: wholeOf(get('exit')),
      openFlags: Number.parseInt((syscall === 'open' ? get('a1') : get('a2')) ?? '', 16) || 0,
      program: {
        pid: countOf(get('pid')),
        path: get('exe'),
        name: get('exe') === undefined ? get('comm') : undefined,
        commandLine: syscall.startsWith('execve') ? (command ?? get('proctitle')) : undefined,
        // The title that stands in for missing arguments is cut.
        isTruncated:
          command === undefined && count === undefined ? undefined : command === undefined,
        cwd: get('cwd'),
        uid: countOf(get('euid')),
        account: get('effective_user'),
        auditUid: loginOf(get('auid')),
        session: loginOf(get('ses')),
        containerId: containerIdIn(get('containerid')),
      },
      parentPid: countOf(get('ppid')),
      paths: pathsOf(get('path_name'), get('path_nametype'), get('path_mode')),
      address: socketAddress(get('saddr') ?? ''),
      key: get('key'),
    },
    programs,
  );
}

/**
 * The command line is neither escaped nor, when it holds quotes, quoted so that its end could be told by them: it reaches
 * to the field that follows.
 */
function valuesOf(body: string): Map<string, string> {
  const found = / cmdline=([\s\S]*?)(?= redactors=|$)/.exec(body);
  const rest = found
    ? body.slice(0, found.index) + body.slice(found.index + found[0].length)
    : body;
  const title = / proctitle=([\s\S]*?)(?= (?:redactors|argc)=|$)/.exec(rest);
  const plain = title
    ? rest.slice(0, title.index) + rest.slice(title.index + title[0].length)
    : rest;
  const fields = new Map<string, string>();
  for (const [name, { text }] of auditFields(plain) ?? []) if (text !== '') fields.set(name, text);
  // Lists hold quotes of their own.
  for (const name of ['path_name', 'path_nametype', 'path_mode']) {
    const start = plain.indexOf(` ${name}=[`);
    const end = plain.indexOf(']', start);
    if (start >= 0 && end >= 0) fields.set(name, plain.slice(start + name.length + 2, end + 1));
  }
  if (found?.[1]) fields.set('cmdline', unquoted(found[1].trim()));
  if (title?.[1]) fields.set('proctitle', unquoted(title[1].trim()));
  return fields;
}

const unquoted = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

function pathsOf(names = '', types = '', modes = ''): AuditPath[] {
  const type = jsonList(types);
  const mode = jsonList(modes);
  return jsonList(names).flatMap((name, index) => {
    const text = textOf(name);
    if (text === undefined) return [];
    const number = Number.parseInt(textOf(mode[index]) ?? '', 8);
    return [
      {
        name: text,
        nametype: textOf(type[index]) ?? 'UNKNOWN',
        mode: Number.isNaN(number) ? undefined : number,
      },
    ];
  });
}

function jsonList(text: string): Json[] {
  try {
    return listOf(JSON.parse(text) as Json);
  } catch {
    return [];
  }
}
