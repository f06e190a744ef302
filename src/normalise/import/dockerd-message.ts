import type { Device, TableRow } from '../../model/batch.js';
import { dictionary } from '../../model/dictionary.js';
import type { Json, Micros } from '../../model/row.js';
import { jsonIn } from './json-in-line.js';
import { type Fields, fieldsOf } from './values.js';

/** A line of dockerd's log by key: `time`, `level`, `msg` and what the message is about. */
export type DockerdMessage = Map<string, string>;

const key = /(?<![\w.-])([A-Za-z_][\w.-]{0,63})=(?:(")|([^\s"]*))/g;

/**
 * Reads logfmt: `key=value`, quoted as in Go, or what an engine writes that was told to log JSON. A value whose quotes do
 * not end is left out.
 */
export function dockerdMessage(text: string): DockerdMessage {
  const json = text.startsWith('{') ? jsonIn(text) : undefined;
  if (json)
    return new Map(
      Object.entries(json).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      ),
    );
  const message: DockerdMessage = new Map();
  key.lastIndex = 0;
  for (let match = key.exec(text); match; match = key.exec(text)) {
    const [, name = '', quote, bare = ''] = match;
    const end = quote === undefined ? undefined : endOfQuoted(text, key.lastIndex);
    if (end === text.length) break;
    const value = end === undefined ? bare : unquoted(text.slice(key.lastIndex, end));
    if (!message.has(name)) message.set(name, value);
    if (end !== undefined) key.lastIndex = end + 1;
  }
  return message;
}

/** Index of the closing quote, or of the text's end. */
function endOfQuoted(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function unquoted(text: string): string {
  const simple: Record<string, string> = dictionary({ n: '\n', t: '\t', r: '\r' });
  return text.replace(/\\(.)/g, (_, escaped: string) => simple[escaped] ?? escaped);
}

/**
 * A request, where the daemon runs with debug messages, or the end of a container's process. Nothing else that dockerd
 * logs is about what rows tell.
 */
export function dockerdRow(
  message: DockerdMessage,
  time: Micros,
  device: Partial<Device>,
): TableRow | undefined {
  const text = message.get('msg') ?? '';
  const request = /^Calling (GET|HEAD|POST|PUT|DELETE) (\/\S*)$/.exec(text);
  if (request) return requestRow(request[1] ?? '', request[2] ?? '', time, device);
  // Engines since 25 have method and target as keys.
  const [method, target] = [message.get('method') ?? '', message.get('request-url') ?? ''];
  if (/^handling \w+ request$/.test(text) && /^[A-Z]+$/.test(method) && target.startsWith('/'))
    return requestRow(method, target, time, device);
  const container = message.get('container') ?? '';
  const isEnd = message.get('topic') === '/tasks/delete' && /^[0-9a-f]{64}$/.test(container);
  if (!isEnd) return undefined;
  return {
    table: 'ContainerEvents',
    row: { ...device, TimeGenerated: time, ActionType: 'ContainerDied', ContainerId: container },
  };
}

function requestRow(
  method: string,
  target: string,
  time: Micros,
  device: Partial<Device>,
): TableRow {
  const [path = '', query = ''] = target.split(/\?(.*)/s, 2);
  const [, version = '', rest = path] = /^\/v(\d{1,2}\.\d{1,3})(\/.*)$/.exec(path) ?? [];
  return {
    table: 'DockerApiEvents',
    row: {
      ...device,
      TimeGenerated: time,
      ActionType: 'Request',
      Method: method,
      RequestPath: rest,
      ApiVersion: version,
      QueryParameters: parametersOf(query),
    },
  };
}

function parametersOf(query: string): Fields {
  const found = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const values = found.get(name) ?? [];
    values.push(name === 'buildargs' ? withoutValues(value) : value);
    found.set(name, values);
  }
  return Object.fromEntries(found) as Fields;
}

/** Build arguments hold secrets: their names are kept. */
function withoutValues(text: string): string {
  try {
    const names = Object.keys(fieldsOf(JSON.parse(text) as Json));
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, '<redacted>'])));
  } catch {
    return '<redacted>';
  }
}
