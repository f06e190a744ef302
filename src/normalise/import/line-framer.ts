import { isUtf8 } from 'node:buffer';
import { excerptOf, type Framed, type Framer, maxRecord, notUtf8, tooLong } from './framer.js';

/** Read at once: a line that is remembered keeps as much alive. */
const maxBlock = 64 * 1024;

/** Lines of text, without their ends; empty ones are left out. */
export function lineFramer(limit = maxRecord): Framer {
  let line = 1;
  let parts: Buffer[] = [];
  let held = 0;
  /** Beginning of a line that is being dropped. */
  let dropped: string | undefined;

  function text(bytes: Buffer, into: Framed[]): void {
    const content = bytes.toString('utf8');
    const trimmed = content.endsWith('\r') ? content.slice(0, -1) : content;
    if (trimmed.trim() !== '') {
      if (!isUtf8(bytes)) into.push({ line, remark: notUtf8, excerpt: excerptOf(trimmed) });
      into.push({ line, text: trimmed });
    }
    line += 1;
  }

  /** Whole lines at once: decoding each by itself takes twice as long. */
  function block(bytes: Buffer, into: Framed[]): void {
    if (bytes.length > limit || !isUtf8(bytes)) {
      let start = 0;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
        one([bytes.subarray(start, at)], at - start, into);
        start = at + 1;
      }
      return;
    }
    const lines = bytes.toString('utf8').split('\n');
    for (let index = 0; index < lines.length - 1; index += 1) {
      const content = lines[index] ?? '';
      const trimmed = content.endsWith('\r') ? content.slice(0, -1) : content;
      if (trimmed.trim() !== '') into.push({ line, text: trimmed });
      line += 1;
    }
  }

  function one(pieces: Buffer[], length: number, into: Framed[]): void {
    if (length > limit) {
      into.push({ line, rejected: tooLong(limit), excerpt: beginning(pieces) });
      line += 1;
    } else {
      text(Buffer.concat(pieces, length), into);
    }
  }

  function hold(piece: Buffer): void {
    held += piece.length;
    if (dropped !== undefined) return;
    parts.push(piece);
    if (held <= limit) return;
    dropped = beginning(parts);
    parts = [];
  }

  function endHeld(into: Framed[]): void {
    if (dropped === undefined) {
      one(parts, held, into);
    } else {
      into.push({ line, rejected: tooLong(limit), excerpt: dropped });
      line += 1;
    }
    parts = [];
    held = 0;
    dropped = undefined;
  }

  function take(chunk: Buffer, into: Framed[]): void {
    let rest = chunk;
    if (held > 0) {
      const at = rest.indexOf(10);
      if (at < 0) {
        hold(rest);
        return;
      }
      hold(rest.subarray(0, at));
      endHeld(into);
      rest = rest.subarray(at + 1);
    }
    const last = rest.lastIndexOf(10);
    if (last >= 0) block(rest.subarray(0, last + 1), into);
    if (last + 1 < rest.length) hold(rest.subarray(last + 1));
  }

  return {
    push(chunk) {
      const into: Framed[] = [];
      for (let at = 0; at < chunk.length; at += maxBlock)
        take(chunk.subarray(at, at + maxBlock), into);
      return into;
    },
    end() {
      const into: Framed[] = [];
      if (held > 0) endHeld(into);
      for (const framed of into) if ('text' in framed) framed.isCut = true;
      return into;
    },
  };
}

function beginning(pieces: Buffer[]): string {
  return excerptOf(Buffer.concat(pieces.slice(0, 4)).subarray(0, 1024).toString('utf8'));
}
