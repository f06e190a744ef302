import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageBuilds, Incidents } from '../model/generated/tables.js';
import { openMemory } from '../store/duckdb.js';
import type { Writer } from '../store/store.js';
import { readNamed } from './stored.js';

const incident = (id: string, time: number, Status = 'New'): Incidents => ({
  TimeGenerated: time,
  IncidentId: `i-${id}`,
  BuildId: `b-${id}`,
  LastActivityTime: time,
  Status,
});

const build = (id: string, time: number): ImageBuilds => ({
  TimeGenerated: time,
  BuildId: `b-${id}`,
  StartTime: time,
});

describe('what a user names', () => {
  let writer: Writer;
  const named = async (text: string) => (await readNamed(writer, 'Incidents', text)).IncidentId;

  beforeAll(async () => {
    writer = await openMemory();
    const staged = await writer.stage({
      ImageBuilds: [build('abc111', 1), build('abc222', 2)],
      Incidents: [
        incident('abc111', 5),
        incident('abc222', 7),
        incident('abc22', 6),
        incident('fff000', 9, 'Withdrawn'),
      ],
    });
    await staged.commit();
  });
  afterAll(() => writer.close());

  it.each([
    ['i-abc111', 'i-abc111'],
    ['i-abc1', 'i-abc1', 'i-abc111'],
    ['ABC1', 'i-abc111'],
    ['b-abc111', 'i-abc111'],
    ['i-abc22', 'i-abc22'],
    [' latest ', 'i-abc222'],
  ])('%j is the incident %s', async (text, expected, other = expected) => {
    expect(await named(text)).toBe(other);
  });

  it('is a build in the same ways', async () => {
    expect((await readNamed(writer, 'ImageBuilds', 'i-abc1')).BuildId).toBe('b-abc111');
    expect((await readNamed(writer, 'ImageBuilds', 'latest')).BuildId).toBe('b-abc222');
  });

  it.each([
    ['i-abc', 'more than one incident begins with "i-abc": i-abc111, i-abc22, i-abc222'],
    ['i-abd111', 'no incident "i-abd111": the nearest are i-abc111, '],
    ["x' OR 1=1 --", 'no incident "x\' OR 1=1 --": the nearest are '],
  ])('%j is told what is wrong with it', async (text, message) => {
    await expect(named(text)).rejects.toThrow(message);
  });

  it('is nothing where nothing is stored', async () => {
    const empty = await openMemory();
    await expect(readNamed(empty, 'Incidents', 'latest')).rejects.toThrow(
      'there are no incidents yet',
    );
    await expect(readNamed(empty, 'Incidents', 'x')).rejects.toThrow('none is stored');
    await empty.close();
  });
});
