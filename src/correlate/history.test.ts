import { describe, expect, it } from 'vitest';
import type { ImageBuilds } from '../model/generated/tables.js';
import { readBuildDetails } from './details.js';
import { fold, type Told } from './fixtures/fold.js';
import { historyOf } from './fixtures/history.js';
import { begin, image, Story, second } from './fixtures/host.js';
import { buildkitAttack, payload, twoAtOnce } from './fixtures/stories.js';

const live = ({ builds }: Told): ImageBuilds[] =>
  [...builds.values()].filter(
    ({ AdditionalFields }) => (AdditionalFields as { Withdrawn?: boolean }).Withdrawn !== true,
  );

const only = (told: Told): ImageBuilds => {
  const [build, ...others] = live(told);
  expect(others).toEqual([]);
  return build as ImageBuilds;
};

const stepsOf = ({ steps }: Told, { BuildId }: ImageBuilds) =>
  [...steps.values()]
    .filter((step) => step.BuildId === BuildId && step.Command !== '')
    .sort((a, b) => (a.StepIndex ?? 0) - (b.StepIndex ?? 0));

const text = `FROM alpine\nRUN ${payload}\n`;

/** `curl` on the socket, and BuildKit's own interface; nobody's command line tells of a build. */
function overGrpc(more: Parameters<typeof historyOf>[1]): Story {
  const story = new Story();
  story.request(
    1,
    'POST',
    '/grpc',
    {},
    { ClientRemoteIP: '203.0.113.7', ClientRemotePort: 40_000 },
  );
  historyOf(story, more);
  return story;
}

describe('a build that a client asked for', () => {
  it('has the text that BuildKit read, its steps, and what was seen of them', () => {
    const story = buildkitAttack();
    const ran: [string, number, number][] = [[payload, 1.4, 3.05]];
    historyOf(story, { ref: 'r', from: 1.1, until: 3.3, dockerfile: text, ran });
    const told = fold(story);
    const build = only(told);
    expect(build).toMatchObject({
      DockerfileSource: 'buildkit',
      Dockerfile: text,
      Builder: 'buildkit',
      State: 'succeeded',
      RequesterFileName: 'docker',
      ImageId: image(3),
    });
    const [from, run, ...rest] = stepsOf(told, build);
    expect(rest).toEqual([]);
    expect(from).toMatchObject({ Instruction: 'FROM', ExitCode: null, ContainerId: '' });
    expect(run).toMatchObject({ Instruction: 'RUN', Command: payload, ExitCode: 0 });
    expect(run?.AdditionalFields).toMatchObject({ Line: 2, IsCached: false });
    expect(run?.Connections).toHaveLength(1);
    expect(build.RemoteAddresses).toMatchObject([{ RemoteIP: '203.0.113.9', StepIndex: 1 }]);
    expect([...told.incidents.values()][0]?.Severity).toBe('Critical');
  });

  it('says that another file was built than the one that lay there', () => {
    const story = buildkitAttack();
    for (const dockerfile of story.dockerfiles) dockerfile.Text = 'FROM alpine\nRUN make\n';
    historyOf(story, {
      ref: 'r',
      from: 1.1,
      until: 3.3,
      dockerfile: text,
      ran: [[payload, 1.4, 3]],
    });
    const told = fold(story);
    expect(only(told)).toMatchObject({ Dockerfile: text, DockerfileSource: 'buildkit' });
    expect(readBuildDetails(only(told).AdditionalFields).ClientDockerfile).toContain('RUN make');
    expect(JSON.stringify([...told.incidents.values()][0]?.Evidence)).toContain(
      'dockerfile-swapped',
    );
  });

  it('says nothing of the kind of another file, or of ends of lines', () => {
    for (const [path, content] of [
      ['/tmp/x/Dockerfile', `FROM alpine  \r\nRUN ${payload}\r\n\n`],
      ['/tmp/x/Dockerfile.other', 'FROM alpine\nRUN make\n'],
    ] as const) {
      const story = buildkitAttack();
      for (const dockerfile of story.dockerfiles)
        Object.assign(dockerfile, { Path: path, Text: content });
      historyOf(story, { ref: 'r', from: 1.1, until: 3.3, dockerfile: text });
      expect(readBuildDetails(only(fold(story)).AdditionalFields).ClientDockerfile).toBe('');
    }
  });

  it('is told from a neighbour’s by the names of the images, in whatever order they come', () => {
    const good = 'FROM alpine\nRUN apk add   curl\nRUN make\n';
    for (const swap of [false, true]) {
      const story = twoAtOnce();
      for (const each of story.dockerfiles) each.Text = 'FROM alpine\n';
      const named = (ref: string, name: string, dockerfile: string, from: number) =>
        historyOf(story, {
          ref,
          from,
          until: 3.3,
          dockerfile,
          more: { ImageReferences: [`docker.io/library/${name}:latest`] },
        });
      named('e', 'evil', text, swap ? 1.4 : 1.3);
      named('s', 'shop', good, swap ? 1.3 : 1.4);
      const builds = live(fold(story));
      expect(builds).toHaveLength(2);
      for (const { Dockerfile, Tags } of builds)
        expect([Dockerfile, Tags]).toEqual(
          Dockerfile === text ? [text, ['evil:latest']] : [good, ['shop:latest']],
        );
    }
  });

  it('is not given what another asked for at the same time', () => {
    const story = buildkitAttack();
    const tag = { ImageReferences: ['docker.io/library/evil:latest'] };
    historyOf(story, { ref: 'r', from: 1.1, until: 3.3, dockerfile: text, more: tag });
    historyOf(story, {
      ref: 'q',
      from: 1.2,
      until: 3.2,
      dockerfile: 'FROM scratch\n',
      more: { ImageReferences: ['docker.io/library/else:1'] },
    });
    const [one, other, ...rest] = live(fold(story));
    expect(rest).toEqual([]);
    expect([one?.RequesterFileName, other?.RequesterFileName].sort()).toEqual(['', 'docker']);
  });
});

describe('a build that only BuildKit tells of', () => {
  it('has the caller of its interface, its text, steps, image and containers', () => {
    const story = overGrpc({
      ref: 'r',
      from: 1.02,
      until: 3.1,
      dockerfile: text,
      ran: [[payload, 1.4, 3]],
      more: { ImageIds: [image(3)], ImageReferences: ['docker.io/library/evil:1'] },
    });
    story.buildkitStep(1.5, 3, 50, payload);
    story.run(5, 60, 3, 'evil:1');
    const told = fold(story);
    const build = only(told);
    expect(build).toMatchObject({
      State: 'succeeded',
      Dockerfile: text,
      Tags: ['evil:1'],
      ImageId: image(3),
      EndTime: begin + 3.1 * second,
    });
    expect(build.ContainerIds).toHaveLength(1);
    expect(readBuildDetails(build.AdditionalFields)).toMatchObject({
      RequesterRemoteIP: '203.0.113.7',
      HistoryRefs: ['r'],
    });
    expect(stepsOf(told, build).map(({ ContainerId }) => ContainerId !== '')).toEqual([
      false,
      true,
    ]);
  });

  it('is nobody’s who had left by then, or who was there while nobody watched', () => {
    const away = new Story();
    away.request(1, 'POST', '/grpc', {}, { ClientRemoteIP: '203.0.113.7' });
    away.add('SensorEvents', {
      TimeGenerated: begin + 60 * second,
      DeviceId: 'host-1',
      ActionType: 'Gap',
      Sensor: 'watcher',
      GapStart: begin + 10 * second,
      GapEnd: begin + 60 * second,
    });
    const left = new Story();
    const client = left.exec(1, left.bash, ['/opt/tool']);
    left.request(1.1, 'POST', '/grpc', {}, { ClientProcessId: client.pid });
    left.exit(2, client);
    for (const story of [away, left]) {
      historyOf(story, { ref: 'r', from: 30, until: 31, dockerfile: text });
      expect(only(fold(story))).toMatchObject({ RequesterProcessId: null, State: 'succeeded' });
    }
  });

  it('has failed as BuildKit says, with the step that did', () => {
    const error = 'process "/bin/sh -c make" did not complete successfully: exit code: 3';
    const step = {
      Digest: 'sha256:1',
      Name: '[2/2] RUN make',
      IsCached: false,
      StartTime: begin + 1.5 * second,
      EndTime: begin + 2 * second,
      Error: error,
      Output: 'no rule\n',
    };
    const more = { State: 'failed', Error: error, Steps: [step] };
    const told = fold(overGrpc({ ref: 'r', from: 1.02, until: 2, more }));
    const build = only(told);
    expect(build).toMatchObject({
      State: 'failed',
      DockerfileSource: 'steps',
      Dockerfile: 'RUN make',
    });
    expect(stepsOf(told, build)[0]).toMatchObject({ Command: 'make', ExitCode: 3 });
  });

  it('has steps from the cache, which ran nothing', () => {
    const told = fold(
      overGrpc({ ref: 'r', from: 1.02, until: 1.2, dockerfile: text, ran: [[payload]] }),
    );
    const [, run] = stepsOf(told, only(told));
    expect(run).toMatchObject({ Command: payload, ExitCode: null });
    expect(run?.AdditionalFields).toMatchObject({ IsCached: true });
  });

  it('goes on until BuildKit says that it is over', () => {
    const told = fold(overGrpc({ ref: 'r', from: 1.02 }), { until: 600 });
    expect(only(told)).toMatchObject({ State: 'running', EndTime: null });
  });

  it('is the same in any order, twice, and after a restart', () => {
    const story = overGrpc({ ref: 'r', from: 1.02, until: 3.1, dockerfile: text });
    const expected = only(fold(story));
    const rows = [...story.rows.toReversed(), ...story.rows];
    expect(only(fold(story, { rows }))).toMatchObject({
      ...expected,
      UpdatedTime: expect.anything(),
    });
  });
});

describe('a record that was removed', () => {
  const removal = (left: { OlderRecords: number; Records: number }) => {
    const story = overGrpc({ ref: 'r', from: 1.02, until: 3, dockerfile: text });
    story.add('BuildHistoryEvents', {
      TimeGenerated: begin + 4 * second,
      DeviceId: 'host-1',
      ActionType: 'BuildRecordDeleted',
      BuildRef: 'r',
      AdditionalFields: left,
    });
    const build = only(fold(story));
    expect(build.Dockerfile).toBe(text);
    return readBuildDetails(build.AdditionalFields).Removals.map(({ Text }) => Text);
  };

  it('is a trace that somebody removed, unless the builder makes room', () => {
    expect(removal({ OlderRecords: 0, Records: 3 })).toEqual([expect.stringContaining('record r')]);
    expect(removal({ OlderRecords: 9, Records: 49 })).toHaveLength(1);
    expect(removal({ OlderRecords: 0, Records: 50 })).toEqual([]);
  });
});
