import type { Json } from '../../model/row.js';
import { parseExact } from './exact-json.js';
import { excerptOf, type Framed, type Framer, maxRecord, tooLong } from './framer.js';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './values.js';

/** Arrays of these names hold the records of an answer or a delivery; `tables` holds objects whose `rows` do. */
const recordArrays = new Set(
  'Results results records Records events Events logs value tables'.split(' '),
);
const tableArrays = new Set(['rows']);

/** An array that is open around what is being read. */
interface Open {
  name: string;
  line: number;
  /** Members of the object around it that came before it. */
  header: Fields;
  isTables: boolean;
}

const quote = 34;
const backslash = 92;
const newline = 10;

/**
 * JSON values one after another, and the elements of a top-level array or of an envelope's array, each as a record. At
 * most one record is held. A line end within a string is no JSON: there a record is given up, and reading goes on after
 * it, so that one cut record does not take the rest of the file along.
 */
export function documentFramer(limit = maxRecord, entered: () => void = () => {}): Framer {
  const open: Open[] = [];
  let line = 1;
  let began = 1;
  let parts: Buffer[] = [];
  let held = 0;
  let depth = 0;
  let isCapturing = false;
  let isScalar = false;
  let inString = false;
  let isEscaped = false;
  /** Of the object being captured: the member whose value comes, when its depth is 1. */
  let key = '';
  let isKey = false;
  /** Whether what is captured is the rest of an object whose array has been read. */
  let isRest = false;
  let excerpt: string | undefined;

  const inner = (): Open | undefined => open.at(-1);
  const arrays = (): Set<string> | undefined => {
    const around = inner();
    if (around === undefined) return recordArrays;
    return around.isTables ? tableArrays : undefined;
  };

  function begin(at: number): number {
    isCapturing = true;
    isRest = false;
    began = line;
    parts = [];
    held = 0;
    key = '';
    excerpt = undefined;
    return at;
  }

  function hold(piece: Buffer): void {
    held += piece.length;
    if (held <= limit) {
      parts.push(piece);
      return;
    }
    excerpt ??= beginning(parts);
    parts = [];
  }

  function finish(into: Framed[]): void {
    const wasRest = isRest;
    isCapturing = false;
    isScalar = false;
    isRest = false;
    if (held > limit) {
      into.push({ line: began, rejected: tooLong(limit), excerpt: excerpt ?? '' });
    } else if (wasRest) {
      partial(memberOf(Buffer.concat(parts, held).toString('utf8')), into);
    } else {
      record(Buffer.concat(parts, held).toString('utf8'), into);
    }
    parts = [];
    held = 0;
  }

  function record(text: string, into: Framed[]): void {
    const around = inner();
    if (around?.name !== 'rows') {
      into.push({ line: began, text });
      return;
    }
    const columns = listOf(around.header.columns).map((column) => textOf(fieldsOf(column).name));
    try {
      const cells = parseExact(text);
      if (!Array.isArray(cells) || cells.length !== columns.length) {
        const rejected = `it does not fit the ${columns.length} columns of its table`;
        into.push({ line: began, rejected, excerpt: excerptOf(text) });
        return;
      }
      into.push({ line: began, text, cells: zip(columns, cells) });
    } catch (error) {
      into.push({ line: began, rejected: (error as Error).message, excerpt: excerptOf(text) });
    }
  }

  function partial(members: Fields, into: Framed[]): void {
    if (!isFields(members.error)) return;
    const message = textOf(members.error.message) ?? textOf(members.error.code) ?? 'an error';
    into.push({
      line: began,
      remark: `the answer is partial: ${excerptOf(message)}`,
      excerpt: '',
    });
  }

  /** The object being captured turns out to be an envelope: what it held so far describes the records that follow. */
  function enter(into: Framed[]): void {
    const text = held <= limit ? Buffer.concat(parts, held).toString('utf8') : '{"_":';
    const header = memberOf(`${text}null}`);
    partial(header, into);
    open.push({ name: key, line: began, header, isTables: key === 'tables' });
    entered();
    isCapturing = false;
    depth = 0;
  }

  function leave(): void {
    const left = open.pop();
    if (left === undefined || left.name === '') return;
    isCapturing = true;
    isRest = true;
    began = line;
    parts = [Buffer.from('{"_":null')];
    held = 9;
    depth = 1;
    key = '';
  }

  function giveUp(into: Framed[], piece: Buffer): void {
    hold(piece);
    into.push({
      line: began,
      rejected: 'it has a string that does not end on its line',
      excerpt: excerpt ?? beginning(parts),
    });
    isCapturing = false;
    isScalar = false;
    inString = false;
    isEscaped = false;
    depth = 0;
    parts = [];
    held = 0;
  }

  function push(chunk: Buffer): Framed[] {
    const into: Framed[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (inString) {
        if (byte === newline) {
          giveUp(into, chunk.subarray(from, at));
          line += 1;
        } else if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) inString = false;
        else if (isKey && key.length < 32) key += String.fromCharCode(byte);
        continue;
      }
      // A run of zeros, as a crash leaves it, is one token.
      if (isScalar && (byte === 44 || byte === 93 || byte === 125 || (byte <= 32 && byte !== 0))) {
        hold(chunk.subarray(from, at));
        finish(into);
      }
      switch (byte) {
        case newline:
          line += 1;
          break;
        case 32:
        case 13:
        case 9:
        case 58: // :
          break;
        case quote:
          if (!isCapturing) {
            from = begin(at);
            isScalar = true;
            depth = 0;
          }
          inString = true;
          isKey = isCapturing && depth === 1 && key === '' && arrays() !== undefined;
          break;
        case 44: // ,
          if (depth === 1) key = '';
          break;
        case 91: // [
        case 123: // {
          if (!isCapturing && byte === 91 && open.length === 0) {
            open.push({ name: '', line, header: {}, isTables: false });
          } else if (!isCapturing) {
            from = begin(at);
            depth = 1;
            key = byte === 91 ? '[' : '';
          } else if (byte === 91 && depth === 1 && arrays()?.has(key)) {
            hold(chunk.subarray(from, at));
            enter(into);
          } else {
            depth += 1;
          }
          break;
        case 93: // ]
        case 125: // }
          if (isCapturing) {
            depth -= 1;
            if (depth > 0) break;
            hold(chunk.subarray(from, at + 1));
            finish(into);
          } else if (byte === 93) {
            leave();
            from = at + 1;
          }
          break;
        default:
          if (!isCapturing) {
            from = begin(at);
            isScalar = true;
            depth = 0;
          }
      }
    }
    if (isCapturing && from < chunk.length) hold(chunk.subarray(from));
    return into;
  }

  function end(): Framed[] {
    const into: Framed[] = [];
    const around = inner();
    if (isCapturing && isScalar && !inString) {
      finish(into);
    } else if (isCapturing) {
      const rejected = 'the file ends in the middle of it';
      into.push({ line: began, rejected, excerpt: excerpt ?? beginning(parts) });
    } else if (around !== undefined) {
      const name = around.name === '' ? 'the array' : `“${around.name}”, the array`;
      const rejected = `the file ends inside ${name} that begins here`;
      into.push({ line: around.line, rejected, excerpt: '' });
    }
    return into;
  }

  return { push, end };
}

function zip(names: (string | undefined)[], cells: Json[]): Fields {
  return Object.fromEntries(
    names.flatMap((name, index) => (name === undefined ? [] : [[name, cells[index] ?? null]])),
  );
}

function memberOf(text: string): Fields {
  try {
    return fieldsOf(parseExact(text));
  } catch {
    return {};
  }
}

function beginning(pieces: Buffer[]): string {
  return excerptOf(Buffer.concat(pieces.slice(0, 4)).subarray(0, 1024).toString('utf8'));
}

/** Whether the beginning of a file shows that its first object is an envelope. */
export function beginsEnvelope(bytes: Buffer): boolean {
  // Most files have nowhere such a name, which takes less to find out.
  if (![...recordArrays].some((name) => bytes.includes(`"${name}"`))) return false;
  let entered = false;
  documentFramer(maxRecord, () => {
    entered = true;
  }).push(bytes);
  return entered;
}
