import { describe, expect, it } from 'vitest';
import type { DockerApiEvents } from '../model/generated/tables.js';
import { createCorrelator } from './correlator.js';
import { fold, type Told } from './fixtures/fold.js';
import { type Actor, device, id64, image, Story } from './fixtures/host.js';
import { brought, committed, gitContext, washed } from './fixtures/requested.js';
import { accepted, classicAttack, payload, sorted, tagged } from './fixtures/stories.js';

const tell = (story: Story): Told => fold(story, { rows: sorted(story), until: 900 });

function only<T>(values: Iterable<T>): T {
  const list = [...values];
  expect(list).toHaveLength(1);
  return list[0] as T;
}

function weights(told: Told): Record<string, number> {
  const { Evidence } = only(told.incidents.values());
  return Object.fromEntries(
    (Evidence as { Id: string; Weight: number }[]).map(({ Id, Weight }) => [Id, Weight]),
  );
}

const by = ({ pid, name, start }: Actor): Partial<DockerApiEvents> => ({
  ClientProcessId: pid,
  ClientFileName: name,
  ClientProcessCreationTime: start,
});
const remote = { ClientRemoteIP: '198.51.100.66', ClientRemotePort: 40_000 };

describe('requests on the engine’s API', () => {
  it('tell of a remote build what it was asked with, and what came before and after', () => {
    const story = new Story();
    story.request(1, 'GET', '/info', {}, remote);
    const query = {
      remote: ['http://203.0.113.9/x/Dockerfile'],
      networkmode: ['host'],
      t: ['evil'],
    };
    story.request(2, 'POST', '/build', query, { ...remote, ClientTlsSubject: 'CN=ci' });
    story.classicStep(2.5, 4, 50, 1, payload);
    story.request(20, 'DELETE', '/images/evil:latest', {}, remote);
    const told = tell(story);
    expect(only(told.builds.values())).toMatchObject({
      ContextPath: 'http://203.0.113.9/x/Dockerfile',
      Tags: ['evil:latest'],
      StepCount: 1,
      AdditionalFields: {
        RequesterRemoteIP: '198.51.100.66',
        RequesterRemotePort: 40_000,
        RequesterTlsSubject: 'CN=ci',
        NetworkMode: 'host',
        ContextKind: 'url',
      },
    });
    expect(weights(told)).toMatchObject({
      'remote-requester': 3,
      'remote-dockerfile': 4,
      discovery: 1,
      'host-network': 1,
      'traces-removed': 1,
    });
  });

  it('tell of the host behind a relay of the socket, where there was one alone', () => {
    const asked = (...from: string[]): unknown => {
      const story = new Story();
      const relay = story.exec(0.5, undefined, ['socat', 'TCP-LISTEN:4243,fork', 'UNIX:d']);
      for (const address of from) accepted(story, 0.9, relay, address);
      story.request(
        1,
        'POST',
        '/build',
        { t: ['evil'] },
        { ClientProcessId: 77, ClientFileName: 'socat' },
      );
      story.classicStep(2.5, 4, 50, 1, payload);
      const { RequesterFileName, AdditionalFields } = only(tell(story).builds.values());
      const { RequesterRemoteIP } = AdditionalFields as { RequesterRemoteIP: string };
      return [RequesterFileName, RequesterRemoteIP];
    };
    expect(asked('198.51.100.66')).toEqual(['socat', '198.51.100.66']);
    expect(asked('198.51.100.66', '198.51.100.67')).toEqual(['socat', '']);
    expect(asked('127.0.0.1')).toEqual(['socat', '']);
  });

  it('tell of that host where the client behind the relay was seen too', () => {
    const story = new Story();
    const relay = story.exec(0.5, undefined, ['socat', 'TCP-LISTEN:4243,fork', 'UNIX:d']);
    const client = story.exec(0.8, story.bash, ['docker', 'build', '-t', 'evil:1', '.']);
    accepted(story, 0.9, relay, '198.51.100.66');
    story.request(1, 'POST', '/build', { t: ['evil:1'] }, by(relay));
    story.exit(5, client);
    expect(only(tell(story).builds.values())).toMatchObject({
      RequesterFileName: 'docker',
      AdditionalFields: { RequesterRemoteIP: '198.51.100.66' },
    });
  });

  it('are no unusual client’s where docker passes on what comes over ssh', () => {
    const story = new Story();
    const sshd = story.exec(0.5, undefined, ['sshd']);
    const more = { AdditionalFields: { ProgramName: 'docker', ProgramNameBasis: 'hash' } };
    const dial = story.exec(1, sshd, ['docker', 'system', 'dial-stdio'], { more });
    story.request(1.1, 'POST', '/build', { t: ['shop'] }, by(dial));
    story.classicStep(1.5, 3, 50, 1, payload);
    expect(weights(tell(story))).not.toHaveProperty('unusual-client');
  });

  it('give the client in a container that has the socket', () => {
    const story = new Story();
    const curl = story.exec(1, undefined, ['curl', 'http://d/build'], { container: id64(9) });
    story.request(1.1, 'POST', '/build', { t: ['evil'] }, by(curl));
    story.classicStep(1.5, 3, 50, 1, payload);
    const told = tell(story);
    expect(only(told.builds.values())).toMatchObject({
      RequesterFileName: 'curl',
      RequesterContainerId: id64(9),
    });
    expect(weights(told)).toMatchObject({ 'unusual-client': 2, 'requester-in-container': 2 });
  });

  it('are a known client’s own', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'shop', '.']);
    story.request(1.1, 'POST', '/build', { networkmode: ['host'] }, by(client));
    story.exit(5, client);
    expect(only(tell(story).builds.values())).toMatchObject({
      RequesterFileName: 'docker',
      AdditionalFields: { NetworkMode: 'host', ApiRequest: 'POST /build?networkmode=host' },
    });
  });

  it('stay that client’s when its processes had to be forgotten', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'shop', '.']);
    story.request(1.1, 'POST', '/build', { t: ['shop'] }, by(client));
    story.exit(5, client);
    for (let at = 10; at < 60; at += 1) story.exit(at + 0.5, story.exec(at, story.bash, ['true']));
    const told = fold(story, {
      rows: sorted(story),
      correlator: createCorrelator({ maxProcesses: 20 }),
      until: 900,
    });
    expect(only(told.builds.values())).toMatchObject({ RequesterFileName: 'docker' });
  });

  it.each(['load', 'import'] as const)('are told of once when they %s an image', (method) => {
    const story = brought(method);
    for (const at of [400, 800])
      story.exit(at + 5, story.exec(at, story.bash, ['docker', 'build', '.']));
    const came = [...tell(story).builds.values()].filter(({ Method }) => Method === method);
    expect(came.map(({ ImageId, RequesterFileName }) => [ImageId, RequesterFileName])).toEqual([
      [image(9), 'curl'],
    ]);
  });

  it('stay a known client’s own when that is long forgotten', () => {
    const story = new Story();
    for (const at of [1, 500, 560]) {
      const client = story.exec(at, story.bash, ['docker', 'build', '-t', 'shop', '.']);
      story.request(at + 100, 'POST', '/build', { t: ['shop'] }, by(client));
      story.exit(at + 105, client);
    }
    const builds = [...tell(story).builds.values()];
    expect(builds.map(({ RequesterCommandLine }) => RequesterCommandLine)).toEqual(
      Array(3).fill('docker build -t shop .'),
    );
  });

  it('give where a known client asked from, unless that is a container here', () => {
    for (const [container, address] of [
      ['', '198.51.100.66'],
      [id64(9), ''],
    ] as const) {
      const story = new Story();
      const client = story.exec(1, undefined, ['docker', 'build', '-t', 'shop', '.'], {
        container,
      });
      story.request(1.1, 'POST', '/build', {}, { ...by(client), ...remote });
      story.exit(5, client);
      const build = only(tell(story).builds.values());
      expect(build.AdditionalFields).toMatchObject({ RequesterRemoteIP: address });
    }
  });

  it('tell the Dockerfile that came with them', () => {
    const story = new Story();
    const query = { t: ['x'] };
    const sent = { ...remote, QueryParameters: query };
    story.request(1, 'POST', '/build', query, remote);
    story.request(
      1,
      'POST',
      '/build',
      {},
      {
        ...sent,
        ActionType: 'DockerfileSent',
        Dockerfile: `FROM alpine\nRUN ${payload}\n`,
        AdditionalFields: { DockerfileName: 'Dockerfile' },
      },
    );
    story.classicStep(1.5, 3, 50, 1, payload);
    const told = tell(story);
    expect(only(told.builds.values())).toMatchObject({
      DockerfileSource: 'body',
      Dockerfile: `FROM alpine\nRUN ${payload}\n`,
    });
  });

  it.each(['203.0.113.8', remote.ClientRemoteIP])(
    'to BuildKit are of the build that came next, here of %s',
    (next) => {
      const story = new Story();
      story.request(1, 'POST', '/grpc', {}, remote);
      story.buildkitStep(1.5, 3, 50, payload);
      story.request(12, 'POST', '/grpc', {}, { ...remote, ClientRemoteIP: next });
      story.buildkitStep(12.5, 14, 51, payload);
      for (const [at, n] of [
        [3, 8],
        [14, 9],
      ] as const)
        story.image(at + 0.2, 'ImageTagged', image(n), tagged(`x:${n}`, [payload], at, {}, true));
      const builds = [...tell(story).builds.values()].map((build) => [
        (build.AdditionalFields as { RequesterRemoteIP: string }).RequesterRemoteIP,
        build.StepCount,
        build.ImageId,
      ]);
      expect(builds).toEqual([
        [remote.ClientRemoteIP, 1, image(8)],
        [next, 1, image(9)],
      ]);
    },
  );

  it('to BuildKit are of the engine whose step it is, where there are several', () => {
    const story = new Story();
    const to = ({ pid }: Actor) => ({ AdditionalFields: { EngineProcessId: pid } });
    const other = story.exec(-50, undefined, ['dockerd', '--data-root', '/srv/other']);
    story.request(0.5, 'POST', '/grpc', {}, { ClientRemoteIP: '203.0.113.8', ...to(other) });
    story.request(1, 'POST', '/grpc', {}, { ...remote, ...to(story.dockerd) });
    story.buildkitStep(1.5, 3, 50, payload);
    expect(only(tell(story).builds.values()).AdditionalFields).toMatchObject({
      RequesterRemoteIP: remote.ClientRemoteIP,
    });
  });

  it.each([
    [2, 'a shell', ['/bin/bash'], ''],
    [2, 'a script, by way of setsid', ['python3', 'x.py'], ''],
    [undefined, 'the service manager', ['/usr/lib/systemd/systemd'], ''],
    [undefined, 'a shell in a container', ['/bin/sh'], id64(77)],
  ])('to an engine weigh %j where it was started by %s', (weight, how, starter, container) => {
    const story = new Story();
    const above = story.exec(-40, undefined, starter, { container });
    const started = how.includes('setsid') ? story.exec(-31, above, ['setsid', 'dockerd']) : above;
    const engine = story.exec(-30, started, ['dockerd', '-H', 'unix:///opt/own/sock'], {
      container,
    });
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'evil', '/tmp/x']);
    story.request(
      1.1,
      'POST',
      '/build',
      { t: ['evil'] },
      {
        ...by(client),
        EngineSocket: 'unix:///opt/own/sock',
        AdditionalFields: { EngineProcessId: engine.pid },
      },
    );
    story.classicStep(1.5, 3, 50, 1, payload);
    story.exit(4, client);
    expect(weights(tell(story))['own-engine']).toBe(weight);
  });

  it('to an engine under another name are still those to one that was started by hand', () => {
    const story = new Story();
    const engine = story.exec(-30, story.bash, ['/opt/x/kworker', '-H', 'unix:///opt/own/sock']);
    const runtime = story.exec(-29, engine, ['containerd', '--config', '/opt/x/containerd.toml']);
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'evil', '/tmp/x']);
    story.dockerfile(client, '/tmp/x/Dockerfile', `FROM a\nRUN ${payload}\n`);
    const shim = story.exec(1.4, runtime, ['containerd-shim-runc-v2', '-id', id64(50)]);
    const shell = story.exec(1.5, shim, ['/bin/sh', '-c', payload], { container: id64(50) });
    story.exit(3, shell);
    story.exit(4, client);
    expect(weights(tell(story))).toMatchObject({ 'own-engine': 2, 'download-executed': 3 });
  });

  it('inside TLS, of a client whose process is seen, tell where it connected from', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'evil', '/tmp/x']);
    story.add('DockerApiEvents', {
      TimeGenerated: client.start + 50_000,
      ...device,
      ActionType: 'ClientConnected',
      EngineSocket: 'tcp://192.0.2.1:2376',
      ...by(client),
      ...remote,
    });
    story.classicStep(1.5, 3, 50, 1, payload);
    story.exit(4, client);
    const told = tell(story);
    expect(weights(told)).toMatchObject({ 'remote-requester': 3 });
    expect(only(told.builds.values())).toMatchObject({
      RequesterProcessId: client.pid,
      AdditionalFields: { RequesterRemoteIP: remote.ClientRemoteIP, RequesterRemotePort: 40_000 },
    });
  });

  it('over h2c give the caller of BuildKit', () => {
    const story = new Story();
    story.request(1, 'POST', '/grpc', {}, remote);
    story.buildkitStep(1.5, 3, 50, payload);
    const told = tell(story);
    expect(weights(told)).toMatchObject({ 'remote-requester': 3 });
    expect(only(told.builds.values()).Attribution).toContainEqual({
      Link: 'requester',
      Basis: 'its request to BuildKit, the only one then',
      Confidence: 'Medium',
    });
  });

  it('are not those of a client that had the process id before', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'shop', '.']);
    story.socket(1.05, client);
    story.exit(5, client);
    const shell = story.exec(20, undefined, ['/bin/sh', '/opt/x.sh'], { pid: client.pid });
    const curl = story.exec(21, shell, ['curl', 'http://d/build']);
    story.request(21.1, 'POST', '/build', { t: ['evil'] }, by(curl));
    story.classicStep(21.5, 23, 50, 1, payload);
    const builds = [...tell(story).builds.values()];
    expect(
      builds.map(({ RequesterFileName, Tags, StepCount }) => [RequesterFileName, Tags, StepCount]),
    ).toEqual([
      ['docker', ['shop:latest'], 0],
      ['curl', ['evil:latest'], 1],
    ]);
  });

  it('are those of the client that a relay of the socket passed on', () => {
    const story = new Story();
    const relay = story.exec(0, undefined, ['/usr/bin/python3', '/opt/relay.py']);
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'relayed:1', '.']);
    story.request(1.1, 'POST', '/build', { t: ['relayed:1'] }, by(relay));
    story.classicStep(1.5, 3, 50, 1, payload);
    const container = { BuildContainerId: id64(50) };
    story.image(3.4, 'ImageTagged', image(3), tagged('relayed:1', [payload], 3, container));
    story.exit(3.5, client);
    for (const at of [400, 800])
      story.exit(at + 5, story.exec(at, story.bash, ['docker', 'build', '-t', 'shop', '.']));
    const told = [...tell(story).builds.values()].filter(
      ({ Tags }) => String(Tags) === 'relayed:1',
    );
    expect(told).toMatchObject([{ RequesterFileName: 'docker', ImageId: image(3), StepCount: 1 }]);
  });

  it('are over when the image is tagged, though the client stays', () => {
    const story = new Story();
    const agent = story.exec(-100, undefined, ['/usr/bin/java', '-jar', 'agent.jar']);
    for (const [at, n] of [
      [1, 50],
      [31, 60],
    ] as const) {
      story.request(at, 'POST', '/build', { t: ['shop'] }, by(agent));
      story.classicStep(at + 0.5, at + 2, n, 1, payload);
      const container = { BuildContainerId: id64(n) };
      story.image(
        at + 3,
        'ImageTagged',
        image(n),
        tagged('shop:latest', [payload], at + 2, container),
      );
      story.connect(at + 20, story.dockerd, '203.0.113.80', 443);
    }
    const builds = [...tell(story).builds.values()];
    expect(builds).toMatchObject([
      { ImageId: image(50), StepCount: 1, AdditionalFields: { DaemonConnections: [] } },
      { ImageId: image(60), StepCount: 1, AdditionalFields: { DaemonConnections: [] } },
    ]);
  });

  it('fetch a context by git, whose connections are the engine’s', () => {
    const [build] = fold(gitContext(), { until: 900 }).builds.values();
    expect(build?.AdditionalFields).toMatchObject({
      DaemonConnections: [{ RemoteIP: '203.0.113.9', RemotePort: 80, FileName: 'git-remote-http' }],
    });
  });

  it('run an image in a container that is gone before its image can be asked for', () => {
    for (const name of ['evil', id64(3).slice(0, 12)]) {
      const story = classicAttack();
      story.container(8, 'ContainerCreated', id64(70), { ImageReference: name });
      story.container(8.1, 'ContainerStarted', id64(70), { ImageReference: name });
      story.container(8.2, 'ContainerDestroyed', id64(70), { ImageReference: name });
      const { ContainerIds } = only(tell(story).builds.values());
      expect(ContainerIds).toEqual([id64(60), id64(70)]);
    }
  });

  it('follow an image through export and import', () => {
    const told = fold(washed(), { until: 900 });
    const built = [...told.builds.values()].find(({ Method }) => Method === 'build');
    expect(built?.ContainerIds).toEqual([id64(60), id64(71)]);
    expect(built?.AdditionalFields).toMatchObject({
      Descendants: [{ ImageId: image(9), Basis: 'a container of it, exported' }],
    });
  });

  it('commit what was done by commands in a container, and say so', () => {
    const told = fold(committed(), { until: 900 });
    expect(weights(told)).toMatchObject({ 'exec-before-commit': 0, 'download-executed': 3 });
    expect(only(told.incidents.values()).Techniques).toContain('T1609');
  });

  it('find a step that talks to the engine', () => {
    const story = new Story();
    const curl = story.exec(1, story.bash, ['curl', 'http://d/build']);
    story.request(1.1, 'POST', '/build', { networkmode: ['host'] }, by(curl));
    const shell = story.classicStep(1.5, 3, 50, 1, 'curl http://127.0.0.1:2375/info');
    story.connect(2, shell, '127.0.0.1', 2375, id64(50));
    expect(weights(tell(story))).toMatchObject({ 'host-network': 3 });
  });
});
