import { describe, expect, it } from 'vitest';
import { type RunContainer, readBuildDetails } from './details.js';
import { fold } from './fixtures/fold.js';
import { begin, device, id64, Story } from './fixtures/host.js';
import { buildkit, podman } from './fixtures/imported.js';

/** What is told of the containers of the one build. */
function ran(story: Story): Partial<RunContainer>[] {
  const builds = [...fold(story, { until: 400 }).builds.values()];
  expect(builds).toHaveLength(1);
  return builds.flatMap(({ AdditionalFields }) => readBuildDetails(AdditionalFields).Containers);
}

describe('a container of which only the command line of its client tells', () => {
  it('is its build’s, and makes it one that was deployed', () => {
    const story = buildkit();
    story.exec(6, story.bash, 'docker run -d --name web -v /etc:/host:ro evil sleep 60'.split(' '));
    const told = fold(story, { until: 400 });
    expect([...told.builds.values()]).toMatchObject([
      {
        ContainerIds: [],
        AdditionalFields: {
          Containers: [
            {
              ContainerId: '',
              Name: 'web',
              ImageReference: 'evil',
              Command: 'sleep 60',
              StartedBy: 'docker run -d --name web -v /etc:/host:ro evil sleep 60',
              IsPrivileged: false,
              HostMounts: ['/etc:/host'],
            },
          ],
        },
      },
    ]);
    const [incident] = told.incidents.values();
    expect(incident?.Techniques).toContain('T1610');
    expect(JSON.stringify(incident?.Evidence)).toMatch(
      /"container-started".*"dangerous-container"/,
    );
  });

  it('is none where the engine tells of its containers itself', () => {
    const story = buildkit();
    story.exec(6, story.bash, ['docker', 'run', '-d', 'evil']);
    story.add('ContainerEvents', {
      TimeGenerated: begin,
      ...device,
      ActionType: 'ContainerStarted',
      ContainerId: id64(99),
      ImageReference: 'other:latest',
    });
    expect(ran(story)).toEqual([]);
  });

  it('is one where an engine that tells nothing took its request, though another one tells of its own', () => {
    const story = buildkit();
    const told = (id: string) =>
      story.add('ContainerEvents', {
        TimeGenerated: begin,
        ...device,
        ActionType: 'ContainerStarted',
        ContainerId: id,
        ImageReference: 'other:latest',
      });
    const run = (at: number, id: string, code: number) => {
      const client = story.exec(at, story.bash, ['docker', 'run', '-d', 'evil']);
      const own = { ClientProcessId: client.pid, EngineSocket: 'unix:///opt/own/sock' };
      story.request(at + 0.1, 'POST', `/v1.41/containers/${id}/start`, {}, own);
      story.exit(at + 0.2, client, code);
    };
    told(id64(99));
    told(id64(98));
    run(6, id64(97), 0);
    run(8, id64(98), 0);
    run(10, id64(96), 127);
    expect(ran(story)).toMatchObject([{ ContainerId: id64(97), ImageReference: 'evil' }]);
  });

  it('is told of also where the engine of another tool tells of its own', () => {
    const story = podman();
    story.exec(6, story.bash, [
      'podman',
      'run',
      '--privileged',
      '--pid=host',
      'localhost/evil:latest',
    ]);
    expect(ran(story)).toMatchObject([{ IsPrivileged: true, PidMode: 'host' }]);
  });

  it.each([
    ['docker', 'create', 'evil'],
    ['docker', 'run', 'evil:2'],
    ['docker', 'run', 'alpine', 'evil'],
  ])('is none of %s %s %s', (...args) => {
    const story = buildkit();
    story.exec(6, story.bash, args);
    expect(ran(story)).toEqual([]);
  });

  it('is one of at most five hundred', () => {
    const story = buildkit();
    for (let n = 0; n < 600; n += 1)
      story.exec(6 + n / 10, story.bash, ['docker', 'run', '--rm', 'evil', `${n}`]);
    expect(ran(story)).toHaveLength(500);
  });

  it('belongs to the last build before it that gave its name', () => {
    const story = buildkit();
    story.exec(6, story.bash, ['docker', 'run', '-d', 'evil']);
    story.exec(20, story.bash, ['docker', 'build', '-t', 'evil', '/tmp/y']);
    const told = fold(story, { until: 400 });
    const counts = [...told.builds.values()].map(
      ({ AdditionalFields }) => readBuildDetails(AdditionalFields).Containers.length,
    );
    expect(counts).toEqual([1, 0]);
  });
});
