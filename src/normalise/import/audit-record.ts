import { dictionary } from '../../model/dictionary.js';
import type { Micros } from '../../model/row.js';
import { hostBefore } from './json-in-line.js';

/** One line of an audit log. */
export interface AuditRecord {
  type: string;
  node: string | undefined;
  /** `seconds.milliseconds:serial`, as written: all records of an event have the same. */
  id: string;
  time: Micros;
  /** What follows, with what auditd resolved after 0x1d. */
  body: string;
  resolved: string;
}

/** With what a syslog daemon, grep or `node=` put before it; the kernel's own log has the type as a number, an auditd that
 * is older than the kernel as `UNKNOWN[1327]`. */
const shape =
  /^((?:.{0,200}?[\s:])??)(?:node=(\S{1,255}) )?type=(\S{1,64}) (?:msg=)?audit\((\d{1,11})\.(\d{3}):(\d{1,20})\):? ?([\s\S]*)$/;

const types: Record<string, string> = dictionary({
  '1300': 'SYSCALL',
  '1302': 'PATH',
  '1306': 'SOCKADDR',
  '1307': 'CWD',
  '1309': 'EXECVE',
  '1320': 'EOE',
  '1327': 'PROCTITLE',
});

/**
 * A syslog daemon writes the 0x1d before what auditd resolved as #035, and some collectors as a blank or not at all. The
 * kernel writes text with a blank or a quote in hexadecimal, so none that somebody chose looks like these.
 */
const lostSeparators: Record<string, { begins: string; separator: RegExp }> = dictionary({
  SYSCALL: { begins: 'ARCH=', separator: /(?:#035| )?(?=ARCH=\S{1,20} SYSCALL=)/ },
  PATH: { begins: 'OUID="', separator: /(?:#035| )?(?=OUID=")/ },
  SOCKADDR: { begins: 'SADDR={', separator: /(?:#035| )?(?=SADDR=\{)/ },
});

/** What the kernel wrote, and what auditd resolved. */
function partsOf(type: string, rest: string): string[] {
  if (rest.includes('\x1d')) return rest.split('\x1d', 2);
  const lost = lostSeparators[type];
  return lost && rest.includes(lost.begins) ? rest.split(lost.separator, 2) : [rest];
}

export function auditRecord(line: string): AuditRecord | undefined {
  const match = shape.exec(line);
  if (!match) return undefined;
  const [, prefix = '', said, type = '', seconds = '', milliseconds = '', serial = '', rest = ''] =
    match;
  const node = said ?? (prefix === '' ? undefined : hostBefore(prefix));
  const number = /^(?:UNKNOWN\[)?(\d{4})\]?$/.exec(type)?.[1];
  const named = (number && types[number]) ?? type;
  const [body = '', resolved = ''] = partsOf(named, rest);
  return {
    type: named,
    node,
    id: `${seconds}.${milliseconds}:${serial}`,
    time: Number(seconds) * 1e6 + Number(milliseconds) * 1e3,
    body,
    resolved,
  };
}

/** A value and whether it stood in quotes: where text is expected, one without them is hexadecimal. */
export interface AuditValue {
  text: string;
  isQuoted: boolean;
}

/** Each name is tried once, where it begins: a line may be megabytes of anything. */
const pair = /(?<![\w.-])([A-Za-z_][\w.-]{0,63}(?:\[\d{1,7}\])?)=("[^"]*"?|'[^']*'?|\S*)/g;

/**
 * The fields of a record, the first of each name, or just those wanted. Undefined when a quoted value does not end: the
 * line is cut.
 */
export function auditFields(
  body: string,
  wanted?: ReadonlySet<string>,
): Map<string, AuditValue> | undefined {
  const fields = new Map<string, AuditValue>();
  for (const [, name = '', raw = ''] of body.matchAll(pair)) {
    const isQuoted = raw.startsWith('"');
    if (isQuoted && (raw.length === 1 || !raw.endsWith('"'))) return undefined;
    if (wanted?.has(name) === false) continue;
    const text = isQuoted ? raw.slice(1, -1) : raw;
    if (!fields.has(name)) fields.set(name, { text, isQuoted });
  }
  return fields;
}

/** A text that the kernel may have had to write in hexadecimal; undefined for `(null)`, `?` and none. */
export function auditText(value: AuditValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.isQuoted) return value.text;
  if (/^(\(null\)|\(none\)|\?|)$/.test(value.text)) return undefined;
  return unhex(value.text)?.toString('utf8') ?? value.text;
}

export function unhex(text: string): Buffer | undefined {
  return text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text)
    ? Buffer.from(text, 'hex')
    : undefined;
}
