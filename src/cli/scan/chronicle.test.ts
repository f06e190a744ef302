import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../model/batch.js';
import { openScratch } from '../../store/scratch.js';
import { StoreError } from '../../store/store.js';
import { openChronicle, recall } from './chronicle.js';

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'chronicle-test-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const process = (DeviceId: string, TimeGenerated: number, more: object = {}): Batch => ({
  DeviceProcessEvents: [{ TimeGenerated, DeviceId, ActionType: 'ProcessCreated', ...more }],
});

describe('a chronicle', () => {
  it('tells what any sort would tell, however much of it lies on disk', () => {
    const event = record({
      table: constantFrom('DeviceProcessEvents', 'DeviceFileEvents', 'SensorEvents'),
      host: constantFrom('', 'a', 'b', 'ä', 'A\n"'),
      time: integer({ min: 0, max: 5 }),
    });
    assert(
      property(tuple(array(event, { maxLength: 60 }), integer({ min: 1, max: 3000 })), (given) => {
        const [events, held] = given;
        const chronicle = openChronicle({ temporary: work, held });
        const rows = events.map(({ table, host, time }, index) => ({
          table,
          row: { TimeGenerated: time, DeviceId: host, ActionType: String(index) },
        }));
        for (const { table, row } of rows) chronicle.add({ [table]: [row] });
        const told = [...chronicle.events()].map(({ row }) => row);
        chronicle.close();
        const sorted = rows
          .map(({ row }) => row)
          .sort((one, other) =>
            one.DeviceId === other.DeviceId
              ? one.TimeGenerated - other.TimeGenerated
              : one.DeviceId < other.DeviceId
                ? -1
                : 1,
          );
        expect(told).toEqual(
          sorted.map(({ DeviceId, ...row }) => (DeviceId ? Object.assign(row, { DeviceId }) : row)),
        );
      }),
    );
    expect(readdirSync(work)).toEqual([]);
  });

  it('reads lines that are longer than a piece, and characters that lie across two', () => {
    const long = 'ä€😀'.repeat(50_000);
    const chronicle = openChronicle({ temporary: work, held: 1 });
    chronicle.add(process('h', 2, { ProcessCommandLine: long }));
    chronicle.add(process('h', 1, { ProcessCommandLine: `${long}x` }));
    const told = [...chronicle.events()];
    chronicle.close();
    expect(told.map(({ row }) => row)).toEqual([
      { ...process('h', 1).DeviceProcessEvents?.[0], ProcessCommandLine: `${long}x` },
      { ...process('h', 2).DeviceProcessEvents?.[0], ProcessCommandLine: long },
    ]);
  });

  it('leaves out what is empty, and rows that no build is worked out from', () => {
    const chronicle = openChronicle({ temporary: work });
    chronicle.add({
      ...process('', 1, { DeviceName: 'name', FileName: '', ProcessId: null, LogonId: 0 }),
      BuildBaseline: [{ TimeGenerated: 1, DeviceId: 'h', Kind: 'name', Value: 'x' }],
    });
    const told = [...chronicle.events()];
    chronicle.close();
    expect(told).toEqual([
      {
        table: 'DeviceProcessEvents',
        host: 'name',
        row: { TimeGenerated: 1, DeviceName: 'name', ActionType: 'ProcessCreated', LogonId: 0 },
      },
    ]);
  });

  it('is filled from a store, whose rows it tells as they were added', async () => {
    const scratch = await openScratch({ temporary: work });
    const chronicle = openChronicle({ temporary: work, held: 100 });
    await scratch.add(process('h', 2, { ProcessId: 7, AdditionalFields: { a: [1, ''] } }));
    await scratch.add(process('h', 1));
    await recall(scratch, chronicle);
    const told = [...chronicle.events()];
    chronicle.close();
    await scratch.close();
    expect(told.map(({ row }) => row)).toEqual([
      process('h', 1).DeviceProcessEvents?.[0],
      process('h', 2, { ProcessId: 7, AdditionalFields: { a: [1, ''] } }).DeviceProcessEvents?.[0],
    ]);
  });

  it('says which directory it cannot write to', () => {
    const gone = join(work, 'gone');
    expect(() => openChronicle({ temporary: gone })).toThrow(StoreError);
  });
});
