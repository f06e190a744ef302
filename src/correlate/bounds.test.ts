import { describe, expect, it, vi } from 'vitest';
import { createCorrelator } from './correlator.js';
import { newTold, tell } from './fixtures/fold.js';
import { batchOf, begin, executor, Story, second } from './fixtures/host.js';
import { tagged } from './fixtures/stories.js';
import { traffic } from './fixtures/traffic.js';

function bare(): Story {
  const story = new Story();
  story.rows.length = 0;
  return story;
}

/** What comes of a build whose step runs `processes` programs, and whose image has `layers` layers. */
function large({
  processes,
  layers,
  dockerfile,
}: Record<'processes' | 'layers' | 'dockerfile', number>) {
  const correlator = createCorrelator();
  const told = newTold();
  const story = bare();
  const client = story.exec(1, undefined, ['docker', 'build', '-t', 'big', '/src'], { pid: 10 });
  const text = `FROM alpine\nRUN make all\n${'# padding\n'.repeat(dockerfile / 10)}`;
  correlator.note({ ProcessId: 10, Path: '/src/Dockerfile', Text: text, Truncated: false });
  const shell = story.buildkitStep(2, 60, 50, 'make all');
  for (let k = 0; k < processes; k += 1) {
    const at = 3 + (50 * k) / processes;
    const cc = story.exec(at, shell, ['cc', `${k}.c`], { container: executor(50), pid: 5000 + k });
    if (k % 10 === 0) story.connect(at, cc, '198.51.100.7', 443, executor(50));
    story.exit(at + 0.1, cc);
  }
  const commands = Array.from({ length: layers }, (_, n) => `step ${n}`).concat('make all');
  story.image(
    61,
    'ImageTagged',
    `sha256:${'7'.repeat(64)}`,
    tagged('big:latest', commands, 60, {}, true),
  );
  story.exit(61.5, client);
  story.rows.sort((a, b) => a.row.TimeGenerated - b.row.TimeGenerated);
  for (let at = 0; at < story.rows.length; at += 200) {
    const rows = story.rows.slice(at, at + 200);
    tell(told, correlator.fold(batchOf(rows), [], (rows.at(-1)?.row.TimeGenerated ?? 0) + second));
  }
  tell(told, correlator.fold({}, [], begin + 70 * second));
  return {
    build: [...told.builds.values()],
    step: [...told.steps.values()],
    size: correlator.size(),
  };
}

// Generous: how long they take says nothing on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

describe('a build', () => {
  it('of 10,000 processes is told of whole, with what is left out counted', () => {
    const { build, step } = large({ processes: 10_000, layers: 1, dockerfile: 0 });
    expect(build).toMatchObject([{ State: 'succeeded', StepCount: 1 }]);
    expect(step).toMatchObject([
      { ExitCode: 0, AdditionalFields: { ProcessesLeftOut: 9801, ConnectionsLeftOut: 800 } },
    ]);
  });

  it('of an image with 500 layers is told of like any other', () => {
    const { build } = large({ processes: 10, layers: 500, dockerfile: 0 });
    expect(build).toMatchObject([{ State: 'succeeded', Tags: ['big:latest'] }]);
    expect(JSON.stringify(build).length).toBeLessThan(100_000);
  });

  it('from a Dockerfile of 20 MB keeps the beginning, and says so', () => {
    const { build } = large({ processes: 10, layers: 1, dockerfile: 20_000_000 });
    expect(build).toMatchObject([{ AdditionalFields: { DockerfileTruncated: true } }]);
    expect(build[0]?.Dockerfile).toMatch(/^FROM alpine\nRUN make all\n/);
    expect(build[0]?.Dockerfile?.length).toBeLessThanOrEqual(65_536);
  });
});

describe('what is remembered', () => {
  it('stays within bounds on a busy host, whose builds are told of whole', () => {
    const correlator = createCorrelator({ maxProcesses: 1000, linger: 20 * second });
    const told = newTold();
    let rows = 0;
    for (const tick of traffic(100)) {
      tell(told, correlator.fold(tick.batch, [], tick.now));
      rows += tick.rows;
      expect(correlator.size()['processes']).toBeLessThanOrEqual(1000);
      expect(correlator.size()['openBuilds']).toBeLessThanOrEqual(4);
      if (rows > 30_000) break;
    }
    const states = [...told.builds.values()].map(({ State }) => State);
    expect(states.length).toBeGreaterThan(5);
    expect(new Set(states)).toEqual(new Set(['succeeded']));
  }, 30_000);

  it('is bounded in processes', () => {
    const correlator = createCorrelator({ maxProcesses: 500 });
    for (let i = 0; i < 50; i += 1) {
      const story = bare();
      for (let k = 0; k < 100; k += 1) {
        story.exit(i + 0.5, story.exec(i, undefined, ['/bin/true'], { pid: i * 100 + k + 10 }));
      }
      correlator.fold(batchOf(story.rows), [], begin + i * second);
    }
    expect(correlator.size()).toMatchObject({ processes: expect.any(Number) });
    expect(correlator.size()['processes']).toBeLessThanOrEqual(500);
  });

  it('is bounded in a step, which says how much is left out', () => {
    const correlator = createCorrelator({ maxProcessesPerStep: 20, maxConnectionsPerStep: 10 });
    const told = newTold();
    const story = bare();
    const client = story.exec(1, undefined, ['docker', 'build', '-t', 'big', '/src']);
    const shell = story.buildkitStep(2, 60, 50, 'make');
    for (let k = 0; k < 2000; k += 1) {
      const cc = story.exec(3 + k / 100, shell, ['cc', `${k}.c`], {
        container: executor(50),
        pid: 5000 + k,
      });
      story.connect(3 + k / 100, cc, '198.51.100.7', 443, executor(50));
    }
    story.exit(61, client);
    tell(told, correlator.fold(batchOf(story.rows), [], begin + 62 * second));
    tell(told, correlator.fold({}, [], begin + 65 * second));
    const [step] = told.steps.values();
    expect(step?.Processes).toHaveLength(20);
    expect(step?.Connections).toHaveLength(10);
    expect(step?.AdditionalFields).toMatchObject({
      ProcessesLeftOut: 1981,
      ConnectionsLeftOut: 1990,
    });
  });

  it('is bounded in builds, and the newest are known by their image', () => {
    const correlator = createCorrelator({ maxKnownBuilds: 50, maxImages: 60 });
    const imageOf = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;
    for (let i = 1; i <= 200; i += 1) {
      const story = bare();
      const at = i * 1000;
      const client = story.exec(at, undefined, ['docker', 'build', '-t', `t${i}`, '.'], { pid: i });
      story.image(at + 1, 'ImageTagged', imageOf(i), {
        ImageReference: `t${i}:latest`,
        ImageCreationTime: begin + (at + 1) * second,
      });
      story.exit(at + 2, client);
      correlator.fold(batchOf(story.rows), [], begin + (at + 2) * second);
    }
    expect(correlator.size()['builds']).toBeLessThanOrEqual(50);
    expect(correlator.size()['images']).toBeLessThanOrEqual(60);
    const story = bare();
    story.run(300_000, 9, 0, 't190', { ImageId: imageOf(190) });
    const { ImageBuilds = [] } = correlator.fold(batchOf(story.rows), [], begin + 300_001 * second);
    expect(ImageBuilds.map(({ Tags }) => Tags)).toContainEqual(['t190:latest']);
  });
});
