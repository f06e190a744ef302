import { dictionary } from '../../model/dictionary.js';

/** What an event's XML holds. A value of `-` is none. */
export interface SysmonEvent {
  /** `EventID`, `SystemTime`, `Computer`. */
  header: Map<string, string>;
  data: Map<string, string>;
  /** Whether the text ends before the event does. */
  isCut: boolean;
}

/**
 * Reads without asking for well-formed XML: some forwarders cut long events off, and replace the semicolon that ends an
 * entity by a blank.
 */
export function sysmonEvent(line: string): SysmonEvent {
  const text = line.slice(Math.max(0, line.search(/<Event[ >]/)));
  const header = new Map<string, string>();
  const data = new Map<string, string>();
  const from = text.indexOf('<EventData>');
  const system = from < 0 ? text : text.slice(0, from);
  for (const name of ['EventID', 'Computer']) {
    const value = new RegExp(`<${name}[^<>]{0,99}>([^<]{0,300})<`).exec(system)?.[1];
    if (value) header.set(name, decoded(value));
  }
  const time = /<TimeCreated SystemTime="([^"]{0,64})"/.exec(system)?.[1];
  if (time !== undefined) header.set('SystemTime', time);
  const opening = /<Data Name="([^"]{1,64})">/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index + match[0].length;
    // A value may hold `<` where it was not escaped, but no end of its own element.
    const end = text.indexOf('</Data>', start);
    const value = decoded(text.slice(start, end < 0 ? text.length : end));
    if (value !== '-' && value !== '') data.set(match[1] ?? '', value);
    if (end < 0) break;
    opening.lastIndex = end;
  }
  return { header, data, isCut: !text.includes('</Event>') };
}

const entities: Record<string, string> = dictionary({
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  apos: "'",
});

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  const whole = text.replace(
    /&(?:(lt|gt|quot|amp|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}))(?:;| |$)/g,
    (entity: string, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return entities[name] ?? entity;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
  return whole.trim() === '<unknown process>' ? whole.trim() : whole;
}
