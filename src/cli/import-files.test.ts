import { describe, expect, it } from 'vitest';
import type { TableName } from '../model/generated/tables.js';
import type { TakenLines } from '../store/plain-lines.js';
import { readBothWays } from './fixtures/read-both-ways.js';

const count = (taken: TakenLines | undefined): number =>
  (taken?.rows ?? []).reduce((sum, { rows }) => sum + rows, 0);

type Row = Record<string, unknown>;

const instant = (index: number): string =>
  `${new Date(Date.UTC(2026, 2, 1) + 1000 * index).toISOString().slice(0, 23)}${String(index % 1000).padStart(3, '0')}Z`;

/** A process with what rows of ours and of Defender both have. */
const processRow = (index: number): Row => ({
  TimeGenerated: instant(index),
  DeviceId: `host-${index % 7}`,
  DeviceName: `host-${index % 7}`,
  ActionType: 'ProcessCreated',
  FileName: 'sh',
  FolderPath: '/usr/bin/sh',
  ProcessId: index,
  ProcessCommandLine: `sh -c "echo ${index}" /srv/ünïx/${'x'.repeat(200)}`,
  InitiatingProcessFileName: '',
  FileSize: null,
  ProcessArguments: ['sh', '-c', `echo "${index}"`],
  IsCommandLineTruncated: index % 2 === 0,
});

const ours = (table: TableName, row: Row): Row => ({ table, ...row });

const connectionRow = (index: number): Row => ({
  TimeGenerated: instant(index),
  DeviceName: 'host',
  ActionType: 'ConnectionSuccess',
  RemoteIP: `203.0.113.${index % 256}`,
  RemotePort: 443,
  RemoteIPType: 'Public',
  InitiatingProcessCommandLine: `curl https://example.org/${'y'.repeat(200)}`,
});

const lines = (rows: readonly Row[], write: (row: Row) => string = JSON.stringify): string[] =>
  rows.map((row) => write(row));

const many = 600;
const numbered = Array.from({ length: many }, (_, index) => index);
const text = (all: readonly string[]): string => `${all.join('\n')}\n`;

/** As Python's json.dumps writes, but for text that is not ASCII. */
const spaced = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}: ${spaced(each)}`)
    .join(', ')}}`;
};

describe('a file of plain lines', () => {
  it.each([
    ['our rows', ours, JSON.stringify],
    ['our rows, with spaces', ours, (row: Row) => spaced({ ...row, ProcessArguments: null })],
    ['bare rows of Defender', (_: TableName, row: Row) => row, JSON.stringify],
  ] as const)('is taken in by the store as it is: %s', async (_, rowOf, write) => {
    const rows = numbered.map((index) => rowOf('DeviceProcessEvents', processRow(index)));
    const taken = await readBothWays(text(lines(rows, write)));
    expect([count(taken), taken?.others]).toEqual([many, []]);
  });

  it('may have rows of several tables, whose last line has no end', async () => {
    const rows = numbered.map((index) =>
      index % 3 === 0
        ? ours('DeviceNetworkEvents', connectionRow(index))
        : ours('DeviceProcessEvents', processRow(index)),
    );
    const taken = await readBothWays(lines(rows).join('\n'));
    expect([taken?.rows.length, count(taken), taken?.others]).toEqual([2, many, []]);
  });

  it('may leave columns out where it has no value for them', async () => {
    const rows = numbered.map((index) => {
      const { FileName, ...row } = processRow(index);
      return index % 3 === 0 ? { ...row, FileName } : row;
    });
    const taken = await readBothWays(text(lines(rows)));
    expect([count(taken), taken?.others]).toEqual([many, []]);
  });

  it('of connections says which type an address is of, or is none', async () => {
    const rows = numbered.map((index) => {
      const { RemoteIPType, ...row } = connectionRow(index);
      return index % 10 === 0 ? row : { ...row, RemoteIPType };
    });
    const taken = await readBothWays(text(lines(rows)));
    expect([count(taken), taken?.others.length]).toEqual([(many * 9) / 10, many / 10]);
  });
});

const withColumnOf = (row: Row, name: string, json: string): string =>
  JSON.stringify({ ...row, [name]: 'HERE' }).replace('"HERE"', json);

/** Lines that DuckDB might read otherwise than an importer, or not at all. */
function oddLines(plain: Row): [string, string][] {
  const line = JSON.stringify(plain);
  const withColumn = (name: string, json: string): string => withColumnOf(plain, name, json);
  return [
    ['another column', line.replace('}', ',"Nonsense":1}')],
    ['a column twice', line.replace('}', ',"FileName":"bash"}')],
    ['another order', JSON.stringify({ DeviceId: 'x', ...plain })],
    ['a number for text', withColumn('FileName', '1.50')],
    ['an object for text', withColumn('FileName', '{ "a": 1e2 }')],
    ['text for a number', withColumn('ProcessId', '"12"')],
    ['a decimal number', withColumn('ProcessId', '12.0')],
    ['a number with exponent', withColumn('ProcessId', '1e2')],
    ['a number below zero', withColumn('ProcessId', '-0')],
    ['a number beyond a double', withColumn('ProcessId', '9007199254740993')],
    ['a number beyond 64 bits', withColumn('ProcessId', '99999999999999999999')],
    ['a flag as text', withColumn('IsCommandLineTruncated', '"true"')],
    ['a flag as number', withColumn('IsCommandLineTruncated', '1')],
    ['a list of other things', withColumn('ProcessArguments', '["a",1.50,{"b":2,"b":3}]')],
    ['an object', withColumn('AdditionalFields', '{"b":1,"a":2.0,"1":3}')],
    ['a list in text', withColumn('ProcessArguments', '"[1, 2]"')],
    ['an escaped letter', withColumn('FileName', '"\\u0062ash"')],
    ['an escaped slash', withColumn('FileName', '"a\\/b"')],
    ['half a character', withColumn('FileName', '"a\\ud800b"')],
    ['half a character in a list', withColumn('ProcessArguments', '["\\ud800"]')],
    ['a control character', withColumn('FileName', '"a\\u001bb\\u0000c"')],
    ['a control character in a list', withColumn('ProcessArguments', '["\\u001b"]')],
    ['a character of four bytes', withColumn('FileName', '"🦀"')],
    ['a quotation mark and a backslash', withColumn('FileName', '"\\"\\\\"')],
    ['a build argument', withColumn('ProcessCommandLine', '"docker build --build-arg A=b ."')],
    ['a password', withColumn('InitiatingProcessCommandLine', '"curl --password x"')],
    ['a secret first', withColumn('ProcessCommandLine', '"--secret=id=a,src=/b"')],
    ['no time', withColumn('TimeGenerated', 'null')],
    ['an empty time', withColumn('TimeGenerated', '""')],
    ['a time of microseconds', withColumn('TimeGenerated', '1772323200000000')],
    ...[
      '2026-03-01 08:15:00.123456Z',
      '2026-03-01T08:15:00Z',
      '2026-03-01T08:15:00.1234567Z',
      '2026-03-01T08:15:00.123456',
      '2026-03-01T08:15:00.12345 Z',
      '2026-03-01T08:15:00+01:0000',
      '2026-02-30T08:15:00.123456Z',
      '2026-13-01T08:15:00.123456Z',
      '2026-03-01T24:00:00.000000Z',
      '2026-03-01T24:00:30.000000Z',
      '2026-03-01T23:60:00.000000Z',
      '2026-03-01T23:59:60.000000Z',
      '1969-12-31T23:59:59.999999Z',
      '1970-01-01T00:00:00.000000Z',
      '0000-01-01T00:00:00.000000Z',
      '2255-06-05T23:47:34.740991Z',
      '2255-06-05T23:47:34.740992Z',
      '9999-12-31T23:59:59.999999Z',
      '12026-03-01T08:15:00.12345Z',
      '3/1/2026, 8:15:00 PM',
    ].map((time): [string, string] => [time, withColumn('TimeGenerated', JSON.stringify(time))]),
    ['no host', JSON.stringify({ ...plain, DeviceId: '', DeviceName: '' })],
    ['no id of the host', JSON.stringify({ ...plain, DeviceId: '' })],
    ['no name of the host', JSON.stringify({ ...plain, DeviceName: '' })],
    ['no process', withColumn('ProcessId', 'null')],
    ['another table', JSON.stringify({ ...connectionRow(5), table: 'DeviceNetworkEvents' })],
    ['the name of another table', JSON.stringify({ ...plain, table: 'ProcessExitEvents' })],
    ['the name of no table', JSON.stringify({ ...plain, table: 'Nonsense' })],
    ['spaces', line.replace('{', '{ ')],
    ['a space at the end', `${line} `],
    ['a space before it', ` ${line}`],
    ['something behind it', `${line}x`],
    ['two of them', `${line}${line}`],
    ['half a line', line.slice(0, 100)],
    ['an empty line', ''],
    ['a line of spaces', '   '],
    ['text', 'Mar  1 08:15:00 host sshd[5]: hello'],
    ['quotation marks', '"a","b'],
    ['null', 'null'],
    ['a list', '[1]'],
    ['a record of another tool', '{"Type":"container","Action":"start","time":1772323200}'],
    ['a row of Defender', JSON.stringify(processRow(3))],
    [
      'what nests too deep',
      `{"table":"DeviceProcessEvents","a":${'['.repeat(70)}${']'.repeat(70)}}`,
    ],
    ['a long line', withColumn('FileName', JSON.stringify('x'.repeat(500_000)))],
  ];
}

/** Those that DuckDB reads as an importer does. */
const plainYet = [
  'a character of four bytes',
  'a quotation mark and a backslash',
  '2255-06-05T23:47:34.740991Z',
  'no id of the host',
  'no name of the host',
  'a long line',
];

describe('a line that is not plain', () => {
  it.each([
    ['our rows', undefined, 'DeviceProcessEvents'],
    ['our rows, said to be so', 'keelwatch', 'DeviceProcessEvents'],
    ['bare rows of Defender', undefined, undefined],
  ])('gives what an importer makes of it, in a file of %s', async (_, format, table) => {
    const rows = numbered.map((index) => ({ ...(table && { table }), ...processRow(index) }));
    const most = lines(rows);
    const others = oddLines(rows[77] ?? {});
    const some = others.map(([, each]) => each);
    const taken = await readBothWays(
      text([...most.slice(0, 300), ...some, ...most.slice(300)]),
      format,
    );
    const left = new Set(taken?.others);
    const plain = others.flatMap(([name, each]) => (left.has(each) ? [] : [name]));
    expect(new Set(plain)).toEqual(new Set(table ? plainYet : [...plainYet, 'a row of Defender']));
    expect(count(taken)).toBe(many + plain.length);
  });
});

describe('a file that the store cannot take in', () => {
  const most = lines(numbered.map((index) => ours('DeviceProcessEvents', processRow(index))));
  const [line = ''] = most;
  const long = withColumnOf(processRow(1), 'FileName', JSON.stringify('x'.repeat(3e6)));

  it.each<[string, Buffer]>([
    ['has other ends of lines', Buffer.from(most.join('\r\n'))],
    ['has a carriage return', Buffer.from(text([...most, `${line}\r${line}`]))],
    ['has bytes that are no text', Buffer.concat([Buffer.from(text(most)), Buffer.of(0xff, 10)])],
    ['has a byte that DuckDB would part lines at', Buffer.from(text([...most, 'a\u0001b']))],
    ['has a line of megabytes', Buffer.from(text([...most, long]))],
    ['has other lines mostly', Buffer.from(text([...most, ...most.map((each) => ` ${each}`)]))],
    ['begins with other lines', Buffer.from(text(['x', ...most]))],
    ['begins with a mark', Buffer.from(`\uFEFF${text(most)}`)],
    ['is an array', Buffer.from(`[${most.join(',\n')}]\n`)],
  ])('is imported as others are: it %s', async (_, bytes) => {
    expect(await readBothWays(bytes)).toBeUndefined();
  });
});
