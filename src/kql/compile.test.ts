import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openMemory } from '../store/duckdb.js';
import { compile, withNow } from './compile.js';
import { renderDiagnostic } from './diagnostic.js';

const now = Date.UTC(2026, 0, 2) * 1000;

async function rows(kql: string, batch: Parameters<Writer['stage']>[0] = {}) {
  const compiled = compile(kql);
  if ('diagnostics' in compiled)
    throw new Error(renderDiagnostic(kql, compiled.diagnostics[0] ?? fail));
  const writer = await openMemory();
  try {
    await (await writer.stage(batch)).commit();
    return (await writer.query(withNow(compiled.query, now))).rows;
  } finally {
    await writer.close();
  }
}

type Writer = Awaited<ReturnType<typeof openMemory>>;
const fail = { line: 0, column: 0, length: 0, message: 'no diagnostic' };

function refusal(kql: string): string {
  const compiled = compile(kql);
  return 'diagnostics' in compiled
    ? compiled.diagnostics
        .map((found) => `${found.line}:${found.column} ${found.message}`)
        .join('\n')
    : 'compiled';
}

it('parses text of tables whose columns have names that its SQL uses', async () => {
  const table = 'datatable(r: real, s: string, t: long)[1.5, "a=b", 1]';
  expect(await rows(`${table} | parse s with x "=" y | project r, x, y`)).toEqual([
    [1.5, 'a', 'b'],
  ]);
});

it.each(['asin(0.5)', '1 + 1', '"a"', 'let x = 1; x'])('says what a query %s lacks', (text) => {
  expect(refusal(text)).toMatch(/^1:\d+ this is a value and no table: write print before it$/);
});

describe('a query that is too much for the parser', () => {
  it('is refused with its place', () => {
    expect(refusal(`print "${'x'.repeat(50_000)}"`)).toBe('compiled');
    expect(refusal(`print ${'[]'.repeat(10_001)}`)).toBe(
      '1:1 the query has more than 20000 characters outside of texts: 20007',
    );
    expect(refusal(`print 1\n${'se"\n'.repeat(7000)}`)).toContain('outside of texts: 21006');
    expect(refusal(`print 1${'\n'.repeat(30_000)}// ${'x'.repeat(30_000)}`)).toBe('compiled');
    const escaped = '\\"'.repeat(1_000_000);
    expect(refusal(`print "${escaped}`)).toContain('Missing: "');
    expect(refusal(`print '${escaped}', "${escaped}`)).toContain('longer than 4000000');
    const paths = Array.from({ length: 4000 }, (_, index) => `@"C:\\${index}\\files"`);
    expect(refusal(`print dynamic([${paths.join()}])`)).toBe('compiled');
    expect(refusal(`print "${'x'.repeat(4_000_000)}"`)).toBe(
      '1:4000001 the query is longer than 4000000 characters',
    );
    expect(refusal(`print ${'('.repeat(300)}1${')'.repeat(300)}`)).toBe(
      '1:207 the query is nested too deeply',
    );
    expect(refusal(`print ${'(1),'.repeat(300)} 1`)).toBe('compiled');
    const nested = (depth: number): string =>
      depth === 0 ? 'dynamic([1])' : `series_add(${nested(depth - 1)}, dynamic([1]))`;
    expect(refusal(`print ${nested(12)}`)).toContain('grow too large for the store');
  });
});

it('gives every row the same random value where it stands in toscalar', async () => {
  const query = `let one = toscalar(new_guid()); let each = new_guid();
    range x from 1 to 4 step 1 | extend a = one, b = each, c = toscalar(rand())`;
  expect(
    await rows(`${query} | summarize count_distinct(a), count_distinct(b), count_distinct(c)`),
  ).toEqual([[1, 4, 1]]);
});

it('takes thousands of indicators, however they are sought', async () => {
  const hash = (index: number): string => `"${index.toString(16).padStart(64, '0')}"`;
  const list = Array.from({ length: 5000 }, (_, index) => hash(index)).join(', ');
  const given = {
    DeviceProcessEvents: [4999, 5000].map((index) => ({
      TimeGenerated: now,
      ActionType: 'ProcessCreated',
      SHA256: JSON.parse(hash(index)),
    })),
  };
  for (const query of [
    `DeviceProcessEvents | where SHA256 in (${list})`,
    `let bad = dynamic([${list}]); DeviceProcessEvents | where SHA256 in~ (bad)`,
    `let bad = dynamic([${list}]); DeviceProcessEvents | where SHA256 has_any (bad)`,
    `datatable(SHA256:string)[${list}] | join kind=inner DeviceProcessEvents on SHA256`,
  ])
    expect(await rows(`${query} | project SHA256`, given)).toEqual([[JSON.parse(hash(4999))]]);
}, 30_000);

describe('compile', { timeout: 30_000 }, () => {
  it('runs the published T1612 query unchanged', async ({ skip }) => {
    const path = new URL('../../../shared/kql/published-t1612-query.kql', import.meta.url);
    if (!existsSync(path)) skip('the published query is not beside this checkout (../shared/kql)');
    const published = readFileSync(path, 'utf8');
    const at = now - 3600e6;
    const found = await rows(published, {
      DeviceProcessEvents: [
        {
          TimeGenerated: at,
          ActionType: 'ProcessCreated',
          FileName: 'docker',
          ProcessCommandLine: 'docker build --no-cache -f https://192.0.2.1/x /tmp/ctx/',
          InitiatingProcessFileName: 'bash',
        },
        {
          TimeGenerated: at,
          ActionType: 'ProcessCreated',
          FileName: 'docker',
          ProcessCommandLine: 'docker builder prune',
          InitiatingProcessFileName: 'bash',
        },
        {
          TimeGenerated: at,
          ActionType: 'ProcessCreated',
          FileName: 'docker',
          ProcessCommandLine: 'docker build /tmp',
          InitiatingProcessFileName: 'systemd',
        },
      ],
      DeviceFileEvents: [
        {
          TimeGenerated: at + 1,
          ActionType: 'FileCreated',
          FileName: 'Dockerfile',
          FolderPath: '/dev/shm/x/Dockerfile',
          AccountName: 'root',
        },
      ],
      DeviceNetworkEvents: ['192.0.2.7', '10.0.0.1', '127.0.0.1', '2001:db8::1'].map(
        (RemoteIP) => ({
          TimeGenerated: at + 2,
          ActionType: 'ConnectionSuccess',
          InitiatingProcessFileName: 'dockerd',
          RemoteIP,
          RemotePort: 443,
        }),
      ),
    });
    expect(found.map((row) => [row[4], row[5]])).toEqual([
      ['192.0.2.7 ():443', 2],
      ['127.0.0.1 ():443', 2],
      ['/dev/shm/x/DockerfileDockerfile', 3],
      ['docker build --no-cache -f https://192.0.2.1/x /tmp/ctx/', 10],
    ]);
  });

  it('names what is not supported, and where', () => {
    expect(refusal('DeviceFileEvents\n| project erf(1)')).toBe('2:11 erf() is not supported');
    expect(refusal('DeviceFileEvents | evaluate autocluster()')).toContain('1:20 evaluate');
  });

  it('knows no function that JavaScript has in every object', () => {
    // The binder lets this name pass.
    expect(refusal('DeviceFileEvents\n| project __proto__(1)')).toBe(
      '2:11 __proto__() is not supported',
    );
  });

  it("hands on the binder's own errors, with a name that is close", () => {
    const text = 'DeviceProcessEvents | where FileNam == "docker"';
    const compiled = compile(text);
    expect(compiled).toMatchObject({
      diagnostics: [{ line: 1, column: 29, suggestion: 'FileName' }],
    });
  });

  it('never lets query text out of its string', async () => {
    expect(await rows(String.raw`print a = "'; DROP TABLE x; --\0\\"`)).toEqual([
      ["'; DROP TABLE x; --\0\\"],
    ]);
  });

  it('keeps columns apart that differ in case alone', async () => {
    expect(await rows('print a = 1, A = 2 | extend B = A, b = a')).toEqual([[1, 2, 2, 1]]);
  });

  it('survives a query that is nested too deeply', () => {
    const deep = `print ${'('.repeat(600)}1${')'.repeat(600)}`;
    expect(refusal(deep)).toMatch(/depth|nested too deeply/);
  });

  it('takes one instant for a query', async () => {
    expect(await rows('print now() == now(), ago(1d) < now(), now()')).toEqual([[true, true, now]]);
  });
});

describe('renderDiagnostic', () => {
  it('shows hostile text without acting on it', () => {
    const text = 'print \u001b[2J x';
    const shown = renderDiagnostic(text, { line: 1, column: 12, length: 1, message: 'bad \u009b' });
    expect(shown).toBe(
      String.raw`line 1, column 12: bad \u{9b}` +
        '\n' +
        String.raw`1 | print \u{1b}[2J x` +
        '\n' +
        `${' '.repeat(20)}^`,
    );
  });
});
