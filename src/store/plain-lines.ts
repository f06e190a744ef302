import type { DuckDBConnection } from '@duckdb/node-api';
import { type TableName, tables } from '../model/generated/tables.js';
import type { KustoType, Micros } from '../model/row.js';
import type { PlainForm, PlainMember } from '../normalise/import/index.js';
import { redacted, redactedWithin } from '../sense/redact-arguments.js';
import { api } from './duckdb-packages.js';
import { quote } from './views.js';

/**
 * How DuckDB takes plain lines in by itself, with all threads. A line is taken where what was read, written again in the
 * form of the file, is the line itself: so nothing in it was passed over, converted or read twice. What else an importer
 * would have changed or refused is asked for beside it.
 */
interface Reading {
  /** A relation of `line`, and of a struct of its members for each form. */
  from: string;
  /** For each form: whether a line of `from` is taken. */
  isTaken: string[];
}

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

/** Lines that nobody could have written by hand. */
const maxLine = 2 ** 20;
/** Of one file. */
const maxHosts = 1000;

/** The lines of a file, one a row; fails where one is too long or no UTF-8. An empty one is null. The path is no pattern. */
const linesOf = (path: string): string =>
  `read_csv(${quote(path)}, columns = {line: 'VARCHAR'}, delim = '\u0001', quote = '', escape = '', header = false, auto_detect = false, compression = 'none', hive_partitioning = false, max_line_size = ${maxLine})`;

/** Puts the plain lines of a file into hot tables, whose rows have all this sequence number. */
export async function takePlainLines(
  connection: DuckDBConnection,
  path: string,
  forms: readonly PlainForm[],
  seq: number,
): Promise<TakenRows[]> {
  const taken: TakenRows[] = [];
  for (const form of forms) {
    const { from, isTaken } = reading(path, [form], forms.length > 1);
    const columns = tables[form.table].columns.map(({ name }) => `"${name}"`);
    const values = tables[form.table].columns.map(({ name, type }) => valueOf(form, name, type));
    const { rowsChanged } = await connection.run(
      `INSERT INTO hot."${form.table}" ("_Seq", ${columns}) SELECT ${seq}, ${values} FROM ${from} WHERE ${isTaken}`,
    );
    if (rowsChanged > 0) taken.push(await told(connection, form.table, seq));
  }
  return taken;
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

/** The lines that are of none of the forms, piece by piece; '' for an empty one. */
export async function* otherLines(
  connection: DuckDBConnection,
  path: string,
  forms: readonly PlainForm[],
): AsyncGenerator<string[]> {
  const { from, isTaken } = reading(path, forms, false);
  const result = await connection.stream(
    `SELECT line FROM ${from} WHERE NOT (${isTaken.map((each) => `coalesce(${each}, false)`).join(' OR ')})`,
  );
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    yield chunk.getColumnValues(0).map((line) => String(line ?? ''));
  }
  // As of any other result, see engine.ts.
  if (result.statementType !== api.StatementType.SELECT) throw new Error('ended on its way');
}

/** The struct in a row of its own keeps DuckDB from reading the line anew for every member. */
function reading(path: string, forms: readonly PlainForm[], isOneOfSeveral: boolean): Reading {
  const structs = forms.map(
    (form, index) => `unnest([TRY(from_json(line, ${structOf(form)}))]) AS s${index}`,
  );
  const ofOne = forms
    .flatMap(({ tells: { name, values }, colon }) =>
      values.map((value) => `contains(line, ${quote(`"${name}"${colon}"${value}"`)})`),
    )
    .join(' OR ');
  const where = isOneOfSeveral ? ` WHERE ${ofOne}` : '';
  return {
    from: `(SELECT line, ${structs} FROM ${linesOf(path)}${where})`,
    isTaken: forms.map(
      (form, index) => `(${conditions(form, (name) => `s${index}."${name}"`).join(' AND ')})`,
    ),
  };
}

/** Texts are read as such, times too: their form counts. */
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

type Member = (name: string) => string;

function conditions(form: PlainForm, s: Member): string[] {
  const has = (name: string): boolean => form.members.some((member) => member.name === name);
  const present = (...names: string[]): string[] => names.filter(has).map(s);
  const filled = (names: string[]): string =>
    names.length > 0 ? names.map((name) => `coalesce(${name}, '') <> ''`).join(' OR ') : 'false';
  const { name, values } = form.tells;
  return [
    `${s(name)} IN (${values.map(quote).join(', ')})`,
    // In a line without a backslash each quotation mark begins or ends a text.
    `CASE WHEN contains(line, '\\') THEN ${written(form, s, (text) => `to_json(${text})`)} ELSE ${written(form, s)} END = line`,
    ...form.members.flatMap(({ name: each, type, without }) =>
      (valid[type]?.(s(each)) ?? []).map((condition) =>
        without === undefined ? condition : `(${s(each)} IS NULL OR ${condition})`,
      ),
    ),
    `coalesce(${[...present('TimeGenerated', 'Timestamp'), 'NULL', 'NULL'].join(', ')}) IS NOT NULL`,
    `(${filled(present('DeviceId', 'DeviceName'))})`,
    ...form.members
      .filter((member) => isCommandLine(member))
      .map((member) => harmless(s(member.name))),
    ...form.derived
      .filter(([from]) => has(from))
      .map(
        ([from, column]) =>
          `(${s(from)} = '' OR ${s(from)} IS NULL OR ${has(column) ? `${s(column)} IS NOT NULL` : 'false'})`,
      ),
  ];
}

/** The line that the members make. `quoted` writes a text as JSON. */
function written(
  { members, comma, colon }: PlainForm,
  s: Member,
  quoted?: (text: string) => string,
): string {
  const parts: string[] = [];
  let constant = '{';
  for (const [index, { name, type, without }] of members.entries()) {
    const isText = type === 'string' || type === 'datetime';
    const mark = isText && !quoted ? '"' : '';
    const value = isText && quoted ? quoted(s(name)) : s(name);
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
  datetime: (value) => [
    String.raw`regexp_full_match(${value}, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z')`,
    `epoch_us(${instant(value)}) BETWEEN 1 AND ${maxWhole}`,
  ],
  // A list of texts: of what else there is, JSON has several forms.
  dynamic: (value) => [
    String.raw`regexp_full_match(CAST(${value} AS VARCHAR), '\[("([^"\\]|\\[^u])*"(,"([^"\\]|\\[^u])*")*)?\]')`,
  ],
};

const instant = (value: string): string => `try_cast(${value} AS TIMESTAMP)`;

const isCommandLine = ({ name }: PlainMember): boolean => name.endsWith('CommandLine');

/** Nothing in it has to be removed, see redactArguments. */
const harmless = (value: string): string => {
  const found = [
    ...redactedWithin.map((option) => `contains(${value}, ${quote(option)})`),
    ...redacted.map((option) => `starts_with(${value}, ${quote(`${option}=`)})`),
  ];
  return `NOT coalesce(${found.join(' OR ')}, false)`;
};

/** The value of a column. */
function valueOf(form: PlainForm, name: string, type: KustoType): string {
  const read = (wanted: string): string => {
    const member = form.members.find((each) => each.name === wanted);
    if (!member) return 'NULL';
    return type === 'datetime' ? instant(`s0."${wanted}"`) : `s0."${wanted}"`;
  };
  const [, standIn] = form.standIns.find(([column]) => column === name) ?? [];
  const own = standIn === undefined ? read(name) : `coalesce(${read(name)}, ${read(standIn)})`;
  if (name === 'TimeGenerated') return `coalesce(${own}, ${read('Timestamp')})`;
  if (name === 'Timestamp') return `coalesce(${own}, ${read('TimeGenerated')})`;
  if (name === 'DeviceId') return `coalesce(nullif(${own}, ''), ${read('DeviceName')}, '')`;
  return type === 'string' ? `coalesce(${own}, '')` : own;
}
