import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBothWays } from './fixtures/read-both-ways.js';

/** Texts, of which some mean something to DuckDB, to JSON or to what takes secrets away. */
const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '--build-arg A=b',
    '--secret=a',
    '\u0000',
    '\u2028',
    '[1]',
    '{}',
    'null',
  ),
);
const times = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date(Date.UTC(2255, 0)), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 23)}000Z`),
  fc
    .tuple(
      fc.constantFrom('2026-03-01T08:15:00.123456Z', '2026-12-31T23:59:59.000000Z'),
      fc.nat(26),
      fc.constantFrom(...'0123456789 -+:.TZz'),
    )
    .map(([time, at, character]) => time.slice(0, at) + character + time.slice(at + 1)),
);
/** JSON, of which much is what a column does not hold, or is not written as usual. */
const values = fc.oneof(
  { weight: 3, arbitrary: texts.map((text) => JSON.stringify(text)) },
  { weight: 3, arbitrary: times.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.integer().map(String) },
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('null', 'true', 'false', '-0', '1.0', '1e3', '"\\u0041"', '"\\/"', '"\\ud83d"'),
  fc.array(texts, { maxLength: 3 }).map((list) => JSON.stringify(list)),
  fc.json({ maxDepth: 2 }),
);

const columns = [
  'TimeGenerated',
  'Timestamp',
  'DeviceId',
  'DeviceName',
  'ActionType',
  'FileName',
  'ProcessId',
  'ProcessCommandLine',
  'InitiatingProcessCommandLine',
  'InitiatingProcessCreationTime',
  'ProcessArguments',
  'IsCommandLineTruncated',
  'AdditionalFields',
];

const usual: Record<string, string> = {
  table: '"DeviceProcessEvents"',
  TimeGenerated: '"2026-03-01T08:15:00.123456Z"',
  Timestamp: '"2026-03-01T08:15:00.123456Z"',
  DeviceId: '"host"',
  DeviceName: '"host"',
  ActionType: '"ProcessCreated"',
  FileName: '"sh"',
  ProcessId: '12',
  ProcessCommandLine: '"sh -c true"',
  InitiatingProcessCommandLine: '"init"',
  InitiatingProcessCreationTime: '"2026-03-01T08:00:00.000000Z"',
  ProcessArguments: '["sh","-c","true"]',
  IsCommandLineTruncated: 'false',
  AdditionalFields: 'null',
};

const written = (members: [string, string][], comma = ',', colon = ':'): string =>
  `{${members.map(([name, value]) => `"${name}"${colon}${value}`).join(comma)}}`;

/** A plain line of which some members have other values, are missing, or stand elsewhere. */
const lines = fc
  .record({
    changed: fc.dictionary(fc.constantFrom(...columns), values, { maxKeys: 2 }),
    left: fc.option(fc.constantFrom(...columns), { freq: 6, nil: undefined }),
    further: fc.option(fc.tuple(fc.constantFrom('FileName', 'Other'), values), {
      freq: 8,
      nil: undefined,
    }),
    space: fc.constantFrom('', '', '', ' '),
    cut: fc.option(fc.nat(400), { freq: 12, nil: undefined }),
  })
  .map(({ changed, left, further, space, cut }) => {
    const members = Object.entries({ ...usual, ...changed }).filter(([name]) => name !== left);
    return written([...members, ...(further ? [further] : [])], `,${space}`).slice(0, cut);
  });

const withoutTable = (line: string): string => line.replace('"table":"DeviceProcessEvents",', '');

describe('lines of any kind among plain ones', () => {
  it.each([
    ['our rows', (line: string) => line],
    ['bare rows of Defender', withoutTable],
  ])('come to what importers make of them: %s', { timeout: 300_000 }, async (_, form) => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 40 }), async (some) => {
        const most = Array.from({ length: 300 }, () => written(Object.entries(usual)));
        const all = [...most.slice(0, 150), ...some, ...most.slice(150)].map(form);
        const found = await readBothWays(`${all.join('\n')}\n`);
        if (found) taken += 1;
      }),
      { numRuns: 60 },
    );
    // A character that DuckDB parts lines at is seldom among them.
    expect(taken).toBeGreaterThan(0);
  });
});
