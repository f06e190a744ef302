import { describe, expect, it } from 'vitest';
import { createCorrelator } from './correlator.js';
import { newTold, tell } from './fixtures/fold.js';
import { batchOf, begin, executor, Story, second } from './fixtures/host.js';

function bare(): Story {
  const story = new Story();
  story.rows.length = 0;
  return story;
}

describe('what is remembered', () => {
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
