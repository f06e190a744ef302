import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  option,
  record,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemory } from '../store/duckdb.js';
import type { Query, Result, Writer } from '../store/store.js';
import { lowerText, printQuery, withNow } from './compile.js';
import { delta } from './delta.js';

const now = 1_000_000_000;

function queries(kql: string): { whole: Query; added: Query | undefined } {
  const lowered = lowerText(kql);
  if ('diagnostics' in lowered) throw new Error(JSON.stringify(lowered.diagnostics));
  const added = delta(lowered.rel);
  return { whole: printQuery(lowered.rel), added: added && printQuery(added) };
}

const bag = ({ rows }: Result): string[] => rows.map((row) => JSON.stringify(row)).sort();

/** What stands in `after` beyond `before`, counted. */
function difference(after: string[], before: string[]): string[] {
  const rest = [...after];
  for (const row of before) {
    const place = rest.indexOf(row);
    if (place < 0) throw new Error(`${row} was taken back`);
    rest.splice(place, 1);
  }
  return rest;
}

const incremental = [
  'DeviceProcessEvents | where FileName == "a" | project FileName, ProcessId',
  'union (DeviceProcessEvents | project FileName), (DeviceFileEvents | project FileName) | order by FileName',
  'DeviceProcessEvents | join kind=inner (DeviceFileEvents) on FileName | project FileName, ProcessId, FileSize',
  'DeviceProcessEvents | join kind=inner (DeviceProcessEvents) on FileName | project ProcessId, ProcessId1',
  'DeviceProcessEvents | join kind=leftsemi (DeviceFileEvents) on FileName | project FileName, ProcessId',
  'let A = DeviceProcessEvents | where ProcessId > 1; A | join kind=inner (A | join kind=inner (DeviceFileEvents) on FileName) on FileName | project ProcessId, ProcessId1, FileSize',
  'DeviceProcessEvents | where TimeGenerated > ago(1d) | extend x = dynamic([1,2]) | mv-expand x | project FileName, x',
];

const whole = [
  'DeviceProcessEvents | summarize count() by FileName',
  'DeviceProcessEvents | top 3 by ProcessId',
  'DeviceProcessEvents | distinct FileName',
  'DeviceProcessEvents | join (DeviceFileEvents) on FileName',
  'DeviceProcessEvents | join kind=leftouter (DeviceFileEvents) on FileName',
  'DeviceProcessEvents | join kind=leftanti (DeviceFileEvents) on FileName',
  'DeviceProcessEvents | where TimeGenerated < ago(1h)',
  'DeviceProcessEvents | where not(TimeGenerated > ago(1h))',
  'DeviceProcessEvents | where FileName in ((DeviceFileEvents | project FileName))',
  'DeviceProcessEvents | where ProcessId > toscalar(DeviceFileEvents | summarize max(FileSize))',
];

const name = constantFrom('a', 'b', 'c');
const number = option(integer({ min: 0, max: 3 }));
const process = record({
  TimeGenerated: constant(now),
  ActionType: constant('ProcessCreated'),
  FileName: name,
  ProcessId: number,
});
const file = record({
  TimeGenerated: constant(now),
  ActionType: constant('FileCreated'),
  FileName: name,
  FileSize: number,
});
const batches = array(
  record({
    DeviceProcessEvents: array(process, { maxLength: 3 }),
    DeviceFileEvents: array(file, { maxLength: 3 }),
  }),
  { minLength: 2, maxLength: 3 },
);

describe('delta', { timeout: 30_000 }, () => {
  let writer: Writer;
  beforeAll(async () => {
    writer = await openMemory();
  });
  afterAll(() => writer.close());

  it.each(incremental)('adds what the whole query gains: %s', async (kql) => {
    const { whole: all, added } = queries(kql);
    if (!added) throw new Error('not incremental');
    await assert(
      asyncProperty(batches, async (given) => {
        let before = bag(await writer.query(withNow(all, now)));
        for (const batch of given) {
          const staged = await writer.stage(batch);
          const gained = bag(await staged.query(withNow(added, now)));
          const after = bag(await staged.query(withNow(all, now)));
          expect(gained.sort()).toEqual(difference(after, before).sort());
          await staged.commit();
          before = after;
        }
      }),
      { numRuns: 3 },
    );
  });

  it.each(whole)('does not take what can change for what is added: %s', (kql) => {
    expect(queries(kql).added).toBeUndefined();
  });
});
