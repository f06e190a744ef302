import { assert, property, uint8Array } from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  bytesField,
  type FakeEngine,
  type FakeHistory,
  fakeEngine,
  numberField,
  pairField,
  timeField,
} from './build-history/fixtures/engine.js';
import { readEvent, readStatus } from './build-history/messages.js';
import { readProvenance } from './build-history/provenance.js';
import { textField } from './build-history/wire.js';
import { type BuildHistoryRecord, buildHistorySensor } from './build-history.js';
import type { SensorNotice } from './sensor.js';

const secret = 'correct horse battery';
const image = `sha256:${'a'.repeat(64)}`;
const dockerfile = 'FROM base:1\nARG KEY\nENV API_TOKEN=visible\nRUN echo $KEY\n';

const event = (type: number, ...record: Buffer[]) =>
  Buffer.concat([numberField(1, type), bytesField(2, ...record)]);
const begun = (ref: string) => [
  textField(1, ref),
  textField(2, 'dockerfile.v0'),
  pairField(3, 'build-arg:KEY', secret),
  pairField(3, 'context', 'https://me:hunter2@192.0.2.1/x.git'),
  timeField(6, 1000),
];
const blob = (field: number, mediaType: string, digest: string, type?: string) =>
  bytesField(
    field,
    textField(1, mediaType),
    textField(2, digest),
    numberField(3, 10),
    ...(type === undefined ? [] : [pairField(5, 'in-toto.io/predicate-type', type)]),
  );
const over = (ref: string, ...more: Buffer[]) =>
  event(1, ...begun(ref), timeField(7, 1003), ...more);
const result = bytesField(
  10,
  blob(1, 'application/vnd.docker.container.image.v1+json', image),
  blob(2, 'application/vnd.in-toto+json', 'sha256:provenance', 'https://slsa.dev/provenance/v0.2'),
);
const vertex = (digest: string, name: string, more: Buffer[] = []) =>
  bytesField(1, textField(1, digest), textField(3, name), timeField(5, 1001), ...more);
const status = [
  Buffer.concat([
    vertex('v0', '[internal] load build definition'),
    vertex('v1', `[2/2] RUN echo ${secret}`),
    bytesField(3, textField(1, 'v1'), textField(4, `it is ${secret}\n`)),
  ]),
  Buffer.concat([
    vertex('v1', `[2/2] RUN echo ${secret}`, [timeField(6, 1002), textField(7, `no ${secret}`)]),
    bytesField(2, textField(1, 'naming to docker.io/library/x:1')),
  ]),
];
const provenance = {
  buildConfig: {
    digestMapping: { v1: 'step1' },
    llbDefinition: [
      { id: 'step1', op: { Op: { exec: { meta: { args: ['/bin/sh', '-c', 'echo $KEY'] } } } } },
    ],
  },
  materials: [{ uri: 'pkg:docker/base@1', digest: { sha256: 'ff' } }],
  metadata: {
    'https://mobyproject.org/buildkit@v1#metadata': {
      source: {
        locations: {
          step1: { locations: [{ ranges: [{ start: { line: 4 }, end: { line: 4 } }] }] },
        },
        infos: [{ filename: 'Dockerfile', data: Buffer.from(dockerfile).toString('base64') }],
      },
    },
  },
};

const history = (past: Buffer[] | null): FakeHistory => ({
  past,
  status: () => status,
  blobs: new Map([['sha256:provenance', Buffer.from(JSON.stringify(provenance))]]),
});

let engine: FakeEngine | undefined;
let stop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await stop?.();
  await engine?.stop();
  stop = undefined;
  engine = undefined;
});

async function watch(past: FakeHistory, knownRefs: string[] = []) {
  engine = await fakeEngine(past);
  const records: BuildHistoryRecord[] = [];
  const notices: SensorNotice[] = [];
  const aborting = new AbortController();
  const done = buildHistorySensor({ endpoint: engine.endpoint, knownRefs }).run(
    { record: (record) => records.push(record), notice: (notice) => notices.push(notice) },
    aborting.signal,
  );
  stop = async () => {
    aborting.abort();
    await done;
  };
  const until = (is: () => boolean) => expect.poll(is, { timeout: 4000, interval: 20 }).toBe(true);
  return { engine, records, notices, until };
}

describe('the build history sensor', () => {
  it('tells of a build what it was made of, without secrets', async () => {
    const { engine: fake, records, until } = await watch(history([]));
    await until(() => fake.listeners() === 1);
    fake.tell(event(0, ...begun('ref')));
    await until(() => records.length === 1);
    fake.tell(over('ref', result, numberField(16, 3)));
    await until(() => records.length === 2);
    const [started, completed] = records;
    expect(started).toMatchObject({ action: 'started', ref: 'ref', time: 1_000_000_005 });
    expect(completed).toMatchObject({
      action: 'completed',
      completed: 1_003_000_005,
      imageIds: [image],
      references: ['docker.io/library/x:1'],
      dockerfile: { name: 'Dockerfile', isTruncated: false },
      materials: [{ uri: 'pkg:docker/base@1', digest: 'sha256:ff' }],
      totalSteps: 3,
      steps: [
        {
          command: ['/bin/sh', '-c', 'echo $KEY'],
          lines: { first: 4, last: 4 },
          started: 1_001_000_005,
          completed: 1_002_000_005,
        },
      ],
    });
    expect(completed?.dockerfile?.text).toBe(dockerfile.replace('visible', '***'));
    expect(completed?.attributes).toEqual({
      'build-arg:KEY': '<redacted>',
      context: 'https://<redacted>@192.0.2.1/x.git',
    });
    expect(completed?.steps?.[0]?.output).toBe('it is <redacted>\n');
    expect(JSON.stringify(records)).not.toContain(secret);
    expect(completed).not.toHaveProperty('isPast');
  });

  it('tells of past builds once, also when the engine was started again', async () => {
    const past = history([over('known'), over('old', result)]);
    const { engine: fake, records, notices, until } = await watch(past, ['known']);
    await until(() => records.length === 1);
    expect(records[0]).toMatchObject({ ref: 'old', action: 'completed', isPast: true });
    past.past?.push(over('new'));
    fake.drop();
    await until(() => fake.listeners() === 2 && records.length === 2);
    expect(records[1]?.ref).toBe('new');
    expect(notices).toEqual([]);
  });

  it('reads the text of a failed build from its error', async () => {
    const source = {
      info: { filename: 'Dockerfile', data: Buffer.from('FROM x').toString('base64') },
    };
    const error = bytesField(
      5,
      numberField(1, 2),
      textField(2, 'exit code: 3'),
      bytesField(
        3,
        textField(1, 'github.com/moby/buildkit/errdefs.Source+json'),
        textField(2, JSON.stringify(source)),
      ),
    );
    const { records, until } = await watch(history([over('ref', error)]));
    await until(() => records.length === 1);
    expect(records[0]).toMatchObject({
      error: { message: 'exit code: 3', isCanceled: false },
      dockerfile: { text: 'FROM x' },
    });
  });

  it('says what it could not read, and who removed what', async () => {
    const gone = history([over('older'), over('ref', result)]);
    gone.blobs.clear();
    const { engine: fake, records, until } = await watch(gone);
    await until(() => records.length === 2);
    expect(records.find(({ ref }) => ref === 'ref')?.missing).toEqual([
      'its provenance: it was deleted',
    ]);
    fake.tell(event(2, textField(1, 'ref')));
    await until(() => records.length === 3);
    expect(records[2]).toMatchObject({ action: 'deleted', ref: 'ref', left: { older: 0, all: 1 } });
  });

  it('says once that an engine keeps none, and asks no more until another runs', async () => {
    const { engine: fake, notices, until } = await watch(history(null));
    await until(() => notices.length === 1);
    expect(notices[0]).toMatchObject({ sensor: 'history', action: 'SensorFailed' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(fake.listeners()).toBe(1);
    fake.drop();
    await until(() => fake.listeners() === 2);
    expect(notices).toHaveLength(1);
  });

  it('says what it cannot read, and goes on', async () => {
    const { engine: fake, records, notices, until } = await watch(history([Buffer.from([0xff])]));
    await until(() => notices.length === 1);
    expect(notices[0]).toMatchObject({ action: 'Gap', lostEvents: 1 });
    fake.tell(over('ref'));
    await until(() => records.length === 1);
  });
});

/** The name of what is thrown; empty when nothing is. */
function rejection(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    return (error as Error).name;
  }
}

describe('messages', () => {
  it('are read or rejected, whatever comes', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of [readEvent, readStatus])
          expect(rejection(() => read(Buffer.from(bytes)))).toMatch(/^(?:RangeError)?$/);
        expect(() => readProvenance(Buffer.from(bytes))).not.toThrow();
      }),
    );
  });

  it('of provenance in its newer form say the same', () => {
    const details = provenance.metadata['https://mobyproject.org/buildkit@v1#metadata'];
    const newer = {
      buildDefinition: {
        internalParameters: { buildConfig: provenance.buildConfig },
        resolvedDependencies: provenance.materials,
      },
      runDetails: { metadata: { buildkit_metadata: details } },
    };
    const read = (value: object) => readProvenance(Buffer.from(JSON.stringify(value)));
    expect(read(newer)).toEqual(read(provenance));
    expect(read({ predicate: newer })).toEqual(read(provenance));
  });
});
