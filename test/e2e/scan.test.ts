import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const project = fileURLToPath(new URL('../..', import.meta.url));
const main = join(project, 'dist/cli/main.js');
const telemetry = fileURLToPath(new URL('../../../shared/telemetry', import.meta.url));
const attack = join(project, 'detections/build-image-on-host/cases/attack/dropper-in-tmp.ndjson');
const benign = join(project, 'detections/build-image-on-host/cases/benign');

let work: string;
let temporary: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'scan-test-'));
  temporary = join(work, 'temporary');
  mkdirSync(temporary);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function scan(args: string[], input?: Buffer | string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'scan', ...args], {
    input: input ?? '',
    env: { ...process.env, TMPDIR: temporary },
    encoding: 'utf8',
  });
  expect(readdirSync(temporary)).toEqual([]);
  return { status, stdout, stderr };
}

const place = (name: string, content: string | Buffer): string => {
  const path = join(work, name);
  writeFileSync(path, content);
  return path;
};

type Row = Record<string, unknown>;
const found = (stdout: string): { incidents: Row[]; alerts: Row[]; replay?: Row[] } =>
  JSON.parse(stdout);

describe('keelwatch scan on recorded attacks', () => {
  it('finds the incident, and as many alerts as the rule’s case says', () => {
    const cases = join(project, 'detections/build-image-on-host/cases/cases.yaml');
    const expected = parse(readFileSync(cases, 'utf8'))['attack/dropper-in-tmp.ndjson'];
    const { status, stdout, stderr } = scan([
      attack,
      '--output',
      'json',
      '--rules',
      'build-image-on-host',
    ]);
    const { incidents, alerts } = found(stdout);
    expect(status).toBe(0);
    expect(alerts).toHaveLength(expected);
    expect(incidents.length).toBeGreaterThan(0);
    expect(incidents.flatMap(({ Techniques }) => Techniques)).toContain('T1612');
    expect(stderr).toMatch(/ran 1 rule: build-image-on-host/);
  });

  it('finds the same in a gzip file, from standard input, and with the rows turned round', () => {
    const bytes = readFileSync(attack);
    const turned = bytes.toString().trim().split('\n').reverse().join('\n');
    const ids = (stdout: string) =>
      Object.values(found(stdout)).map((rows) =>
        rows.map(({ AlertId, IncidentId }) => String(AlertId ?? IncidentId)).sort(),
      );
    const once = ids(scan([attack, '--output', 'json']).stdout);
    expect(ids(scan([place('a.gz', gzipSync(bytes)), '--output', 'json']).stdout)).toEqual(once);
    expect(ids(scan(['-', '--output', 'json'], bytes).stdout)).toEqual(once);
    expect(ids(scan([place('turned', `${turned}\n`), '--output', 'json']).stdout)).toEqual(once);
  });

  it('correlates each host by itself', () => {
    const text = readFileSync(attack, 'utf8');
    const other = text.replaceAll('"DeviceId":"', '"DeviceId":"other-');
    expect(other).not.toBe(text);
    const one = found(scan([attack, '--output', 'json']).stdout).incidents.length;
    const both = place('both', text + other);
    const { incidents } = found(scan([both, '--output', 'json']).stdout);
    expect(incidents).toHaveLength(2 * one);
    expect(new Set(incidents.map(({ DeviceId }) => DeviceId)).size).toBe(2);
  });

  it('says by its exit status whether something severe was found', () => {
    expect(scan([attack, '--fail-on', 'high']).status).toBe(1);
    expect(scan([attack, '--fail-on', 'informational']).status).toBe(1);
    expect(scan([attack, '--fail-on', 'critical']).status).toBe(0);
    const quiet = scan([
      ...readdirSync(benign).map((name) => join(benign, name)),
      '--fail-on',
      'high',
    ]);
    expect(quiet.status).toBe(0);
  });

  /** Of a rule whose every table has a look-back. */
  const json = ['--output', 'json', '--rules', 'build-image-on-host'];

  it('takes now() for the end of the data, unless it is told otherwise', () => {
    const alerts = (...args: string[]) =>
      found(scan([attack, ...json, ...args]).stdout).alerts.length;
    expect(alerts()).toBeGreaterThan(0);
    expect(alerts('--now', '2030-01-01')).toBe(0);
    expect(alerts('--now', '2026-01-06T00:00:00Z')).toBe(alerts());
  });

  it('replays a rule as its schedule would have run it', () => {
    const later = { table: 'DeviceProcessEvents', TimeGenerated: '2026-01-07T12:00:00Z' };
    const file = place('days', `${readFileSync(attack, 'utf8')}${JSON.stringify(later)}\n`);
    const once = found(scan([attack, ...json]).stdout).alerts.length;
    const { replay = [], alerts } = found(scan([file, ...json, '--replay']).stdout);
    const days = replay.filter(({ RuleId }) => RuleId === 'build-image-on-host');
    const sum = (name: string) => days.reduce((total, day) => total + Number(day[name]), 0);
    expect(alerts).toHaveLength(once);
    expect(sum('Alerts')).toBe(once);
    expect(days[0]).toMatchObject({ Day: '2026-01-05', Alerts: once });
    // Hourly over a day: each result is in the look-back of 24 runs, and found again by 23.
    expect(sum('Repeated')).toBe(23 * once);
    // Without --replay that day is out of the rule's sight, and that is said.
    const { stdout, stderr } = scan([file, ...json]);
    expect(found(stdout).alerts).toEqual([]);
    expect(stderr).toMatch(
      /build-image-on-host looks back 24 h 0 min: it did not judge what is older/,
    );
  });

  it('runs rules of a user’s own directory', () => {
    const rules = join(work, 'rules', 'any-file');
    mkdirSync(rules, { recursive: true });
    const shipped = readFileSync(join(project, 'detections/build-image-on-host/rule.yaml'), 'utf8');
    writeFileSync(
      join(rules, 'rule.yaml'),
      shipped.replace('id: build-image-on-host', 'id: any-file'),
    );
    writeFileSync(
      join(rules, 'query.kql'),
      'DeviceFileEvents | project TimeGenerated, DeviceName, AccountName, RemoteIP = "", Detail = FolderPath',
    );
    const { status, stdout } = scan([attack, '--rules', join(work, 'rules'), '--output', 'json']);
    expect(status).toBe(0);
    const { alerts } = found(stdout);
    const files = readFileSync(attack, 'utf8').match(/"table":"DeviceFileEvents"/g) ?? [];
    expect(alerts).toHaveLength(files.length);
    expect(new Set(alerts.map(({ RuleId }) => RuleId))).toEqual(new Set(['any-file']));
  });
});

describe('keelwatch scan writes', () => {
  const hostile = 'a,"b"\n=cmd|\u001b[2J\u202e[x](y)<i>';
  let file: string;
  beforeAll(() => {
    const lines = readFileSync(attack, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const process = lines.find(({ table }) => table === 'DeviceProcessEvents');
    process.AccountName = hostile;
    file = place('hostile', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
  const out = (format: string) => scan([file, '--output', format]).stdout;

  it('json and ndjson that parse back to the texts as they are, in ASCII', () => {
    const { incidents, alerts } = found(out('json'));
    const rows = out('ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ kind }) => kind)).toEqual([
      ...incidents.map(() => 'incident'),
      ...alerts.map(() => 'alert'),
    ]);
    expect(alerts.map(({ AccountName }) => AccountName)).toContain(hostile);
    expect(out('json') + out('ndjson')).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('csv of as many cells in every line', () => {
    const [header = [], ...rows] = cells(out('csv'));
    const { incidents, alerts } = found(out('json'));
    expect(rows).toHaveLength(incidents.length + alerts.length);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    expect(rows.map((row) => row[header.indexOf('AccountName')])).toContain(
      'a,"b"\\n=cmd|\\e[2J\\u{202e}[x](y)<i>',
    );
  });

  it('SARIF 2.1.0 with what its schema and code scanning require', () => {
    const log = JSON.parse(out('sarif'));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('2.1.0') });
    const [{ tool, results }] = log.runs;
    expect(tool.driver).toMatchObject({ name: 'Keelwatch', semanticVersion: expect.any(String) });
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const rule of tool.driver.rules) {
      expect(rule.shortDescription.text).not.toBe('');
      expect(Number(rule.properties['security-severity'])).toBeGreaterThanOrEqual(0);
    }
    const { incidents, alerts } = found(out('json'));
    expect(results).toHaveLength(incidents.length + alerts.length);
    for (const result of results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      const [{ physicalLocation }] = result.locations;
      expect(physicalLocation.region.startLine).toBe(1);
      expect(new URL(physicalLocation.artifactLocation.uri).pathname).toBe(file);
      expect(Object.keys(result.partialFingerprints)).toHaveLength(1);
    }
  });

  it.each(['table', 'markdown', 'csv'])('nothing as %s that moves a cursor', (format) => {
    const shown = out(format);
    expect(shown).not.toBe('');
    for (const control of ['\u001b', '\u202e']) expect(shown).not.toContain(control);
  });

  it('markdown in which hostile text makes no HTML, link or further cell', () => {
    expect(out('markdown')).not.toMatch(/<i>|[^\\]\[x\]/);
  });
});

describe('keelwatch scan ends with 2 and one sentence', () => {
  const bad: [string, () => string[], RegExp][] = [
    ['a path at which there is nothing', () => [join(work, 'nowhere')], /nowhere/],
    ['an empty file', () => [place('empty', '')], /empty: it is empty/],
    [
      'an unknown format',
      () => [place('notes', 'dear diary\n')],
      /notes: .*tried: keelwatch, .*defender, .*auditd/,
    ],
    ['a directory without telemetry', () => [lonely()], /lonely: no file below it is telemetry/],
    ['a format that is none', () => [attack, '--format', 'evtx'], /"evtx" is no format: there are/],
    ['an output that is none', () => [attack, '--output', 'xml'], /xml/],
    ['a time that is none', () => [attack, '--now', 'tomorrow'], /"tomorrow" is neither/],
    ['a rule that is none', () => [attack, '--rules', 'nothing'], /"nothing" is no directory/],
    ['a severity that is none', () => [attack, '--fail-on', 'dire'], /dire/],
    [
      'a file that cannot be written',
      () => [attack, '--rejected', join(work, 'no', 'file')],
      /ENOENT/,
    ],
  ];
  const lonely = (): string => {
    const directory = join(work, 'lonely');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'README.md'), '# nothing here\n');
    return directory;
  };

  it.each(bad)('for %s', (_, args, message) => {
    const { status, stdout, stderr } = scan(args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(message);
  });

  it('also when one file of several cannot be read, after the others were', () => {
    const { status, stdout, stderr } = scan([attack, join(work, 'nowhere'), '--output', 'json']);
    expect(status).toBe(2);
    expect(found(stdout).alerts.length).toBeGreaterThan(0);
    expect(stderr).toMatch(/NOT READ: .*nowhere/);
  });

  it('names every rejected record in the file that is asked for, and the first on stderr', () => {
    const rejected = join(work, 'rejected.ndjson');
    const broken = '{"table":"DeviceFileEvents","TimeGen\n'.repeat(30);
    const file = place('broken', readFileSync(attack, 'utf8') + broken);
    const { status, stderr } = scan([file, '--rejected', rejected]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/30 records rejected:/);
    expect(stderr).toMatch(/and 10 more/);
    const lines = readFileSync(rejected, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(30);
    expect(lines[0]).toMatchObject({ file, line: expect.any(Number), reason: expect.any(String) });
  });

  it('when it is interrupted', async () => {
    const child = spawn(process.execPath, [main, 'scan', '-'], {
      env: { ...process.env, TMPDIR: temporary },
    });
    let stderr = '';
    child.stderr.on('data', (piece) => {
      stderr += piece;
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    const line = `${readFileSync(attack, 'utf8').split('\n')[0]}\n`;
    child.stdin.on('error', () => undefined);
    // What it has read, a pipe has room for again: after some megabytes it is well under way.
    for (let piece = 0; piece < 20; piece += 1)
      if (!child.stdin.write(line.repeat(2000)))
        await new Promise((resolve) => child.stdin.once('drain', resolve));
    child.kill('SIGINT');
    expect(await closed).toBe(2);
    expect(stderr).toMatch(/^keelwatch: interrupted[^\n]*\n$/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('and is quiet when its reader leaves', () => {
    const { status, stderr } = spawnSync(
      'bash',
      [
        '-c',
        `set -o pipefail; '${process.execPath}' '${main}' scan '${attack}' --fail-on high | true`,
      ],
      { env: { ...process.env, TMPDIR: temporary }, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/Error|EPIPE/);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('keelwatch scan on real records of others', () => {
  it('reads all of them and raises nothing', (context) => {
    if (!existsSync(telemetry)) context.skip(`NOT RUN: there is no ${telemetry}`);
    const { status, stdout, stderr } = scan([telemetry, '--replay', '--output', 'json']);
    expect(status).toBe(0);
    expect(found(stdout)).toMatchObject({ incidents: [], alerts: [] });
    expect(stderr).toMatch(/auditd 14, sentinel-syslog 2, defender/);
  });

  const counts = {
    'sysmon-linux-syslog-log4shell.json': [
      'DeviceProcessEvents 31',
      'DeviceNetworkEvents 6',
      'ProcessExitEvents 50',
      'DeviceFileEvents 6',
    ],
    'auoms-auditd-log4shell.json': ['DeviceProcessEvents 27', 'failed execve 23'],
    'auditd-arp-cache.log': ['DeviceProcessEvents 2'],
  };
  for (const [name, told] of Object.entries(counts))
    it(`counts ${name} as its README does`, (context) => {
      if (!existsSync(telemetry)) context.skip(`NOT RUN: there is no ${telemetry}`);
      const { stderr } = scan([join(telemetry, name)]);
      for (const count of told) expect(stderr).toContain(count);
    });
});

/** A CSV text as RFC 4180 has it. */
function cells(text: string): string[][] {
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/g;
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of text.matchAll(pattern)) {
    const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    rows.at(-1)?.push(value);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
