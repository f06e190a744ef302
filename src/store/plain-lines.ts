import type { DuckDBConnection } from '@duckdb/node-api';
import { type TableName, tables } from '../model/generated/tables.js';
import type { KustoType, Micros } from '../model/row.js';
import type { PlainForm, PlainMember } from '../normalise/import/index.js';
import { redactedWithin } from '../sense/redact-arguments.js';
import { quote } from './views.js';

// How DuckDB takes plain lines in by itself, with all threads. A line is taken where what was read, written again in the
// form of the file, is the line itself: so nothing in it was passed over, converted or read twice. What else an importer
// would have changed or refused is asked for beside it.

/** What came into one table. */
export interface TakenRows {
  table: TableName;
  rows: number;
  /** TimeGenerated of the first and the last row. */
  from: Micros;
  until: Micros;
  /** Rows whose ProcessId is not told, of a table that has one. */
  withoutProcessId: number;
  /** DeviceId, or else DeviceName: so many at the most. */
  hosts: string[];
}

/** Bytes: DuckDB's buffers hold several. */
const maxLine = 2 ** 20;
/** Of one file. */
const maxHosts = 1000;

/** The lines of a file, one a row; fails where one is too long or no UTF-8. An empty one is null. The path is no pattern. */
const linesOf = (path: string): string =>
  `read_csv(${quote(path)}, columns = {line: 'VARCHAR'}, delim = '\u0001', quote = '', escape = '', header = false, new_line = '\\n', auto_detect = false, compression = 'none', hive_partitioning = false, max_line_size = ${maxLine})`;

export interface TakeOptions {
  /** Sequence number of all rows. */
  seq: number;
  /** Of the lines that are not plain, such a share of all and so many characters are kept. */
  mostShare: number;
  mostCharacters: number;
  /** Told now and then which share is done. */
  progress?: ((share: number) => void) | undefined;
}

export interface TakenLines {
  rows: TakenRows[];
  /** The lines that were not taken, in any order; '' for an empty one. */
  others: string[];
}

/**
 * Puts the plain lines of a file into hot tables, within a transaction. Beside them lie the others, until they are
 * dropped. Undefined where there are too many.
 */
export async function takePlainLines(
  connection: DuckDBConnection,
  path: string,
  forms: readonly PlainForm[],
  { seq, mostShare, mostCharacters, progress }: TakeOptions,
): Promise<TakenLines | undefined> {
  const taken: TakenLines = { rows: [], others: [] };
  let lines = 0;
  let characters = 0;
  for (const [index, form] of forms.entries()) {
    const tell = (share: number): void => progress?.((index + share) / forms.length);
    lines += await watched(connection, insertion(form, path, whichLines(forms, index), seq), tell);
    const others = `hot."${form.table}" WHERE "_Seq" = ${waiting}`;
    const [[count = 0, length = 0] = []] = await numbers(
      connection,
      `SELECT count(*), sum(length("${holder}")) FROM ${others}`,
    );
    characters += length;
    if (taken.others.length + count > mostShare * lines || characters > mostCharacters)
      return undefined;
    if (count > 0) {
      const left = await connection.runAndReadAll(`SELECT "${holder}" FROM ${others}`);
      for (const [line] of left.getRows()) taken.others.push(String(line));
    }
    const rows = await told(connection, form.table, seq);
    if (rows.rows > 0) taken.rows.push(rows);
  }
  return taken;
}

/** Milliseconds. */
const interval = 200;

/** Returns how many rows a statement changes. */
async function watched(
  connection: DuckDBConnection,
  sql: string,
  tell: (share: number) => void,
): Promise<number> {
  const timer = setInterval(
    () => tell(Math.max(0, connection.progress.percentage) / 100),
    interval,
  );
  try {
    return (await connection.run(sql)).rowsChanged;
  } finally {
    clearInterval(timer);
  }
}

/** Drops what lies beside the rows: once they are committed, for before it would take as long as they did. */
export async function dropOthers(
  connection: DuckDBConnection,
  forms: readonly PlainForm[],
): Promise<void> {
  for (const { table } of forms)
    await connection.run(`DELETE FROM hot."${table}" WHERE "_Seq" = ${waiting}`);
}

/** By this number a line that is not taken lies among the rows, and in this column. */
const waiting = -1;
const holder = 'DeviceName';

function insertion(form: PlainForm, path: string, where: string, seq: number): string {
  const columns = tables[form.table].columns.map(({ name }) => `"${name}"`);
  const values = tables[form.table].columns.map(({ name, type }) => {
    const value = valueOf(form, name, type);
    return name === holder ? `CASE WHEN taken THEN ${value} ELSE coalesce(line, '') END` : value;
  });
  // The struct in a list keeps DuckDB from reading the line anew for every member.
  const read = `SELECT line, unnest([TRY(from_json(line, ${structOf(form)}))]) AS s FROM ${linesOf(path)}${where}`;
  const instants = form.members
    .filter(({ type }) => type === 'datetime')
    .map(({ name }) => `, try_cast(s."${name}" AS TIMESTAMP) AS ${field(name, 'datetime')}`)
    .join('');
  const timed = `SELECT line, s${instants} FROM (${read})`;
  return `INSERT INTO hot."${form.table}" ("_Seq", ${columns})
    SELECT CASE WHEN taken THEN ${seq} ELSE ${waiting} END, ${values}
    FROM (SELECT *, coalesce(${conditions(form).join(' AND ')}, false) AS taken FROM (${timed}))`;
}

/** Each line is looked at once: for the first form whose table it seems to name, or else for the last. */
function whichLines(forms: readonly PlainForm[], index: number): string {
  const ofForm = ({ tells: { name, values }, colon }: PlainForm): string =>
    values
      .map((value) => `coalesce(contains(line, ${quote(`"${name}"${colon}"${value}"`)}), false)`)
      .join(' OR ');
  const earlier = forms.slice(0, index).map((form) => `NOT (${ofForm(form)})`);
  const own = forms.slice(index, index + 1).map((form) => `(${ofForm(form)})`);
  const all = index === forms.length - 1 ? earlier : [...earlier, ...own];
  return all.length > 0 ? ` WHERE ${all.join(' AND ')}` : '';
}

async function told(
  connection: DuckDBConnection,
  table: TableName,
  seq: number,
): Promise<TakenRows> {
  const rows = `hot."${table}" WHERE "_Seq" = ${seq}`;
  const hasProcess = tables[table].columns.some(({ name }) => name === 'ProcessId');
  const withoutProcess = hasProcess ? `count(*) FILTER ("ProcessId" IS NULL)` : '0';
  const [[count, from, until, withoutProcessId] = []] = await numbers(
    connection,
    `SELECT count(*), epoch_us(min("TimeGenerated")), epoch_us(max("TimeGenerated")), ${withoutProcess} FROM ${rows}`,
  );
  const hosts = await connection.runAndReadAll(
    `SELECT DISTINCT coalesce(nullif("DeviceId", ''), "DeviceName") FROM ${rows} LIMIT ${maxHosts}`,
  );
  return {
    table,
    rows: count ?? 0,
    from: from ?? 0,
    until: until ?? 0,
    withoutProcessId: withoutProcessId ?? 0,
    hosts: hosts.getRows().map(([host]) => String(host)),
  };
}

const numbers = async (connection: DuckDBConnection, sql: string): Promise<number[][]> =>
  (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(Number));

/** Times are read as texts: each is made of its text once, and written in the one form of it that is plain. */
function structOf({ members }: PlainForm): string {
  const types = members.map(({ name, type }) => `"${name}":"${readAs[type]}"`);
  return quote(`{${types.join(',')}}`);
}

const readAs: Record<KustoType, string> = {
  string: 'VARCHAR',
  datetime: 'VARCHAR',
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  dynamic: 'JSON',
};

const field = (name: string, type?: KustoType): string =>
  type === 'datetime' ? `"${name}"` : `s."${name}"`;

const timeFormat = `'%Y-%m-%dT%H:%M:%S.%fZ'`;

function conditions(form: PlainForm): string[] {
  const has = (name: string): boolean => form.members.some((member) => member.name === name);
  const present = (...names: string[]): string[] => names.filter(has).map((each) => field(each));
  const filled = (names: string[]): string =>
    names.length > 0 ? names.map((name) => `coalesce(${name}, '') <> ''`).join(' OR ') : 'false';
  const { name, values } = form.tells;
  return [
    `${field(name)} IN (${values.map(quote).join(', ')})`,
    // In a line without a backslash each quotation mark begins or ends a text.
    `CASE WHEN contains(line, '\\') THEN ${written(form, (text) => `to_json(${text})`)} ELSE ${written(form)} END = line`,
    ...form.members.flatMap(({ name: each, type, without }) =>
      (valid[type]?.(field(each, type)) ?? []).map((condition) =>
        without === undefined ? condition : `(${field(each, type)} IS NULL OR ${condition})`,
      ),
    ),
    `coalesce(${['TimeGenerated', 'Timestamp'].map((each) => (has(each) ? field(each, 'datetime') : 'NULL')).join(', ')}) IS NOT NULL`,
    `(${filled(present('DeviceId', 'DeviceName'))})`,
    ...form.members
      .filter((member) => isCommandLine(member))
      .map((member) => harmless(field(member.name))),
    ...form.derived
      .filter(([from]) => has(from))
      .map(
        ([from, column]) =>
          `(${field(from)} = '' OR ${field(from)} IS NULL OR ${has(column) ? `${field(column)} IS NOT NULL` : 'false'})`,
      ),
  ];
}

/** The line that the members make. `quoted` writes a text as JSON. */
function written({ members, comma, colon }: PlainForm, quoted?: (text: string) => string): string {
  const parts: string[] = [];
  let constant = '{';
  for (const [index, { name, type, without }] of members.entries()) {
    const isText = type === 'string' || type === 'datetime';
    const mark = isText && !quoted ? '"' : '';
    const text =
      type === 'datetime' ? `strftime(${field(name, type)}, ${timeFormat})` : field(name);
    const value = isText && quoted ? quoted(text) : text;
    const before = `${index > 0 ? comma : ''}"${name}"${colon}`;
    if (without === undefined) {
      parts.push(quote(`${constant}${before}${mark}`), value);
      constant = mark;
      continue;
    }
    // Of null nothing is left, as of what is joined to it.
    const whole = `${quote(`${before}${mark}`)} || ${value} || ${quote(mark)}`;
    const otherwise = without === 'null' ? quote(`${before}null`) : `''`;
    parts.push(quote(constant), `coalesce(${whole}, ${otherwise})`);
    constant = '';
  }
  return `concat(${[...parts, quote(`${constant}}`)].join(', ')})`;
}

const maxWhole = Number.MAX_SAFE_INTEGER;

/** What has to hold of a value that is there, beside being written in the line as its type is. */
const valid: Partial<Record<KustoType, (value: string) => string[]>> = {
  long: (value) => [`${value} BETWEEN -${maxWhole} AND ${maxWhole}`],
  datetime: (value) => [`${value} BETWEEN make_timestamp(1) AND make_timestamp(${maxWhole})`],
  // A list of texts: of what else there is, JSON has several forms.
  dynamic: (value) => [
    String.raw`regexp_full_match(CAST(${value} AS VARCHAR), '\[("([^"\\]|\\[^u])*"(,"([^"\\]|\\[^u])*")*)?\]')`,
  ],
};

const isCommandLine = ({ name }: PlainMember): boolean => name.endsWith('CommandLine');

/** Nothing in it has to be removed, see redactArguments: it begins with no option, and has none of these. */
const harmless = (value: string): string => {
  const found = redactedWithin.map((option) => `contains(${value}, ${quote(option)})`);
  return `NOT coalesce(starts_with(${value}, '-') OR ${found.join(' OR ')}, false)`;
};

/** The value of a column. */
function valueOf(form: PlainForm, name: string, type: KustoType): string {
  const read = (wanted: string): string => {
    const member = form.members.find((each) => each.name === wanted);
    if (!member) return 'NULL';
    return field(wanted, type);
  };
  const [, standIn] = form.standIns.find(([column]) => column === name) ?? [];
  const own = standIn === undefined ? read(name) : `coalesce(${read(name)}, ${read(standIn)})`;
  if (name === 'TimeGenerated') return `coalesce(${own}, ${read('Timestamp')})`;
  if (name === 'Timestamp') return `coalesce(${own}, ${read('TimeGenerated')})`;
  if (name === 'DeviceId') return `coalesce(nullif(${own}, ''), ${read('DeviceName')}, '')`;
  return type === 'string' ? `coalesce(${own}, '')` : own;
}
