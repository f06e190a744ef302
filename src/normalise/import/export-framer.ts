import { excerptOf, type Framed, type Framer, maxRecord, tooLong } from './framer.js';
import type { Fields } from './values.js';

const newline = 10;
/** Before a field that is no text stands its length, eight bytes, the least first. */
const lengthBytes = 8;

/**
 * systemd's journal as `journalctl -o export` has it: `NAME=value` lines, an empty line behind each entry, and fields that
 * hold line ends or bytes as `NAME`, a length and so many bytes. systemd.io/JOURNAL_EXPORT_FORMATS
 */
export function exportFramer(limit = maxRecord): Framer {
  let waiting: Buffer = Buffer.alloc(0);
  let line = 1;
  let began = 1;
  let fields: Fields = {};
  let held = 0;
  /** Name of the field whose bytes come, and how many; they are passed over where they are too many. */
  let bytes: { name: string; length: number } | undefined;
  let skip = 0;

  function finish(into: Framed[]): void {
    const excerpt = excerptOf(JSON.stringify(fields));
    if (held > limit) into.push({ line: began, rejected: tooLong(limit), excerpt });
    else if (held > 0) into.push({ line: began, text: excerpt, cells: fields });
    fields = {};
    held = 0;
    began = line;
  }

  function put(name: string, value: string): void {
    held += name.length + value.length + 2;
    if (held <= limit) fields[name] = value;
  }

  /** Whether what waits has been taken as far as it is whole. */
  function step(into: Framed[]): boolean {
    if (bytes !== undefined) {
      if (waiting.length < bytes.length + 1) return false;
      put(bytes.name, waiting.subarray(0, bytes.length).toString('utf8'));
      waiting = waiting.subarray(bytes.length + 1);
      bytes = undefined;
      return true;
    }
    const end = waiting.indexOf(newline);
    if (end < 0) {
      if (waiting.length <= limit) return false;
      held = limit + 1;
      waiting = Buffer.alloc(0);
      return false;
    }
    const text = waiting.subarray(0, end).toString('utf8');
    const equals = text.indexOf('=');
    if (text !== '' && equals < 0) {
      if (waiting.length < end + 1 + lengthBytes) return false;
      const length = Number(waiting.readBigUInt64LE(end + 1));
      waiting = waiting.subarray(end + 1 + lengthBytes);
      if (length > limit) {
        held = limit + 1;
        skip = length + 1;
      } else {
        bytes = { name: text, length };
      }
    } else {
      waiting = waiting.subarray(end + 1);
      if (text !== '') put(text.slice(0, equals), text.slice(equals + 1));
    }
    line += 1;
    if (text === '') finish(into);
    return true;
  }

  return {
    push(chunk) {
      const into: Framed[] = [];
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      for (;;) {
        const passed = Math.min(skip, waiting.length);
        skip -= passed;
        waiting = waiting.subarray(passed);
        if (skip > 0 || !step(into)) return into;
      }
    },
    end() {
      const into: Framed[] = [];
      if (waiting.length > 0 || bytes !== undefined || skip > 0)
        into.push({
          line: began,
          rejected: 'the file ends in the middle of it',
          excerpt: excerptOf(JSON.stringify(fields)),
        });
      else finish(into);
      return into;
    },
  };
}

/** Whether a file begins as such an export does. */
export const isExport = (text: string): boolean => /^__CURSOR=[^\n]*\n(__|_?[A-Z])/.test(text);
