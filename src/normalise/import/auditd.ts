import type { Device } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Micros } from '../../model/row.js';
import { trimEndOf } from '../../model/trim.js';
import { type AuditEvent, type AuditPath, auditRows } from './audit-event.js';
import {
  type AuditRecord,
  type AuditValue,
  auditFields,
  auditRecord,
  auditText,
  unhex,
} from './audit-record.js';
import { syscallName } from './audit-syscalls.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  type Opened,
  otherLines,
  shareOfLines,
} from './importer.js';
import { type Program, rememberPrograms } from './program.js';
import { deviceOf } from './rows.js';
import { socketAddress } from './sockaddr.js';
import { countOf, loginOf, wholeOf } from './values.js';

/** Raw audit logs: `/var/log/audit/audit.log`, `ausearch --raw`, the kernel's own lines, or by way of syslog. */
export const auditd: Importer = {
  id: 'auditd',
  title: 'raw Linux audit log',
  reads: 'lines',
  recognises: shareOfLines(isAudit),
  fits: isAudit,
  open: openAuditd,
};

export function isAudit(line: string): boolean {
  return line.includes('audit(') && auditRecord(line) !== undefined;
}

type Line = { record: AuditRecord; line: number };

interface Group {
  time: Micros;
  lines: Line[];
  characters: number;
}

/**
 * Events that may be incomplete at a time, how long (by their own clock) the last of an event's records may keep others
 * waiting, and the text held for them.
 */
const limits = {
  groups: 1_000,
  wait: 10e6,
  characters: 32 * 1024 * 1024,
  perGroup: 8 * 1024 * 1024,
};

const parts = new Set(['SYSCALL', 'EXECVE', 'CWD', 'PATH', 'SOCKADDR', 'PROCTITLE', 'EOE']);
/** Accompany system calls and say nothing that a row has. */
const silent = new Set([
  'BPRM_FCAPS',
  'CAPSET',
  'FD_PAIR',
  'MMAP',
  'OBJ_PID',
  'IPC',
  'TIME_INJOFFSET',
]);

export function openAuditd({ device }: ImportContext): Opened<'lines'> {
  const groups = new Map<string, Group>();
  const programs = rememberPrograms();
  let held = 0;

  function complete(id: string, group: Group): Found[] {
    groups.delete(id);
    held -= group.characters;
    if (group.lines.every(({ record }) => record.type === 'EOE')) return [];
    const read = eventOf(group, device);
    return 'rejected' in read ? [read] : auditRows(read, programs);
  }

  function ripe(now: Micros): Found[] {
    const found: Found[] = [];
    for (const [id, group] of groups) {
      const isFull = groups.size > limits.groups || held > limits.characters;
      if (!isFull && now - group.time <= limits.wait) break;
      found.push(...complete(id, group));
    }
    return found;
  }

  function take(text: string, line: number): Found[] {
    const several = recordsOn(text);
    if (several) return several.flatMap((one) => take(one, line));
    const record = auditRecord(text);
    if (record === undefined) {
      return [
        /audit\(/.test(text) || text.startsWith('type=')
          ? { rejected: 'it is no whole audit record' }
          : { skipped: otherLines },
      ];
    }
    if (silent.has(record.type)) return [];
    if (!parts.has(record.type)) return [{ skipped: record.type }];
    const id = `${record.node ?? ''} ${record.id}`;
    const group = groups.get(id) ?? { time: record.time, lines: [], characters: 0 };
    groups.set(id, group);
    if (group.characters + text.length > limits.perGroup) {
      return [{ rejected: 'its event is longer than 8 MiB' }];
    }
    group.lines.push({ record, line });
    group.characters += text.length;
    held += text.length;
    // Of events that come newest first, an end comes before what it ends.
    const isWhole = record.type === 'EOE' && group.lines.length > 1;
    return isWhole ? complete(id, group) : ripe(record.time);
  }

  return {
    take,
    end: () => [...groups].flatMap(([id, group]) => complete(id, group)),
  };
}

const mark = 'msg=audit(';

/** Records whose line ends were lost on the way; undefined where there is one. Text with a blank is hexadecimal. */
function recordsOn(text: string): string[] | undefined {
  const first = text.indexOf(mark);
  if (first < 0 || !text.includes(mark, first + mark.length)) return undefined;
  const records = text.split(
    /(?=(?:node=\S{1,255} )?type=[A-Z_]{1,40}(?:\[\d{1,5}\])? msg=audit\()/,
  );
  const whole = records.filter((one) => one.includes(mark)).map((one) => one.trimEnd());
  return whole.length > 1 ? whole : undefined;
}

/** Of an EXECVE record every field counts. */
const wanted: Record<string, Set<string>> = dictionary({
  SYSCALL: new Set(
    'arch syscall success exit a1 a2 ppid pid auid euid ses comm exe key'.split(' '),
  ),
  PATH: new Set(['name', 'nametype', 'objtype', 'mode']),
});

type Rejected = { rejected: string; line: number; excerpt: string };

function eventOf({ lines, time }: Group, otherwise: Partial<Device>): AuditEvent | Rejected {
  const reject = (rejected: string, { line, record }: Line): Rejected => ({
    rejected,
    line,
    excerpt: `type=${record.type} msg=audit(${record.id}): ${record.body}`,
  });
  const read: { line: Line; fields: Map<string, AuditValue> }[] = [];
  for (const line of lines) {
    const fields = auditFields(line.record.body, wanted[line.record.type]);
    if (fields === undefined) return reject('it is cut within quotes', line);
    read.push({ line, fields });
  }
  const of = (type: string) => read.filter(({ line }) => line.record.type === type);
  const [call] = of('SYSCALL');
  const [first] = lines;
  if (call === undefined) {
    if (first === undefined) throw new Error('an audit event without records');
    return reject(
      'its event has no SYSCALL record: who did it, and whether it worked, is not told',
      first,
    );
  }
  const { fields } = call;
  const raw = (name: string): string | undefined => fields.get(name)?.text;
  const resolved = auditFields(call.line.record.resolved);
  const arch = raw('arch') ?? '';
  const syscall = resolved?.get('SYSCALL')?.text ?? syscallName(arch, raw('syscall') ?? '');
  if (raw('pid') === undefined || syscall === '')
    return reject('its SYSCALL record is cut', call.line);
  const name = resolvedName(resolved?.get('EUID')) ?? undefined;
  const addresses = of('SOCKADDR').map((found) =>
    socketAddress(found.fields.get('saddr')?.text ?? ''),
  );
  const [cwd] = of('CWD');
  const path = auditText(fields.get('exe'));
  const comm = auditText(fields.get('comm'));
  const program: Program = {
    pid: countOf(raw('pid')),
    path,
    name: path === undefined ? comm : undefined,
    ...commandOf(
      of('EXECVE').map((found) => found.fields),
      of('PROCTITLE')[0]?.fields,
      syscall,
    ),
    cwd: auditText(cwd?.fields.get('cwd')),
    uid: countOf(raw('euid')),
    account: name,
    auditUid: loginOf(raw('auid')),
    session: loginOf(raw('ses')),
  };
  const flags = syscall === 'open' ? raw('a1') : raw('a2');
  return {
    time,
    device: deviceOf({ name: call.line.record.node }, otherwise),
    syscall,
    isSuccess: raw('success') === 'yes',
    exit: wholeOf(raw('exit')),
    openFlags: flags === undefined ? undefined : Number.parseInt(flags, 16) || 0,
    program,
    parentPid: countOf(raw('ppid')),
    paths: of('PATH').flatMap((found) => pathOf(found.fields)),
    address: addresses.find((address) => address !== undefined),
    key: keyOf(fields.get('key')),
  };
}

/** `unset` and `unknown(1234)` are no names. */
function resolvedName(value: AuditValue | undefined): string | undefined {
  const name = value?.text;
  return name === undefined || /^(unset|unknown\(.*\)|)$/.test(name) ? undefined : name;
}

/** Several keys are joined by 0x01. */
function keyOf(value: AuditValue | undefined): string | undefined {
  return auditText(value)?.replaceAll('\x01', ',');
}

function pathOf(fields: Map<string, AuditValue>): AuditPath[] {
  const name = auditText(fields.get('name'));
  if (name === undefined) return [];
  const mode = fields.get('mode')?.text;
  return [
    {
      name,
      nametype: fields.get('nametype')?.text ?? fields.get('objtype')?.text ?? 'UNKNOWN',
      mode: mode !== undefined && /^[0-7]+$/.test(mode) ? Number.parseInt(mode, 8) : undefined,
    },
  ];
}

/** PROCTITLE holds at most this many bytes. */
const titleLimit = 128;
/** More arguments than the kernel lets through: a number beyond it is a lie. */
const maxArguments = 1_000_000;

function commandOf(
  records: Map<string, AuditValue>[],
  title: Map<string, AuditValue> | undefined,
  syscall: string,
): Pick<Program, 'argv' | 'commandLine' | 'isTruncated'> {
  if (!syscall.startsWith('execve')) return {};
  if (records.length > 0) return argumentsOf(records);
  const value = title?.get('proctitle');
  const bytes = value && (value.isQuoted ? Buffer.from(value.text) : unhex(value.text));
  if (bytes === undefined) return {};
  const argv = trimEndOf(bytes.toString('utf8'), '\0').split('\0');
  return { argv, isTruncated: bytes.length >= titleLimit };
}

/** Long arguments come in pieces (`a1[0]=`, `a1[1]=`), and many of them in several records. */
function argumentsOf(records: Map<string, AuditValue>[]): Pick<Program, 'argv' | 'isTruncated'> {
  const whole = new Map<number, string>();
  const pieces = new Map<number, Map<number, AuditValue>>();
  const lengths = new Map<number, number>();
  for (const fields of records) {
    for (const [name, value] of fields) {
      const [, digits, suffix = ''] = /^a(\d{1,7})(_len|\[\d{1,7}\])?$/.exec(name) ?? [];
      if (digits === undefined) continue;
      const index = Number(digits);
      if (suffix === '') whole.set(index, auditText(value) ?? value.text);
      else if (suffix === '_len') lengths.set(index, Number(value.text));
      else
        pieces.set(index, (pieces.get(index) ?? new Map()).set(Number(suffix.slice(1, -1)), value));
    }
  }
  let isTruncated = false;
  for (const [index, found] of pieces) {
    const bytes = joined(found);
    whole.set(index, bytes.toString('utf8'));
    // The stated length counts the characters of the record: two to a byte in hexadecimal.
    const length = lengths.get(index) ?? 0;
    const isHex = [...found.values()].some(({ isQuoted }) => !isQuoted);
    if (bytes.length * (isHex ? 2 : 1) < length) isTruncated = true;
  }
  const count = countOf(records[0]?.get('argc')?.text) ?? whole.size;
  const argv: string[] = [];
  for (
    let index = 0;
    index < Math.min(count, maxArguments) && argv.length < whole.size;
    index += 1
  ) {
    const argument = whole.get(index);
    if (argument !== undefined) argv.push(argument);
  }
  return { argv, isTruncated: isTruncated || argv.length < count };
}

function joined(pieces: Map<number, AuditValue>): Buffer {
  const ordered = [...pieces].sort(([a], [b]) => a - b);
  return Buffer.concat(
    ordered.map(([, { text, isQuoted }]) =>
      isQuoted ? Buffer.from(text) : (unhex(text) ?? Buffer.from(text)),
    ),
  );
}
