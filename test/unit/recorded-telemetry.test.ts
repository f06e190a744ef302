import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createCorrelator } from '../../src/correlate/correlator.js';
import { runRules } from '../../src/detect/run.js';
import { shippedRules } from '../../src/detect/shipped.js';
import type { Batch, TableRow } from '../../src/model/batch.js';
import { type Told, told } from '../../src/normalise/import/fixtures/told.js';
import { openMemory } from '../../src/store/duckdb.js';

/** Real records of others, kept beside the repository. None of them holds an image build. */
const telemetry = fileURLToPath(new URL('../../../shared/telemetry', import.meta.url));

const isAbsent = !existsSync(telemetry);

it('real records of others are there', (context) => {
  if (isAbsent) context.skip(`NOT RUN: there is no ${telemetry}`);
  expect(readdirSync(telemetry)).not.toEqual([]);
});

/** Rows by table, and what else became of a file's records. */
function summary({ format, rows, rejected, remarks, skipped }: Told) {
  const tables: Record<string, number> = {};
  for (const { table } of rows) tables[table] = (tables[table] ?? 0) + 1;
  return { format, tables, rejected: rejected.length, remarks: remarks.length, skipped };
}

const read = (path: string, format?: string): Promise<Told> =>
  told(readFileSync(join(telemetry, path)), path, { format });

/** Alerts, builds and incidents that rows lead to. */
async function found(rows: TableRow[]) {
  const batch: Partial<Record<string, unknown[]>> = {};
  for (const { table, row } of rows) (batch[table] ??= []).push(row);
  const now = Math.max(...rows.map(({ row }) => row.TimeGenerated)) + 60e6;
  const writer = await openMemory();
  try {
    const staged = await writer.stage(batch as Batch);
    const { alerts, failures } = await runRules(shippedRules, batch as Batch, staged, now);
    await staged.commit();
    const folded = createCorrelator().fold(batch as Batch, alerts, now);
    const { ImageBuilds: builds = [], Incidents: incidents = [] } = folded;
    return { alerts, failures, builds, incidents };
  } finally {
    await writer.close();
  }
}

const syslog = { format: 'sentinel-syslog', rejected: 0, remarks: 0 };
const audit = { format: 'auditd', rejected: 0, remarks: 0 };

const expected: Record<string, object> = {
  // EventID 1×31, 3×6, 5×50, 11×4 and 23×2; one is cut off, the others that are no well-formed XML can be read.
  'sysmon-linux-syslog-log4shell.json': {
    ...syslog,
    tables: {
      DeviceProcessEvents: 31,
      DeviceNetworkEvents: 6,
      ProcessExitEvents: 50,
      DeviceFileEvents: 6,
    },
    remarks: 1,
    skipped: {},
  },
  'auoms-auditd-log4shell.json': {
    ...syslog,
    tables: { DeviceProcessEvents: 27 },
    skipped: { 'failed execve': 23 },
  },
  'auditd-arp-cache.log': { ...audit, tables: { DeviceProcessEvents: 2 }, skipped: {} },
  'auditd-binary-padding.log': { ...audit, tables: { DeviceProcessEvents: 1 }, skipped: {} },
  'defender-advanced-hunting-rows.json': {
    format: 'defender',
    rejected: 0,
    remarks: 0,
    tables: {},
    skipped: {
      'rows of another table (LdapSearch)': 5,
      'rows of another table (Directory Services replication)': 2,
      'rows of another table (MailItemsAccessed)': 1,
      'rows of another table (Add delegated permission grant.)': 1,
    },
  },
  'go-libaudit/testdata/normal.log': stream(),
  'go-libaudit/testdata/out_of_order.log': stream(),
  'go-libaudit/testdata/lost_messages.log': stream(),
  'go-libaudit/testdata/rollover.log': {
    ...audit,
    tables: { DeviceProcessEvents: 1 },
    skipped: { 'connect without an internet address': 2, 'accept without an internet address': 2 },
  },
  'go-libaudit/auparse/testdata/audit-rhel6.log': {
    ...audit,
    tables: {},
    skipped: { USER_CMD: 1, 'system call 44': 1 },
  },
  // An event has no SYSCALL record.
  'go-libaudit/auparse/testdata/audit-ubuntu14.log': {
    ...audit,
    tables: {},
    rejected: 1,
    remarks: 1,
    skipped: {},
  },
  'go-libaudit/auparse/testdata/audit-ubuntu16.log': {
    ...audit,
    tables: {},
    skipped: { USER_LOGIN: 2, AVC: 1 },
  },
  'go-libaudit/auparse/testdata/test2.log': {
    ...audit,
    tables: {},
    skipped: {
      AVC: 1,
      USER_ACCT: 1,
      CRED_ACQ: 1,
      LOGIN: 1,
      USER_START: 1,
      CRED_DISP: 1,
      USER_END: 1,
      'failed open': 1,
    },
  },
  'go-libaudit/auparse/testdata/test3.log': {
    ...audit,
    tables: {},
    rejected: 1,
    skipped: {
      ADD_GROUP: 1,
      SECCOMP: 1,
      'system call 13': 3,
      'system call 14': 2,
      'system call 23': 1,
      'system call 228': 1,
    },
  },
  'go-libaudit/auparse/testdata/audit-ubuntu17.log': {
    ...audit,
    tables: { DeviceProcessEvents: 1 },
    skipped: {},
  },
};

function stream(): object {
  return {
    ...audit,
    tables: { DeviceProcessEvents: 2, DeviceNetworkEvents: 1 },
    skipped: { 'connect to a local socket': 1, 'accept without an internet address': 1 },
  };
}

describe.skipIf(isAbsent)('real records of others', { timeout: 30_000 }, () => {
  it.each(Object.entries(expected))('%s comes to its counts', async (file, counts) => {
    expect(summary(await read(file))).toEqual(counts);
  });

  it('a record of each type alone: what has no system call is rejected, other types are counted', async () => {
    const read7 = await read('go-libaudit/auparse/testdata/audit-rhel7.log');
    expect(read7.rows).toEqual([]);
    expect(read7.rejected.map(({ line }) => line).sort((a, b) => a - b)).toEqual([
      10, 11, 15, 22, 23, 24, 25, 26, 31, 46, 47, 48,
    ]);
    expect(Object.values(read7.skipped).reduce((sum, count) => sum + count, 0)).toBe(36);
  });

  it.each(['normal', 'out_of_order', 'lost_messages'])(
    'are the same rows when %s',
    async (name) => {
      const [rows, ordered] = await Promise.all(
        [name, 'normal'].map(async (each) => (await read(`go-libaudit/testdata/${each}.log`)).rows),
      );
      expect(sorted(rows)).toEqual(sorted(ordered));
    },
  );

  it('hold one docker inspect, and nothing in any of them is an image build', async () => {
    const paths = readdirSync(telemetry, { recursive: true, encoding: 'utf8' });
    const files = paths.filter((path) => /\.(json|log|yaml)$/.test(path));
    const all = await Promise.all(files.map((file) => read(file, format(file))));
    const rows = all.flatMap((one) => one.rows);
    const docker = rows.flatMap(({ table, row }) =>
      table === 'DeviceProcessEvents' && row.FileName === 'docker' ? [row] : [],
    );
    expect(docker.map((row) => row.ProcessCommandLine)).toEqual(['docker inspect 721df12151a7']);
    expect(files.length).toBeGreaterThan(15);
    expect(await found(rows)).toEqual({ alerts: [], failures: [], builds: [], incidents: [] });
  });
});

/** The recordings within a test's own file have to be told from it. */
const format = (file: string): string | undefined =>
  file.startsWith('go-libaudit') ? 'auditd' : undefined;

const sorted = (rows: TableRow[] = []): string[] => rows.map((row) => JSON.stringify(row)).sort();
