import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TableRow } from '../model/batch.js';
import {
  type ContainerEvents,
  type ContainerImageEvents,
  tables,
} from '../model/generated/tables.js';
import type { ContainerRecord, EngineRecord, ImageRecord } from '../sense/docker/record.js';
import { dockerNormaliser } from './docker.js';

const fixtures = new URL('fixtures/', import.meta.url);
const recordings = readdirSync(fixtures).filter((name) => /-build-\d+\.ndjson$/.test(name));
const normalise = dockerNormaliser({ DeviceId: 'd', DeviceName: 'host' });

function rowsOf(name: string): TableRow[] {
  return readFileSync(new URL(name, fixtures), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => normalise(JSON.parse(line) as EngineRecord));
}

const images = (rows: TableRow[]): ContainerImageEvents[] =>
  rows.flatMap((one) => (one.table === 'ContainerImageEvents' ? [one.row] : []));
const containers = (rows: TableRow[]): ContainerEvents[] =>
  rows.flatMap((one) => (one.table === 'ContainerEvents' ? [one.row] : []));

const containerRecord: ContainerRecord = {
  kind: 'container',
  engine: 'unix:///run/docker.sock',
  time: 1,
  action: 'start',
  containerId: 'c'.repeat(64),
  details: {},
};

const one = (record: Partial<ContainerRecord>): ContainerEvents | undefined =>
  containers(normalise({ ...containerRecord, ...record }))[0];

describe('recorded builds', () => {
  it('are of both builders on two engines at least', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(4);
  });

  it.each(recordings)('%s gives rows with the columns of their tables and no undefined', (name) => {
    for (const { table, row } of rowsOf(name)) {
      const known = new Set(tables[table].columns.map((column) => column.name));
      expect(Object.keys(row).filter((column) => !known.has(column))).toEqual([]);
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      expect(row.DeviceName).toBe('host');
    }
  });

  it.each(recordings.filter((name) => name.startsWith('classic')))(
    '%s is a chain of images and the containers that made them',
    (name) => {
      const rows = rowsOf(name);
      const tagged = images(rows).find((row) => row.ImageReference === 'classic:1');
      expect(tagged).toMatchObject({
        ActionType: 'ImageTagged',
        EngineSocket: 'unix:///run/docker.sock',
        ImageReferences: ['classic:1'],
        ImageDigests: [],
        Architecture: 'amd64',
        AdditionalFields: { EventNanoseconds: expect.stringMatching(/^\d{19}$/) },
      });
      const byId = new Map(images(rows).map((row) => [row.ImageId, row]));
      let length = 0;
      for (let row = tagged; row?.ParentImageId; row = byId.get(row.ParentImageId)) length++;
      expect(length).toBe(6);
      expect(tagged?.History).toContainEqual({
        Created: expect.any(Number),
        CreatedBy: '|1 TOKEN=<redacted> /bin/sh -c echo "$TOKEN" > /made',
        Comment: '',
        EmptyLayer: false,
      });
      const step = containers(rows).find((row) => row.ActionType === 'ContainerStarted');
      expect(step).toMatchObject({
        Command: ['/bin/sh', '-c', 'echo "$TOKEN" > /made'],
        ImageReference: expect.stringMatching(/^sha256:/),
        IsPrivileged: false,
        Mounts: [],
      });
      const made = images(rows).find((row) => row.BuildContainerId === step?.ContainerId);
      expect(made?.ImageId).toMatch(/^sha256:/);
    },
  );

  it.each(recordings.filter((name) => name.startsWith('buildkit')))(
    '%s has no step containers',
    (name) => {
      const rows = rowsOf(name);
      const tagged = images(rows).find((row) => row.ImageReference === 'kit:1');
      expect(tagged).toMatchObject({ ActionType: 'ImageTagged', ParentImageId: '' });
      expect(
        containers(rows).map((row) => [row.ActionType, row.ContainerName, row.ImageReference]),
      ).toEqual(
        ['Created', 'Attached', 'Started', 'Died', 'Destroyed'].map((action) => [
          `Container${action}`,
          'deployed',
          'kit:1',
        ]),
      );
      expect(containers(rows).every((row) => row.ImageId === tagged?.ImageId)).toBe(true);
      const died = containers(rows).find((row) => row.ActionType === 'ContainerDied');
      expect(died).toMatchObject({ ExitCode: 0, ProcessId: null });
      expect(containers(rows).at(-1)?.AdditionalFields).toMatchObject({
        Inspected: false,
        InspectionReason: 'removed',
      });
    },
  );
});

describe('rows of containers', () => {
  it('give the image as it was asked for, which for a step of the classic builder is its id', () => {
    const id = `sha256:${'a'.repeat(64)}`;
    expect(one({ uninspected: 'gone before it could be inspected', image: id })).toMatchObject({
      ImageReference: id,
      ImageId: id,
    });
  });

  it('leave unknown what was not inspected', () => {
    const row = one({
      uninspected: 'gone before it could be inspected',
      name: 'x',
      image: 'base:1',
    });
    expect(row).toMatchObject({
      ContainerName: 'x',
      ImageReference: 'base:1',
      ImageId: '',
      ExitCode: null,
    });
    for (const column of ['IsPrivileged', 'Mounts', 'AddedCapabilities', 'NetworkMode', 'Command'])
      expect(row).not.toHaveProperty(column);
    expect(row?.AdditionalFields).toMatchObject({ Inspected: false });
  });

  it('have the command of an exec, or its text as one, or none', () => {
    const exec = { id: 'e', text: 'sh -c ls /', command: ['sh', '-c', 'ls /'], pid: 9 };
    expect(one({ action: 'exec_start', exec })).toMatchObject({
      ActionType: 'ContainerExecuted',
      Command: ['sh', '-c', 'ls /'],
      AdditionalFields: { ExecId: 'e', ExecProcessId: 9 },
    });
    expect(one({ action: 'exec_create', exec: { text: 'sh -c ls /' } })).toMatchObject({
      ActionType: 'ContainerExecCreated',
      Command: ['sh -c ls /'],
      AdditionalFields: { CommandIsOneText: true },
    });
    const end = one({ action: 'exec_die', details: { exitCode: '3', execID: 'e' } });
    expect(end).toMatchObject({ ActionType: 'ContainerExecDied', Command: null, ExitCode: 3 });
  });

  it('name the image that was committed', () => {
    const details = { imageID: 'sha256:x', imageRef: 'y:1' };
    expect(one({ action: 'commit', details })?.AdditionalFields).toEqual({
      CommittedImageId: 'sha256:x',
      CommittedReference: 'y:1',
    });
  });

  it('have an action in our words, also one that we do not know', () => {
    expect(one({ action: 'health_status', details: { argument: 'healthy' } })).toMatchObject({
      ActionType: 'ContainerHealthChecked',
      AdditionalFields: { EventArgument: 'healthy' },
    });
    expect(one({ action: 'time-travel_back' })?.ActionType).toBe('ContainerTimeTravelBack');
    expect(one({ action: 'constructor' })?.ActionType).toBe('ContainerConstructor');
  });

  it('do not believe an exit status that is no number', () => {
    expect(one({ action: 'die', details: { exitCode: '0; drop' } })?.ExitCode).toBeNull();
  });
});

describe('rows of images', () => {
  const record: ImageRecord = {
    kind: 'image',
    engine: 'unix:///run/docker.sock',
    time: 1,
    action: 'observed',
    occasion: 'look',
    imageId: 'sha256:x',
    image: { id: 'sha256:x', references: ['a:1'], digests: [], labels: {}, layers: ['l1', 'l2'] },
  };
  const row = (changes: Partial<ImageRecord>): ContainerImageEvents | undefined =>
    images(normalise({ ...record, ...changes }))[0];

  it('name an image that was found by its only name', () => {
    expect(row({})).toMatchObject({
      ActionType: 'ImageObserved',
      ImageReference: 'a:1',
      History: null,
    });
    expect(
      row({ image: { ...(record.image ?? never()), references: ['a:1', 'b:1'] } })?.ImageReference,
    ).toBe('');
  });

  it('know empty layers only when sizes and layers agree', () => {
    const history = [1, 0, 2].map((size) => ({ createdBy: 'x', comment: '', size }));
    const image = { ...(record.image ?? never()), history };
    expect(empty(row({ image }))).toEqual([false, true, false]);
    expect(empty(row({ image: { ...image, layers: ['l1', 'l2', 'l3'] } }))).toEqual([
      null,
      null,
      null,
    ]);
  });
});

function empty(row: ContainerImageEvents | undefined): unknown {
  const history = Array.isArray(row?.History) ? row.History : [];
  return history.map((entry) => (entry as { EmptyLayer: unknown }).EmptyLayer);
}

function never(): never {
  throw new Error('the record has an image');
}
