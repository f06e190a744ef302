import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { dictionary } from '../model/dictionary.js';

/** Bytes that a file may have, unpacked: its rows become part of the query. */
const most = 16 * 1024 * 1024;

const delimiters: Readonly<Record<string, string>> = dictionary({
  csv: ',',
  tsv: '\t',
  psv: '|',
  scsv: ';',
  sohsv: '\u0001',
});

/** A file's records as JSON texts: arrays of cells, or objects. */
export interface ExternalRows {
  cells: boolean;
  json: string[];
}

/** The file that `externaldata` names. Throws an Error that says why it cannot be read. */
export function externalRows(
  location: string,
  properties: { format?: string; ignoreFirst: boolean },
): ExternalRows {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location) && !location.startsWith('file://')) {
    throw new Error('a query reaches no network, only files of this machine');
  }
  const path = location.startsWith('file://') ? fileURLToPath(location) : resolve(location);
  const bare = path.replace(/\.gz$/, '');
  const format = (properties.format ?? (extname(bare).slice(1) || 'csv')).toLowerCase();
  const text = textOf(path, bare !== path).replace(/^\uFEFF/, '');
  const rows = recordsOf(text, format, path);
  return properties.ignoreFirst ? { ...rows, json: rows.json.slice(1) } : rows;
}

function textOf(path: string, packed: boolean): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > most) throw new Error(`it is larger than ${most} bytes`);
    const bytes = readFileSync(path);
    const plain = packed ? gunzipSync(bytes, { maxOutputLength: most }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${path} cannot be read: ${code ?? message}`, { cause: error });
  }
}

function recordsOf(text: string, format: string, path: string): ExternalRows {
  const lines = (): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const delimiter = delimiters[format];
  if (delimiter !== undefined) {
    const records = separated(text, delimiter, path);
    return { cells: true, json: records.map((cells) => JSON.stringify(cells)) };
  }
  switch (format) {
    case 'txt':
      return {
        cells: true,
        json: text
          .replace(/\r?\n$/, '')
          .split(/\r?\n/)
          .map(single),
      };
    case 'raw':
      return { cells: true, json: [single(text)] };
    case 'json':
    case 'singlejson':
      return { cells: false, json: lines().map((line, at) => checked(line, path, at + 1)) };
    case 'multijson':
      return { cells: false, json: listed(text, path) };
    default:
      throw new Error(`the format ${JSON.stringify(format)} is not supported`);
  }
}

const single = (text: string): string => JSON.stringify([text]);

/** Numbers keep all their digits: the text stays as it is. */
function checked(text: string, path: string, line: number): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new Error(`${path}: line ${line} is no JSON`, { cause: error });
  }
}

/** The records of a list, or of objects one after the other. */
function listed(text: string, path: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map((one) => JSON.stringify(one)) : [text];
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (lines.length > 1) return lines.map((line, at) => checked(line, path, at + 1));
    throw new Error(`${path} is no JSON`, { cause: error });
  }
}

/** Cells of RFC 4180, whatever stands between them. Empty lines hold no record. */
function separated(text: string, delimiter: string, path: string): string[][] {
  const records: string[][] = [];
  let [cells, cell, quoted] = [[] as string[], '', false];
  const end = (): void => {
    const record = [...cells, cell];
    if (record.length > 1 || cell !== '') records.push(record);
    [cells, cell] = [[], ''];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n') end();
    else if (char !== '\r' || text[at + 1] !== '\n') cell += char;
  }
  if (quoted) throw new Error(`${path}: a quoted cell has no end`);
  end();
  return records;
}
