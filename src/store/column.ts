import type { Vector } from '@duckdb/node-bindings';
import type { KustoType } from '../model/row.js';
import { bindings } from './duckdb-packages.js';
import { encodeJson } from './journal.js';

/** One column of up to `capacity` rows as a vector of DuckDB's has it. What is not put is absent: '' in text, else null. */
export interface Column {
  /** Puts a value that fits the column's type at a row that has none. Returns how many characters it has to hold. */
  put(row: number, value: unknown): number;
  /** Hands `rows` rows over to a vector of the column's type, and holds none afterwards. */
  moveTo(vector: Vector, rows: number): void;
}

/** How a value of each type that fits enters DuckDB. */
export const columnOf: Record<KustoType, (capacity: number) => Column> = {
  string: (capacity) => textColumn(capacity, (value) => value as string),
  dynamic: (capacity) => nullable(capacity, textColumn(capacity, jsonOf)),
  long: wideColumn,
  datetime: wideColumn,
  int: (capacity) => numberColumn(capacity, new Int32Array(capacity), Number),
  real: (capacity) => numberColumn(capacity, new Float64Array(capacity), realOf),
  bool: (capacity) => numberColumn(capacity, new Uint8Array(capacity), Number),
};

/** How a journal, being JSON, spells the numbers that JSON does not have. */
export const nonFinite = new Map(
  [NaN, Infinity, -Infinity].map((number) => [String(number), number]),
);

const realOf = (value: unknown): number => nonFinite.get(value as string) ?? (value as number);

function jsonOf(value: unknown): string {
  const text = encodeJson(value) ?? 'null';
  return text.includes('\\ud') ? withoutLoneSurrogates(text) : text;
}

/** A well-formed stringify escapes just the surrogates that stand alone, which DuckDB's JSON refuses. */
const withoutLoneSurrogates = (text: string): string =>
  text.replace(/\\(ud[89a-f][0-9a-f]{2}|.)/g, (whole: string, escaped: string) =>
    escaped.length > 1 ? '\\ufffd' : whole,
  );

/**
 * DuckDB's layout of a text in a vector (duckdb.h: duckdb_string_t), as four words: its length in bytes, then its bytes, if
 * there are no more than 12, or else the first four of them and the address of all.
 */
const inlined = 12;
const padding = '\0'.repeat(inlined);

function textColumn(capacity: number, textOf: (value: unknown) => string): Column {
  const words = new Int32Array(4 * capacity);
  /** The texts that there are, and the rows of them. */
  let texts: string[] = [];
  const rows = new Int32Array(capacity);

  /**
   * Has the vector take all texts in as one, which it keeps as long as its rows, and lets each row have its part. False
   * where a character is not a byte: then it has to take each in by itself.
   */
  function share(vector: Vector): boolean {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const whole = Buffer.from(texts.join('') + padding);
    if (whole.length !== length + inlined) return false;
    bindings.vector_assign_string_element_len(vector, 0, whole);
    const { buffer, byteOffset } = bindings.vector_get_data(vector, 16);
    const address = new DataView(buffer, byteOffset).getBigUint64(8, true);
    const bytes = new DataView(whole.buffer, whole.byteOffset, whole.length);
    let low = Number(address & 0xffff_ffffn);
    let high = Number(address >> 32n);
    for (let index = 0, at = 0; index < texts.length; index += 1) {
      const size = (texts[index] as string).length;
      const word = 4 * (rows[index] as number);
      words[word] = size;
      words[word + 1] = bytes.getInt32(at, true) & mask(size);
      if (size <= inlined) {
        words[word + 2] = bytes.getInt32(at + 4, true) & mask(size - 4);
        words[word + 3] = bytes.getInt32(at + 8, true) & mask(size - 8);
      } else {
        words[word + 2] = low;
        words[word + 3] = high;
      }
      at += size;
      low += size;
      if (low >= 2 ** 32) {
        low -= 2 ** 32;
        high += 1;
      }
    }
    return true;
  }

  return {
    put(row, value) {
      const text = textOf(value);
      rows[texts.length] = row;
      texts.push(text);
      return text.length;
    },
    moveTo(vector, count) {
      const isShared = texts.length === 0 || share(vector);
      bindings.copy_data_to_vector(vector, 0, words.buffer, 0, 16 * count);
      if (texts.length === 0) return;
      if (!isShared)
        for (const [index, text] of texts.entries())
          bindings.vector_assign_string_element(vector, rows[index] as number, text);
      words.fill(0);
      texts = [];
    },
  };
}

/** The bits of a word that holds the first of so many bytes. */
const mask = (bytes: number): number => (bytes >= 4 ? -1 : bytes <= 0 ? 0 : (1 << (8 * bytes)) - 1);

/** Whole numbers of 64 bits: a double holds them, BigInts would take longer. */
function wideColumn(capacity: number): Column {
  const words = new Int32Array(2 * capacity);
  return nullable(capacity, {
    put(row, value) {
      words[2 * row] = value as number;
      words[2 * row + 1] = Math.floor((value as number) / 2 ** 32);
      return 0;
    },
    moveTo(vector, rows) {
      bindings.copy_data_to_vector(vector, 0, words.buffer, 0, 8 * rows);
    },
  });
}

function numberColumn(
  capacity: number,
  numbers: Int32Array | Float64Array | Uint8Array,
  numberOf: (value: unknown) => number,
): Column {
  return nullable(capacity, {
    put(row, value) {
      numbers[row] = numberOf(value);
      return 0;
    },
    moveTo(vector, rows) {
      const bytes = numbers.BYTES_PER_ELEMENT * rows;
      bindings.copy_data_to_vector(vector, 0, numbers.buffer as ArrayBuffer, 0, bytes);
    },
  });
}

/** A column that knows of each row whether it has a value. */
function nullable(capacity: number, column: Column): Column {
  /** DuckDB's masks come in words of 64 bits. */
  const valid = new Int32Array(2 * Math.ceil(capacity / 64));
  return {
    put(row, value) {
      valid[row >> 5] = (valid[row >> 5] ?? 0) | (1 << (row & 31));
      return column.put(row, value);
    },
    moveTo(vector, rows) {
      column.moveTo(vector, rows);
      bindings.vector_ensure_validity_writable(vector);
      bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, 8 * Math.ceil(rows / 64));
      valid.fill(0);
    },
  };
}
