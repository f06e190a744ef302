import type { Device } from '../../model/batch.js';
import type { Collector } from './collect.js';
import { parseExact, TooDeep } from './exact-json.js';
import { importFormats } from './formats.js';
import { excerptOf, type Framed } from './framer.js';
import { hostReaders } from './host-readers.js';
import { type Found, type Importer, type Opened, otherLines, type Sample } from './importer.js';
import { hostBefore, jsonIn } from './json-in-line.js';
import { type Recognised, recognise, type Unrecognised } from './recognise.js';
import { type Fields, isFields } from './values.js';
import { contentOf, hostIn, recordsIn, type Wrapping, wrappingOf } from './wrapped.js';

/** A file in no format that is known: one sentence that says what was tried. */
export class UnknownFormat extends Error {
  override name = 'UnknownFormat';
}

/** Records that tell a file's format. */
export const firstLook = { records: 64, characters: 1024 * 1024 };

type TextRecord = Extract<Framed, { text: string }>;

interface Dispatcher {
  take(record: TextRecord): void;
  end(line: number): void;
}

export interface DispatchOptions {
  /** The host of records that do not name theirs. */
  device?: Partial<Device> | undefined;
  /** Told once which format it is. */
  recognised?: ((importer: Importer) => void) | undefined;
  /** The format of most records, where that is known: none is waited for. */
  known?: Importer | undefined;
}

/** Hands records to the importer, which the first of them choose. Throws UnknownFormat. */
export function startDispatching(
  { device = {}, recognised, known }: DispatchOptions,
  named: Importer | undefined,
  out: Collector,
): Dispatcher {
  let waiting: TextRecord[] = [];
  let characters = 0;
  let feed: Dispatcher | undefined;

  function start(importer: Importer, into: Dispatcher): void {
    recognised?.(importer);
    feed = into;
    for (const record of waiting) feed.take(record);
    waiting = [];
  }

  function choose(): void {
    const sample = sampleOf(waiting);
    const plain = recognise(sample, named);
    const wrapping = wrappingFor(sample, plain, named);
    if (wrapping) start(wrapping.importer, unwrapping(wrapping, device, out));
    else if (named) start(named, opened(named, device, out, noOthers));
    else if ('importer' in plain) {
      const { importer } = plain;
      const isPrefixed = waiting.some(
        ({ text, cells }) => !cells && isBehind(text) && jsonIn(text),
      );
      start(importer, opened(importer, device, out, openOthers(importer, device), isPrefixed));
    } else refuse(plain);
  }

  function refuse({ tried }: Unrecognised): void {
    const [first] = waiting;
    if (first === undefined) return;
    const shown = JSON.stringify(excerptOf(first.text));
    throw new UnknownFormat(
      `its records, such as ${shown}, are in no known format; tried: ${tried.join(', ')}`,
    );
  }

  if (known) {
    const others = named ? noOthers : openOthers(known, device);
    start(known, opened(known, device, out, others));
  }

  return {
    take(record) {
      if (feed) {
        feed.take(record);
        return;
      }
      waiting.push(record);
      characters += record.text.length;
      if (waiting.length >= firstLook.records || characters >= firstLook.characters) choose();
    },
    end(line) {
      if (!feed) choose();
      feed?.end(line);
    },
  };
}

/** Many a file has a broken record: those that parse decide. */
function sampleOf(records: TextRecord[]): Sample {
  const objects = records.flatMap(({ text, cells }): Fields[] => {
    const value = cells ?? objectIn(text);
    return value instanceof Error ? [] : [value];
  });
  return { lines: records.flatMap(({ text, cells }) => (cells ? [] : [text])), objects };
}

/**
 * Where the records are, if they are not the file's own. A collector's records are read as what they carry where most of
 * them carry that.
 */
function wrappingFor(
  { objects }: Sample,
  plain: Recognised | Unrecognised,
  named: Importer | undefined,
): Wrapping | undefined {
  if ('importer' in plain && !plain.importer.isCarrier) return undefined;
  const found = wrappingOf(objects, named);
  if (found === undefined || !('importer' in plain)) return found;
  const isOther = found.importer !== plain.importer && found.importer.reads === 'objects';
  return isOther && found.fit > 0.5 ? found : undefined;
}

/** `isPrefixed`: the file has the lines of many programs, and only some hold JSON. */
function opened(
  importer: Importer,
  device: Partial<Device>,
  out: Collector,
  others: Others,
  isPrefixed = false,
): Dispatcher {
  if (importer.reads === 'lines') {
    const lines = importer.open({ device });
    return {
      take({ text, line, isCut }) {
        const own = lines.take(text, line);
        out.add(isOther(own) ? (others.take(text, line) ?? own) : own, line, text);
        if (isCut)
          out.remark(
            line,
            'the file ends without a line end: this may be half a line',
            excerptOf(text),
          );
      },
      end: (line) => out.add([...lines.end(), ...others.end()], line, ''),
    };
  }
  const readers = hostReaders(
    (of) => importer.open({ device: of }),
    (reader) => reader.end(),
    device,
  );

  function read({ text, cells, line, isCut }: TextRecord): Found[] {
    const value = cells ?? objectIn(text, isCut);
    if (value instanceof Error) {
      if (isPrefixed && !text.includes('{'))
        return others.take(text, line) ?? [{ skipped: otherLines }];
      return others.take(text, line) ?? [{ rejected: value.message }];
    }
    const ended: Found[] = [];
    const reader = readers.of(isPrefixed && !cells ? hostBefore(text) : undefined, ended);
    const own = reader.take(value, line);
    if (cells || ended.length > 0) return [...ended, ...own];
    const isForeign = hasNothing(own) && importer.recognises({ objects: [value], lines: [] }) === 0;
    return isForeign ? (others.take(text, line, value) ?? own) : own;
  }

  return {
    take(record) {
      out.add(read(record), record.line, record.text);
    },
    end: (line) => out.add([...readers.end(), ...others.end()], line, ''),
  };
}

/** Whether something stands in front of what may be JSON. */
const isBehind = (text: string): boolean => /^\s*[^\s{[]|^\s*\[[^[\]{"]*\] /.test(text);

const isOther = ([first, second]: Found[]): boolean =>
  first !== undefined && second === undefined && 'skipped' in first && first.skipped === otherLines;

const hasNothing = ([first, second]: Found[]): boolean =>
  first !== undefined && second === undefined && ('skipped' in first || 'rejected' in first);

interface Others {
  /** Undefined for a record that is of no other format. */
  take(text: string, line: number, value?: Fields): Found[] | undefined;
  end(): Found[];
}

const noOthers: Others = { take: () => undefined, end: () => [] };

/** Readers of what else a file holds: a syslog file has the lines of many programs, and files may have been joined. */
function openOthers(importer: Importer, device: Partial<Device>): Others {
  const readers = new Map<Importer, Reader>();

  function readerOf(other: Importer): Reader {
    const known = readers.get(other);
    if (known) return known;
    const reader = readerFor(other, device);
    readers.set(other, reader);
    return reader;
  }

  const others = importFormats.filter((format) => format !== importer);
  return {
    take(text, line, value = text.includes('{') ? jsonIn(text) : undefined) {
      const byLine = others.find((format) => format.reads === 'lines' && format.fits?.(text));
      const sample = { objects: value ? [value] : [], lines: [] };
      const other = byLine ?? (value && others.find((format) => format.recognises(sample) === 1));
      if (other === undefined) return undefined;
      const { lines, objects } = readerOf(other);
      const found = lines?.take(text, line) ?? objects?.take(value ?? {}, line) ?? [];
      // What gives no row is better told of by the format of the file.
      return byLine || found.some((one) => 'table' in one) ? found : undefined;
    },
    end: () => [...readers.values()].flatMap(endOf),
  };
}

interface Reader {
  lines?: Opened<'lines'>;
  objects?: Opened<'objects'>;
}

const readerFor = (importer: Importer, device: Partial<Device>): Reader =>
  importer.reads === 'lines'
    ? { lines: importer.open({ device }) }
    : { objects: importer.open({ device }) };

const endOf = ({ lines, objects }: Reader): Found[] => [
  ...(lines?.end() ?? []),
  ...(objects?.end() ?? []),
];

/** As `opened`, for records within others. The host that a collector names stands in for one that they do not name. */
function unwrapping(wrapping: Wrapping, device: Partial<Device>, out: Collector): Dispatcher {
  const { importer, path } = wrapping;
  const readers = hostReaders((of) => readerFor(importer, of), endOf, device);

  function found(outer: Fields, line: number): Found[] {
    const content = contentOf(outer, wrapping);
    if (content === undefined) return [{ skipped: `records without “${path}”` }];
    if ('rejected' in content || 'skipped' in content) return [content];
    const rows: Found[] = [];
    const { lines, objects } = readers.of(hostIn(outer), rows);
    if ('object' in content) return [...rows, ...(objects?.take(content.object, line) ?? [])];
    for (const text of content.lines) rows.push(...(lines?.take(text, line) ?? []));
    return rows;
  }

  return {
    take({ text, cells, line, isCut }) {
      const value = cells ?? objectIn(text, isCut);
      const rows =
        value instanceof Error
          ? broken(value)
          : recordsIn(value).flatMap((outer) => found(outer, line));
      out.add(rows, line, text);
    },
    end: (line) => out.add(readers.end(), line, ''),
  };
}

const broken = ({ message }: Error): Found[] => [{ rejected: message }];

/** The object that a record is, or that stands in it behind what a syslog daemon or kubectl put in front. */
function objectIn(text: string, isCut = false): Fields | Error {
  try {
    const value = parseExact(text);
    return isFields(value) ? written(value) : new Error('it is no JSON object');
  } catch (error) {
    if (error instanceof TooDeep) return error;
    const behind = isBehind(text) ? jsonIn(text) : undefined;
    if (behind) return behind;
    if (isCut) return new Error('the file ends in the middle of it');
    return isBehind(text) && text.includes('{')
      ? new Error('the JSON in it is not whole')
      : new Error(`it is no JSON: ${excerptOf((error as Error).message)}`);
  }
}

/** What a container wrote, taken out of the line that Docker's json-file log made of it: a file may have both kinds. */
function written(value: Fields): Fields {
  const { log, stream } = value;
  if (typeof log !== 'string' || typeof stream !== 'string') return value;
  return jsonIn(log) ?? value;
}
