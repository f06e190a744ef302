import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const main = join(project, 'dist/cli/main.js');
const attack = join(project, 'detections/build-image-on-host/cases/attack/dropper-in-tmp.ndjson');
const hostile = 'a,"b"\n=1\u001b[2J\u202e';

let work: string;
let rows: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'query-test-'));
  rows = join(work, 'rows.ndjson');
  const row = (ProcessId: number, FileName: string) => ({
    table: 'DeviceProcessEvents',
    TimeGenerated: `2026-01-05T10:00:0${ProcessId}.123456Z`,
    ActionType: 'ProcessCreated',
    DeviceName: 'host',
    ProcessId,
    FileName,
    AdditionalFields: { a: [ProcessId, 'x'] },
  });
  const lines = [row(1, 'docker'), row(2, hostile), row(3, '')];
  writeFileSync(rows, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function query(args: string[], input?: string) {
  const temporary = mkdtempSync(join(work, 'temporary-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'query', ...args], {
    input: input ?? '',
    env: { ...process.env, TMPDIR: temporary },
    maxBuffer: 1e9,
  });
  expect(readdirSync(temporary)).toEqual([]);
  return { status, bytes: stdout, stdout: stdout.toString(), stderr: stderr.toString() };
}

const some =
  'DeviceProcessEvents | sort by ProcessId asc | project TimeGenerated, FileName, ProcessId, AdditionalFields, Span = 90s';
const expected = [1, 2, 3].map((ProcessId) => ({
  TimeGenerated: `2026-01-05T10:00:0${ProcessId}.123456Z`,
  FileName: ['docker', hostile, ''][ProcessId - 1],
  ProcessId,
  AdditionalFields: { a: [ProcessId, 'x'] },
  Span: '00:01:30',
}));

describe('keelwatch query writes', () => {
  it('json and ndjson that parse to the same, in ASCII', () => {
    const json = query([some, rows, '--output', 'json']).stdout;
    const ndjson = query([some, rows, '--output', 'ndjson']).stdout;
    expect(JSON.parse(json)).toEqual(expected);
    expect(
      ndjson
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(expected);
    expect(json + ndjson).toMatch(/^[\n\x20-\x7e]*$/);
    const none = [`${some} | where ProcessId > 9`, rows, '--output'];
    expect(JSON.parse(query([...none, 'json']).stdout)).toEqual([]);
    expect(query([...none, 'ndjson']).stdout).toBe('');
  });

  it('csv as RFC 4180 has it', () => {
    expect(query([some, rows, '--output', 'csv']).stdout.split('\r\n')).toEqual([
      'TimeGenerated,FileName,ProcessId,AdditionalFields,Span',
      '2026-01-05T10:00:01.123456Z,docker,1,"{""a"":[1,""x""]}",00:01:30',
      '2026-01-05T10:00:02.123456Z,"a,""b""\\n=1\\e[2J\\u{202e}",2,"{""a"":[2,""x""]}",00:01:30',
      '2026-01-05T10:00:03.123456Z,,3,"{""a"":[3,""x""]}",00:01:30',
      '',
    ]);
  });

  it('a table of a line a row in which nothing moves a cursor', () => {
    const { stdout, stderr } = query([some, rows]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(4);
    expect(stdout).toContain('\\e[2J');
    for (const control of ['\u001b', '\u202e']) expect(stdout).not.toContain(control);
    expect(stderr).toBe('keelwatch: 3 rows\n');
  });

  it('Parquet that DuckDB reads, texts as they are', async () => {
    const file = join(work, 'result.parquet');
    writeFileSync(file, query([some, rows, '--output', 'parquet']).bytes);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `SELECT "FileName", "ProcessId", "AdditionalFields"->>'a', CAST("TimeGenerated" AS VARCHAR) FROM '${file}' ORDER BY 2`,
    );
    expect(reader.getRows().map((row) => row.map(String))).toEqual([
      ['docker', '1', '[1,"x"]', '2026-01-05 10:00:01.123456'],
      [hostile, '2', '[2,"x"]', '2026-01-05 10:00:02.123456'],
      ['', '3', '[3,"x"]', '2026-01-05 10:00:03.123456'],
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  it('millions of rows piece by piece, and is quiet when its reader leaves', () => {
    const many = 'range x from 1 to 1000000 step 1';
    const all = query([many, rows, '--output', 'csv']).stdout;
    expect(all.length).toBe('x\r\n'.length + 5_888_896 + 2 * 1_000_000);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        `set -o pipefail; '${process.execPath}' '${main}' query '${many}' '${rows}' --json | head -1`,
      ],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{"x":1}\n', stderr: '' });
  });
});

describe('keelwatch query reads', () => {
  const count = (args: string[], input?: string) => JSON.parse(query(args, input).stdout);

  it('a query from a file, and rows from standard input', () => {
    const file = join(work, 'count.kql');
    writeFileSync(file, '\uFEFF// how many\nDeviceProcessEvents\n| count\n');
    expect(count(['-f', file, rows, '--json'])).toEqual({ Count: 3 });
    expect(count(['-f', '-', rows, '--json'], 'DeviceFileEvents | count')).toEqual({ Count: 0 });
    const line = '{"table":"DeviceFileEvents","TimeGenerated":1,"ActionType":"FileCreated"}\n';
    expect(count(['DeviceFileEvents | count', '-', rows, '--json'], line)).toEqual({ Count: 1 });
  });

  it('builds, alerts and incidents that follow from the records', () => {
    const kql = 'ImageBuilds | join kind=inner Incidents on BuildId | project RequesterCommandLine';
    const { stdout } = query([kql, attack, '--json']);
    expect(stdout).toContain('docker build --no-cache -t upd /tmp/.x/');
    expect(
      count(['Alerts | where RuleId == "build-image-on-host" | count', attack, '--json']),
    ).toEqual({ Count: 4 });
  });

  it('now() as the end of the data, unless it is told otherwise', () => {
    const now = (...args: string[]) =>
      count(['print Now = now()', rows, '--json', ...args]).Now.slice(0, 19);
    expect(now()).toBe('2026-01-05T10:00:03');
    expect(now('--now', '2020-01-01')).toBe('2020-01-01T00:00:00');
    expect(Math.abs(Date.parse(`${now('--now', 'wall')}Z`) - Date.now())).toBeLessThan(60_000);
  });

  it('nothing, where no table is named: then nothing has to be stored', () => {
    const nowhere = ['--data', join(work, 'nowhere')];
    const { status, stdout, stderr } = query([
      'datatable(d: dynamic)[dynamic({"a":1})] | evaluate bag_unpack(d)',
      ...nowhere,
      '--json',
    ]);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '{"a":1}\n',
      stderr: 'keelwatch: 1 row\n',
    });
    expect(query(['DeviceFileEvents | count', ...nowhere])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('nowhere holds no Keelwatch data'),
    });
  });

  it('on after a record or a file that it cannot read, and says so', () => {
    const { status, stdout, stderr } = query(
      ['DeviceProcessEvents | count', rows, '-', join(work, 'nowhere'), '--json'],
      '{"table":"DeviceProcessEvents","TimeGenerated":1}\n{"table":\n',
    );
    expect(JSON.parse(stdout)).toEqual({ Count: 4 });
    expect(status).toBe(2);
    expect(stderr).toMatch(/1 record rejected:\n.*-:2: /);
    expect(stderr).toMatch(/NOT READ: .*nowhere/);
  });
});

describe('keelwatch query ends with 2, and rows of nothing,', () => {
  it.each([
    [
      ['DeviceProcessEvents\n| where Filename == 1', '/nowhere'],
      /line 2, column 9: .*'Filename'.*\n2 \| \| where Filename == 1\n {12}\^{8}\ndid you mean FileName\?/,
    ],
    [
      ['DeviceProcessEvents | evaluate autocluster()', '/nowhere'],
      /line 1, column \d+: .*autocluster/,
    ],
    [['DeviceProcessEvents |', '/nowhere'], /line 1, column \d+: /],
    [['\u001b[2J', '/nowhere'], /\\u\{1b\}/],
    [['-f', '/nowhere'], /-f \/nowhere cannot be read: ENOENT/],
    [[], /give a query/],
    [[' '], /the query is empty/],
    [['print 1', '/nowhere'], /"\/nowhere"/],
    [['print 1', '--now', 'noon'], /"noon" is neither/],
    [['print 1', '--output', 'xml'], /xml/],
    [['print X=1, x=2', attack, '--output', 'parquet'], /rename X or x/],
  ])('for %j', (args, message) => {
    const { status, stdout, stderr } = query(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('where the query in a file is wrong, with the place in the file', () => {
    const file = join(work, 'wrong.kql');
    writeFileSync(file, '// one\nDeviceProcessEvents | where Filenme == ""\n');
    expect(query(['-f', file, attack]).stderr).toContain(`${file}:2:29: The name 'Filenme'`);
    expect(query([file, attack]).stderr).toContain(`to run the query in a file: -f ${file}`);
  });
});
