import { isUtf8 } from 'node:buffer';
import { type TableName, tables } from '../../model/generated/tables.js';
import type { Json, KustoType } from '../../model/row.js';
import { actionsOf, isOurs, tableOf } from './defender.js';
import { firstLook } from './dispatch.js';
import { beginsEnvelope } from './document-framer.js';
import { isTable } from './keelwatch.js';
import { recognise } from './recognise.js';
import { type Fields, isFields } from './values.js';

// Rows of our tables, one to a line, need no importer where each member is a column and its value has the form that the
// column holds: whoever reads JSON can take such lines as they are. All others are for the importers.

export interface PlainLines {
  /** Id of the file's format. */
  format: string;
  forms: PlainForm[];
}

/** How the plain lines of one table look. */
export interface PlainForm {
  table: TableName;
  /** The member that says so, by one of these values. */
  tells: { name: string; values: string[] };
  /** Columns that take another's value where their own is null. */
  standIns: [column: string, other: string][];
  /** Columns of which the second would be worked out of the first: a line that has just that is not plain. */
  derived: [from: string, column: string][];
  /** What stands between two members, and between a name and its value: with or without a space. */
  comma: ',' | ', ';
  colon: ':' | ': ';
  /** In the order in which they stand; the first is in every line. */
  members: PlainMember[];
}

export interface PlainMember {
  name: string;
  type: KustoType;
  /** What some lines have in place of a value: null, or no such member. */
  without?: 'null' | 'nothing' | undefined;
}

/**
 * The forms of most lines of a file, of which some pieces of whole lines are given: first its beginning, of as many
 * characters as tell a file's format, and others from anywhere. Undefined where it is another file, or most lines are not
 * plain.
 */
export function plainForms(pieces: readonly Buffer[], format?: string): PlainLines | undefined {
  const [beginning = Buffer.of()] = pieces;
  if (!pieces.every((piece) => isUtf8(piece) && !piece.includes(13))) return undefined;
  if (beginsEnvelope(beginning)) return undefined;
  const first = linesOf(beginning);
  // With a line of another kind among them, the importer may read all of the file otherwise.
  if (first.length < firstLook.records || !first.every((line) => line.startsWith('{')))
    return undefined;
  const objects = first.map(recordOf).filter((record) => record !== undefined);
  const found = recognise({ lines: first, objects });
  if (!('importer' in found) || (format !== undefined && format !== found.importer.id))
    return undefined;
  const { id } = found.importer;
  if (id !== 'keelwatch' && id !== 'defender') return undefined;

  const lines = pieces.flatMap(linesOf);
  const forms = new Map<TableName, Gathered>();
  let plain = 0;
  for (const line of lines) {
    const record = recordOf(line);
    const table = record && (id === 'keelwatch' ? saidTable(record) : bareTable(record));
    if (record === undefined || table === undefined || !isPlain(table, record)) continue;
    const form = forms.get(table) ?? new Gathered(spacing(line));
    forms.set(table, form);
    form.add(record);
    plain += 1;
  }
  if (plain < mostly * lines.length) return undefined;
  const known = [...forms].flatMap(([table, form]): PlainForm[] => {
    const members = form.members(typesOf(table));
    return members ? [{ table, ...kinds[id](table), ...form.spacing, members }] : [];
  });
  return known.length > 0 ? { format: id, forms: known } : undefined;
}

/** What follows from the format. */
const kinds: Record<
  'keelwatch' | 'defender',
  (table: TableName) => Pick<PlainForm, 'tells' | 'standIns' | 'derived'>
> = {
  keelwatch: (table) => ({
    tells: { name: 'table', values: [table] },
    standIns: [],
    derived: [],
  }),
  defender: (table) => ({
    tells: { name: 'ActionType', values: actionsOf(table) },
    standIns: table === 'DeviceFileEvents' ? [['AccountName', 'InitiatingProcessAccountName']] : [],
    derived:
      table === 'DeviceNetworkEvents'
        ? [
            ['RemoteIP', 'RemoteIPType'],
            ['LocalIP', 'LocalIPType'],
          ]
        : [],
  }),
};

/** Share of the lines that have to be plain. */
const mostly = 0.8;

/** The first of a piece. */
const linesOf = (piece: Buffer): string[] =>
  piece.toString('utf8').split('\n').slice(0, -1).slice(0, firstLook.records);

function recordOf(line: string): Fields | undefined {
  try {
    const value = JSON.parse(line) as Json;
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Rows of tables whose rows are versions of something have an order. */
const isOfEvents = (table: TableName): boolean => tables[table].key.length === 0;

function saidTable({ table }: Fields): TableName | undefined {
  return isTable(table) && isOfEvents(table) ? table : undefined;
}

function bareTable(record: Fields): TableName | undefined {
  const table = record.ActionType ? tableOf(record) : undefined;
  return table !== undefined && isOurs(table) && isOfEvents(table) ? table : undefined;
}

const typesOf = (table: TableName): Map<string, KustoType> =>
  new Map([
    ['table', 'string'],
    ...tables[table].columns.map(({ name, type }) => [name, type] as const),
  ]);

function isPlain(table: TableName, record: Fields): boolean {
  const types = typesOf(table);
  return Object.entries(record).every(([name, value]) => {
    const type = types.get(name);
    return type !== undefined && (value === null || isPlainValue[type](value));
  });
}

const isPlainValue: Record<KustoType, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string',
  datetime: (value) => typeof value === 'string' && value.length === 27,
  long: Number.isSafeInteger,
  int: Number.isSafeInteger,
  real: () => false,
  bool: (value) => typeof value === 'boolean',
  dynamic: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};

function spacing(line: string): Pick<PlainForm, 'comma' | 'colon'> {
  return /^\{"\w+": /.test(line) ? { comma: ', ', colon: ': ' } : { comma: ',', colon: ':' };
}

/** What the plain lines of one table have in common. */
class Gathered {
  readonly spacing: Pick<PlainForm, 'comma' | 'colon'>;
  #lines = 0;
  /** In the order in which they stand: how many lines have each, and in how many it is null. */
  #members: { name: string; lines: number; nulls: number }[] = [];

  constructor(spaced: Pick<PlainForm, 'comma' | 'colon'>) {
    this.spacing = spaced;
  }

  add(record: Fields): void {
    this.#lines += 1;
    let place = 0;
    for (const [name, value] of Object.entries(record)) {
      let at = this.#members.findIndex((member) => member.name === name);
      if (at < 0) {
        at = place;
        this.#members.splice(at, 0, { name, lines: 0, nulls: 0 });
      }
      const member = this.#members[at];
      if (member) {
        member.lines += 1;
        if (value === null) member.nulls += 1;
      }
      place = at + 1;
    }
  }

  /** Undefined where not every line has the first. */
  members(types: Map<string, KustoType>): PlainMember[] | undefined {
    const members = this.#members.map(({ name, lines, nulls }): PlainMember => {
      const lacking = this.#lines - lines;
      const isEmpty = Math.max(nulls, lacking) > 0;
      const without = isEmpty ? (nulls >= lacking ? 'null' : 'nothing') : undefined;
      return { name, type: types.get(name) ?? 'string', without };
    });
    return members[0]?.without === undefined ? members : undefined;
  }
}
