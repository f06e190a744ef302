import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  dictionary,
  integer,
  oneof,
  record,
  string,
  tuple,
} from 'fast-check';
import { expect, it } from 'vitest';
import type { Batch } from '../model/batch.js';
import { openReader, openWriter, type WriterOptions } from './duckdb.js';
import type { Query, Reader, State } from './store.js';

type Step =
  | { do: 'commit'; staged: Rows; further: Rows; state: State }
  | { do: 'discard'; staged: Rows }
  | { do: 'reopen' | 'maintain' | 'look' }
  | { do: 'wait'; seconds: number };

/** Texts of events, and versions of builds. */
interface Rows {
  events: string[];
  builds: [key: string, state: string][];
}

const text = string({ unit: 'binary', maxLength: 8 });
const rows: Arbitrary<Rows> = record({
  events: array(text, { maxLength: 4 }),
  builds: array(tuple(constantFrom('x', 'y', 'z'), text), { maxLength: 3 }),
});
const anyStep: Arbitrary<Step> = oneof(
  {
    weight: 5,
    arbitrary: record({
      do: constant('commit' as const),
      staged: rows,
      further: rows,
      state: dictionary(constantFrom('a', 'b'), integer(), { maxKeys: 2 }),
    }),
  },
  record({ do: constant('discard' as const), staged: rows }),
  { weight: 4, arbitrary: record({ do: constantFrom('reopen', 'maintain', 'look') }) },
  record({ do: constant('wait' as const), seconds: constantFrom(1, 120, 4000) }),
);

const query = (table: 'SensorEvents' | 'ImageBuilds', ...names: string[]): Query => ({
  sql: `SELECT ${names.map((name) => `"${name}"`)} FROM main."${table}"`,
  parameters: {},
  columns: names.map((name) => ({ name, type: 'string' })),
  tables: [table],
});

async function contents(from: Reader): Promise<{ events: unknown[]; builds: unknown[] }> {
  const events = await from.query(query('SensorEvents', 'ActionType'));
  const builds = await from.query(query('ImageBuilds', 'BuildId', 'State'));
  return { events: events.rows.flat().toSorted(), builds: builds.rows.toSorted() };
}

const batch = ({ events, builds }: Rows, TimeGenerated: number): Batch => ({
  SensorEvents: events.map((ActionType) => ({ TimeGenerated, Sensor: 's', ActionType })),
  ImageBuilds: builds.map(([BuildId, State]) => ({
    TimeGenerated,
    BuildId,
    Builder: 'classic',
    State,
  })),
});

/** Does the steps in a directory of its own; gives what was seen on the way and at the end, and what should have been. */
async function follow(
  steps: Step[],
  sealBytes: number,
): Promise<Record<'seen' | 'due', unknown[]>> {
  const data = await mkdtemp(join(tmpdir(), 'keelwatch-model-'));
  let clock = 1_700_000_000_000_000;
  const options: WriterOptions = { now: () => clock, sealBytes, graceSeconds: 60 };
  let writer = await openWriter(data, options);
  const reader = await openReader(data);
  const events: string[] = [];
  const builds = new Map<string, string>();
  const state: State = {};
  const seen: unknown[] = [];
  const due: unknown[] = [];
  const look = async (from: Reader): Promise<void> => {
    seen.push(await contents(from), writer.state());
    due.push({ events: events.toSorted(), builds: [...builds].toSorted() }, { ...state });
  };
  try {
    for (const step of steps)
      switch (step.do) {
        case 'commit': {
          const staged = await writer.stage(batch(step.staged, clock));
          await staged.commit(batch(step.further, clock), step.state);
          events.push(...step.staged.events, ...step.further.events);
          for (const version of [...step.staged.builds, ...step.further.builds])
            builds.set(...version);
          Object.assign(state, step.state);
          break;
        }
        case 'discard':
          await (await writer.stage(batch(step.staged, clock))).discard();
          break;
        case 'reopen':
          await writer.close();
          writer = await openWriter(data, options);
          break;
        case 'maintain':
          await writer.maintain();
          break;
        case 'look':
          await look(reader);
          break;
        case 'wait':
          clock += step.seconds * 1e6;
      }
    await look(reader);
    await look(writer);
    return { seen, due };
  } finally {
    await reader.close();
    await writer.close();
    await rm(data, { recursive: true });
  }
}

it('any order of commits, seals, roll-ups and new starts gives the rows of the model', async () => {
  const property = asyncProperty(
    array(anyStep, { maxLength: 12 }),
    constantFrom(1, 700, 1e6),
    async (steps, sealBytes) => {
      const { seen, due } = await follow(steps, sealBytes);
      expect(seen).toEqual(due);
    },
  );
  await assert(property, { numRuns: 20 });
}, 60_000);
