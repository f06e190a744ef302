import type { Device } from '../../model/batch.js';
import { type Collector, collector, type ImportedChunk } from './collect.js';
import { csvFramer } from './csv-framer.js';
import { compressionOf, DamagedInput, decompressed } from './decompress.js';
import { startDispatching, UnknownFormat } from './dispatch.js';
import { beginsEnvelope, documentFramer } from './document-framer.js';
import { parseExact } from './exact-json.js';
import { exportFramer, isExport } from './export-framer.js';
import { type Framed, type Framer, maxRecord } from './framer.js';
import type { Importer } from './importer.js';
import { lineFramer } from './line-framer.js';
import { notText } from './not-text.js';
import { formatNamed } from './recognise.js';
import { isFields } from './values.js';

export interface ImportOptions {
  /** Name of the file, for places. */
  name: string;
  /** Id of a format; without it the content decides. */
  format?: string | undefined;
  /** Id of the format whose lines these are, as is known already: what some records look like does not matter. */
  linesOf?: string | undefined;
  /** The host of records that do not name theirs. */
  device?: Partial<Device> | undefined;
  /** Told once which format it is. */
  recognised?: ((importer: Importer) => void) | undefined;
  /** Longest record in bytes, for tests. */
  maxRecord?: number | undefined;
}

/** The beginning that tells how a file falls into records. */
const firstLook = 64 * 1024;

/**
 * Reads a recorded file of any known format, compressed or not, and yields rows and rejections piece by piece. Holds one
 * record, at most 16 MiB, and what its importer remembers. What is damaged is rejected with its place; throws
 * UnknownFormat, an Error for a format's name that there is not, and what the input throws.
 */
export async function* importStream(
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): AsyncGenerator<ImportedChunk> {
  let bytes = 0;
  const source = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of input) {
      bytes += chunk.length;
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  };
  const out = collector(options.name);
  const reading = startReading(options, out);
  try {
    for await (const chunk of content(source(), () => bytes)) {
      reading.push(chunk);
      yield out.chunk(bytes);
    }
    reading.end();
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    // Before the end is read: what it makes of half a record matters less.
    out.reject(reading.line(), error.message, '');
    reading.end();
  }
  yield out.chunk(bytes);
}

async function* content(
  source: AsyncGenerator<Buffer>,
  consumed: () => number,
): AsyncGenerator<Buffer> {
  const beginning: Buffer[] = [];
  let length = 0;
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield* beginning;
    yield* source;
  };
  // Byte by byte from a pipe, the magic may come in pieces.
  while (length < 18) {
    const next = await source.next();
    if (next.done) break;
    beginning.push(next.value);
    length += next.value.length;
  }
  const joined = Buffer.concat(beginning);
  beginning.splice(0, beginning.length, joined);
  yield* decompressed(rest(), compressionOf(joined), consumed);
}

interface Reading {
  push(chunk: Buffer): void;
  end(): void;
  /** Of the last record read. */
  line(): number;
}

function startReading(options: ImportOptions, out: Collector): Reading {
  const { format, linesOf } = options;
  const named = format === undefined ? undefined : formatNamed(format);
  let beginning: Buffer[] = [];
  let length = 0;
  let framer: Framer | undefined;
  let line = 0;
  const known = linesOf === undefined ? undefined : formatNamed(linesOf);
  const dispatcher = startDispatching({ ...options, known }, named, out);

  function begin(): Framer {
    const whole = Buffer.concat(beginning);
    const hasMark = whole.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
    const start = hasMark ? 3 : zerosIn(whole);
    // A disk that was cut off leaves them.
    if (start > 3)
      out.remark(1, `it begins with ${start} bytes of zero, which are passed over`, '');
    const bytes = whole.subarray(start);
    beginning = [];
    const limit = options.maxRecord ?? maxRecord;
    framer = known ? lineFramer(limit) : framerFor(bytes, limit);
    take(framer.push(bytes));
    return framer;
  }

  function take(framed: Framed[]): void {
    for (const one of framed) {
      line = one.line;
      if ('rejected' in one) out.reject(one.line, one.rejected, one.excerpt);
      else if ('remark' in one) out.remark(one.line, one.remark, one.excerpt);
      else dispatcher.take(one);
    }
  }

  return {
    push(chunk) {
      if (framer) {
        take(framer.push(chunk));
        return;
      }
      beginning.push(chunk);
      length += chunk.length;
      if (length >= firstLook) begin();
    },
    end() {
      take((framer ?? begin()).end());
      dispatcher.end(line);
    },
    line: () => line,
  };
}

/** How many bytes of zero there are at the beginning; a single one is half of a character in UTF-16. */
function zerosIn(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => byte !== 0);
  const count = end < 0 ? bytes.length : end;
  return count > 3 ? count : 0;
}

function framerFor(bytes: Buffer, limit: number): Framer {
  const reason = notText(bytes);
  if (reason !== undefined) throw new UnknownFormat(reason);
  const text = bytes.toString('utf8').trimStart();
  const lossy = lossyForms.find(([form]) => form.test(text));
  if (lossy) throw new UnknownFormat(lossy[1]);
  if (isExport(text)) return exportFramer(limit);
  if (/^\[\s*(?:[[{\]]|$)/.test(text)) return documentFramer(limit);
  if (!text.startsWith('{')) {
    const delimiter = delimiters.find((mark) => isCsv(text, mark));
    return delimiter === undefined ? lineFramer(limit) : csvFramer(limit, delimiter);
  }
  if (beginsEnvelope(bytes)) return documentFramer(limit);
  // One whole object on a line tells that records end with their lines, whatever has befallen the first.
  const isLines = text
    .split('\n')
    .slice(0, 50)
    .some((line) => line.startsWith('{') && isObject(line));
  return isLines ? lineFramer(limit) : documentFramer(limit);
}

/** Forms that are read otherwise, or in which a tool shows what it could write whole: one sentence for each. */
const lossyForms: [RegExp, string][] = [
  [
    /^(?:.{0,300}\n){0,3}(?:node=\S+ )?type=\w+ msg=audit\(\d{1,2}\/\d{1,2}\/\d{2,4} /,
    'it is what “ausearch -i” shows, in local time and without quotes: write it with “ausearch --raw”',
  ],
  [
    /^\{"recording":\d/,
    'it is a recording of a watcher: take it with “keelwatch watch --replay FILE --data DIRECTORY”',
  ],
  [/^#separator \\x09/, 'it is a Zeek log with tabs: have Zeek write JSON (LogAscii::use_json=T)'],
];

function isObject(text: string): boolean {
  try {
    return isFields(parseExact(text));
  } catch {
    return false;
  }
}

const delimiters = [',', ';', '\t'];

/** A header of plain names, one of which is that of a time or of what a SIEM calls a whole record. */
function isCsv(text: string, delimiter: string): boolean {
  const header = /^[^\n]*/.exec(text)?.[0].trim() ?? '';
  const cells = header.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return (
    cells.length > 1 &&
    cells.every((cell) => /^[\w$@][\w .$@[\]()-]{0,99}$/.test(cell)) &&
    cells.some((cell) =>
      /^(Timestamp|TimeGenerated|EventTime|_?time|_raw|@timestamp)\b/i.test(cell),
    )
  );
}
