import { array, assert, boolean, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, type Told } from './fixtures/fold.js';
import { toldGrpc, toldTwoAtOnce } from './fixtures/history.js';
import { type Row, second } from './fixtures/host.js';
import * as imported from './fixtures/imported.js';
import { apiAttack, brought, committed, gitContext, washed } from './fixtures/requested.js';
import {
  benign,
  buildkitAttack,
  classicAttack,
  curlClient,
  failed,
  namesToldLate,
  remoteApi,
  twoAtOnce,
  untagged,
} from './fixtures/stories.js';

const told = {
  classicAttack,
  buildkitAttack,
  benign,
  twoAtOnce,
  untagged,
  failed,
  remoteApi,
  curlClient,
  namesToldLate,
  kaniko: imported.kaniko,
  buildah: imported.buildah,
  importedBuildkit: imported.buildkit,
  dockerInDocker: imported.dockerInDocker,
  shadow: imported.shadow,
  packer: imported.packer,
  apiAttack,
  gitContext,
  washed,
  committed,
  toldTwoAtOnce,
  toldGrpc,
  loaded: () => brought('load'),
  imported: () => brought('import'),
};

/** What was told in the end, but for when it was told; what was taken back counts as not told. */
function essence({ builds, steps, incidents }: Told): unknown {
  const strip = <T extends { UpdatedTime?: unknown }>(rows: Iterable<T>): string[] =>
    [...rows]
      .filter((row) => !('Status' in row) || row.Status !== 'Withdrawn')
      .filter((row) => !JSON.stringify(row).includes('"Withdrawn":true'))
      .map((row) => JSON.stringify({ ...row, UpdatedTime: undefined }))
      .sort();
  return {
    builds: strip(builds.values()),
    steps: strip(steps.values()),
    incidents: strip(incidents.values()),
  };
}

/** Rows moved by up to `late` of time, and some given twice. */
function shuffled(rows: Row[], late: number[], twice: boolean[]): Row[] {
  return rows
    .flatMap((row, i) => {
      const at = row.row.TimeGenerated + (late[i % late.length] ?? 0);
      const again = row.row.TimeGenerated + (late[(i + 7) % late.length] ?? 0);
      return twice[i % twice.length]
        ? [
            { at, row },
            { at: again, row },
          ]
        : [{ at, row }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

/** A step's lookup is told before its process, and before whoever asked for the build. */
const lookupFirst = [0, 0, 800_001, 750_001, 600_001, 0, 0, 400_001, ...Array<number>(7).fill(0)];

describe('the order of rows', () => {
  for (const [name, tell] of Object.entries(told)) {
    const story = tell();
    const expected = essence(fold(story, { until: 400 }));

    it(`does not matter to ${name}`, () => {
      assert(
        property(
          array(integer({ min: 0, max: 1.5 * second }), { minLength: 10, maxLength: 40 }),
          array(boolean(), { minLength: 5, maxLength: 20 }),
          (late, twice) => {
            const rows = shuffled(story.rows, late, twice);
            expect(essence(fold(story, { rows, until: 400 }))).toEqual(expected);
          },
        ),
        { numRuns: 15, examples: [[lookupFirst, [false]]] },
      );
    });

    it(`tells ${name} the same in one batch, last row first`, () => {
      const rows = [...story.rows].reverse();
      expect(essence(fold(story, { rows, until: 400 }))).toEqual(expected);
    });
  }
});
