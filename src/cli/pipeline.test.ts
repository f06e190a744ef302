import { expect, it } from 'vitest';
import { createCorrelator } from '../correlate/correlator.js';
import type { Batch, TableRow } from '../model/batch.js';
import { openMemory } from '../store/duckdb.js';
import { StoreError, type Writer } from '../store/store.js';
import { createPipeline } from './pipeline.js';

const second = 1_000_000;
const begin = 1_795_341_600_000_000;

const execAt = (time: number): TableRow => ({
  table: 'DeviceProcessEvents',
  row: { TimeGenerated: time, ActionType: 'ProcessCreated', DeviceId: 'd', DeviceName: 'host' },
});

/** A store that is full until it is told otherwise. */
function fullStore(writer: Writer): { writer: Writer; free(): void } {
  let isFull = true;
  return {
    free: () => (isFull = false),
    writer: {
      ...writer,
      async stage(batch) {
        const staged = await writer.stage(batch);
        return {
          ...staged,
          async commit(...args: Parameters<typeof staged.commit>) {
            if (isFull) throw new StoreError('the disk is full');
            await staged.commit(...args);
          },
        };
      },
    },
  };
}

it('tells a gap from the first row that was given up, though the word on it was given up too', async () => {
  const memory = await openMemory();
  const { writer, free } = fullStore(memory);
  let now = begin;
  const stored: Batch[] = [];
  const pipeline = createPipeline({
    writer,
    rules: [],
    correlator: createCorrelator(),
    clock: () => now,
    state: () => ({}),
    stored: (batch) => stored.push(batch),
    troubled: () => undefined,
  });
  pipeline.push([execAt(begin)]);
  const first = pipeline.flush();
  now += second;
  pipeline.push([execAt(now)]);
  expect(await pipeline.close()).toBe(2);
  await first;
  free();
  now += second;
  await pipeline.flush();
  expect(stored).toMatchObject([
    { SensorEvents: [{ GapStart: begin, GapEnd: now, LostEvents: 2 }] },
  ]);
  await memory.close();
});
