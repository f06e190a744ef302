import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseRoot } from '../../src/lab/engine-release.js';
import { type Outcome, runScenario } from '../../src/lab/matrix/run.js';
import { toldTwice } from '../../src/lab/matrix/told-twice.js';
import { type LongWatcher, longWatcher } from '../../src/lab/matrix/watching.js';
import { type Lab, startLab } from '../../src/lab/scenario/lab.js';
import { readScenarios } from '../../src/lab/scenario/read.js';
import type { Scenario } from '../../src/lab/scenario/scenario.js';
import { usersOf } from '../../src/lab/scenario/users.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scenarios = readScenarios(fileURLToPath(new URL('../../matrix', import.meta.url)));

/** One for each way in which a request, a builder or an image differs on a newer engine. */
const onNewerEngine = new Set([
  'shell-build-classic',
  'shell-build-buildkit',
  'heredoc-run',
  'grpc-solve',
  'build-version-2',
  'compose-build',
  'commit-over-sdk',
  'load-archive',
  'failed-build-buildkit',
  'run-after-restart',
  'untagged-by-digest-buildkit',
]);

/**
 * What cannot run here for a reason that lies outside: an older engine, a program that no package of Debian 12 has, a
 * machine that itself has not every privilege.
 */
const excused =
  /^needs (?:Engine \d+ or (?:later|earlier)|buildx|compose|kaniko|buildkitd|privileged containers)/;

/** What is not known as it should be, or why it could not be seen. */
function wrongs(outcome: Outcome): unknown[] {
  if (outcome.ran) return outcome.answers.filter(({ verdict }) => verdict !== 'right');
  return excused.test(outcome.reason) ? [] : [outcome.reason];
}

function knows(version: string, wanted: readonly Scenario[]): void {
  describe(`on Engine ${version}`, () => {
    let lab: Lab;
    let watcher: LongWatcher;
    beforeAll(async () => {
      lab = await startLab(version, usersOf(wanted));
      watcher = await longWatcher(main, lab);
    });
    afterAll(async () => {
      await watcher?.stop();
      await lab?.stop();
    });

    it.each(wanted.map((scenario) => [scenario.id, scenario] as const))(
      '%s',
      async (_, scenario) => {
        const { signal } = new AbortController();
        const { watch } = watcher;
        const outcome = await runScenario(scenario, lab, { watch, published: null, signal });
        expect(wrongs(outcome)).toEqual([]);
      },
    );

    it('tells of no build twice, though the first have been forgotten meanwhile', async () => {
      expect(await toldTwice(watcher.data)).toEqual([]);
    });
  });
}

describe('what Keelwatch knows of every attack and look-alike', () => {
  knows('20.10', scenarios);
  // A newer one is fetched by whoever wants it: 1.2 GB.
  if (existsSync(releaseRoot('trixie')) || process.env.KEELWATCH_ENGINES?.includes('trixie')) {
    knows(
      '26',
      scenarios.filter(({ id }) => onNewerEngine.has(id)),
    );
  }
});
