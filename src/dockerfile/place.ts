import { trimEndOf } from '../model/trim.js';
/** Where something stands in a file; both count from 1, columns in UTF-16 units as SARIF's do. */
export interface Place {
  line: number;
  column: number;
}

/** Finds line and column of offsets in a text. */
export class LineIndex {
  readonly #starts = [0];

  constructor(readonly text: string) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g))
      this.#starts.push(index + end.length);
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  offset({ line, character }: { line: number; character: number }): number {
    return (this.#starts[line] ?? this.text.length) + character;
  }

  /** A line without its end; counted from 1. */
  line(number: number): string {
    const start = this.#starts[number - 1] ?? this.text.length;
    return trimEndOf(this.text.slice(start, this.#starts[number]), '\r\n');
  }
}

/** A text put together from pieces of a file, each of which knows where it came from. */
export class Passage {
  text = '';
  readonly #pieces: { at: number; from: number }[] = [];

  constructor(readonly index: LineIndex) {}

  add(from: number, to: number): this {
    // A carriage return before the end of a line is no part of it.
    let at = from;
    for (const part of this.index.text.slice(from, to).split(/\r(?=\n)/)) {
      if (part !== '') this.#pieces.push({ at: this.text.length, from: at });
      this.text += part;
      at += part.length + 1;
    }
    return this;
  }

  /** Without so many characters at its start. */
  after(count: number): Passage {
    const rest = new Passage(this.index);
    rest.text = this.text.slice(count);
    for (const { at, from } of this.#pieces) {
      if (at >= count) rest.#pieces.push({ at: at - count, from });
      else rest.#pieces[0] = { at: 0, from: from + count - at };
    }
    return rest;
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const { at = 0, from = 0 } = this.#pieces[low] ?? {};
    return this.index.place(from + Math.max(0, offset - at));
  }
}
