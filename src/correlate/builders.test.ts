import { describe, expect, it } from 'vitest';
import type { ImageBuilds } from '../model/generated/tables.js';
import { fold, type Told } from './fixtures/fold.js';
import { begin, id64, image, Story, second } from './fixtures/host.js';
import * as imported from './fixtures/imported.js';
import { sorted } from './fixtures/stories.js';
import { objectOf } from './json.js';
import { programName } from './program-name.js';

const tell = (story: Story): Told => fold(story, { rows: sorted(story), until: 900 });

function only<T>(values: Iterable<T>): T {
  const list = [...values];
  expect(list).toHaveLength(1);
  return list[0] as T;
}

function stepsOf(told: Told, build: ImageBuilds): (string | undefined)[] {
  return [...told.steps.values()]
    .filter(({ BuildId }) => BuildId === build.BuildId)
    .map(({ Command }) => Command);
}

/** A container named w gets a file, is committed and exported and removed, with nothing but its name in the requests. */
function reused(story: Story, at: number, mark: string): void {
  const id = id64(at);
  const about = { ImageReference: 'alpine', ImageId: image(1), ContainerName: 'w' };
  story.container(at, 'ContainerCreated', id, about);
  const copy = story.exec(at + 1, story.bash, ['docker', 'cp', `/opt/${mark}`, 'w:/x']);
  story.exit(at + 2, copy);
  const commit = story.exec(at + 3, story.bash, ['docker', 'commit', 'w', `committed:${mark}`]);
  story.container(at + 3.4, 'ContainerCommitted', id);
  story.image(at + 3.5, 'ImageCommitted', image(at + 1), {
    BuildContainerId: id,
    ImageReferences: [`committed:${mark}`],
    ImageCreationTime: begin + (at + 3.4) * second,
  });
  story.exit(at + 4, commit);
  const out = story.exec(at + 5, story.bash, ['docker', 'export', 'w']);
  const into = story.exec(at + 5, story.bash, ['docker', 'import', '-', `imported:${mark}`]);
  story.request(at + 5.1, 'GET', '/containers/w/export', {}, { ClientProcessId: out.pid });
  const query = { fromSrc: ['-'], repo: ['imported'], tag: [mark] };
  story.request(at + 5.2, 'POST', '/images/create', query, { ClientProcessId: into.pid });
  story.image(at + 5.8, 'ImageImported', image(at + 2), {
    ImageReferences: [`imported:${mark}`],
    ImageCreationTime: begin + (at + 5.7) * second,
  });
  for (const client of [out, into]) story.exit(at + 6, client);
  story.container(at + 7, 'ContainerDestroyed', id, about);
}

const unknownsOf = (told: Told): string[] => only(told.incidents.values()).Unknowns as string[];

describe('builders that are seen by their processes alone', () => {
  it.each([
    ['buildah', imported.buildah, 'buildah'],
    ['buildah in a chroot', imported.buildahChroot, 'buildah'],
    ['podman', imported.podman, 'podman'],
    ['kaniko', imported.kaniko, 'kaniko'],
    ['BuildKit', imported.buildkit, 'buildkit'],
    ['a renamed buildah', imported.renamedBuildah, 'buildah'],
  ])('%s', (_name, story, builder) => {
    const told = tell(story());
    const build = only(told.builds.values());
    expect(build).toMatchObject({ Builder: builder, Method: 'build', AccountName: 'mallory' });
    expect(stepsOf(told, build)).toEqual([imported.payload]);
    expect(build.RemoteAddresses).toMatchObject([{ RemoteIP: '203.0.113.9', FileName: 'wget' }]);
    expect(unknownsOf(told)).toContain(
      "Which image came out, and what ran of it: no events of an engine's were recorded.",
    );
    expect(unknownsOf(told)).toContain('How the build ended: no exits were recorded.');
  });

  it('a builder in a container, of which the rows name no more, and its steps inside that', () => {
    const told = tell(imported.buildkitInContainer());
    const build = only(told.builds.values());
    expect(stepsOf(told, build)).toEqual([imported.payload]);
    expect(build.RemoteAddresses).toMatchObject([{ RemoteIP: '203.0.113.9', FileName: 'wget' }]);
  });

  it.each([
    ['busybox', 'sh -c ./x', 'sh'],
    ['busybox', '/bin/busybox ash /x', 'ash'],
    ['busybox', '-sh', 'sh'],
    ['busybox', '', 'busybox'],
    ['npm', 'sh -c ./x', 'npm'],
  ])('%s, called as "%s", goes by the name of %s', (file, line, name) => {
    expect(programName(file, line)).toBe(name);
  });

  it('a step that podman’s service runs for a client of docker’s', () => {
    const told = tell(imported.podmanService());
    const build = only(told.builds.values());
    expect(build).toMatchObject({ RequesterFileName: 'docker', AccountName: 'mallory' });
    expect(stepsOf(told, build)).toEqual([imported.payload]);
  });

  it('a renamed client is believed less', () => {
    const build = only(tell(imported.renamedBuildah()).builds.values());
    expect(build.Attribution).toContainEqual({
      Link: 'requester',
      Basis: 'its arguments, though not its name',
      Confidence: 'Low',
    });
  });

  it.each([['runc init'], ['containerd-shim-runc-v2'], ['dockerd'], ['buildkitd']])(
    'a step below %s, where no row names a container',
    (parent) => {
      const told = tell(imported.unnamed(parent.split(' ')));
      expect(stepsOf(told, only(told.builds.values()))).toEqual([imported.payload]);
      expect(only(told.steps.values()).ContainerId).toBe('');
    },
  );

  it('no step is what an engine runs for itself, nor what runs below a shell', () => {
    for (const [parent, args] of [
      ['dockerd', ['git', 'clone', 'http://203.0.113.9/x']],
      ['bash', ['/bin/sh', '-c', imported.payload]],
    ] as const) {
      const story = new Story();
      story.exec(1, story.bash, ['docker', 'build', '-t', 'evil', '/tmp/x']);
      story.exec(2, story.exec(1.5, undefined, [parent]), [...args]);
      expect(tell(story).steps.size).toBe(0);
    }
  });

  it('the classic builder, where containers are known by their shims and cut ids', () => {
    const told = tell(imported.classic());
    const build = only(told.builds.values());
    expect(stepsOf(told, build)).toEqual([imported.payload]);
    expect(only(told.steps.values()).ContainerId).toBe(id64(50).slice(0, 31));
    expect(unknownsOf(told)).toContain(
      'The whole ids of its containers: the source gives their first 31 digits.',
    );
  });

  it('an executor tree whose client nobody saw', () => {
    const told = tell(imported.executorAlone());
    const build = only(told.builds.values());
    expect(build).toMatchObject({ Builder: 'buildkit', RequesterFileName: '' });
    expect(stepsOf(told, build)).toEqual([imported.payload]);
  });

  it('an image put together by buildah from, run and commit', () => {
    const told = tell(imported.byHand());
    const build = only(told.builds.values());
    expect(build).toMatchObject({ Method: 'commit', Builder: 'none', Tags: ['evil:latest'] });
    expect(stepsOf(told, build)).toEqual([imported.payload]);
  });

  it('what buildah fetched into a container by hand is a step, with its connection', () => {
    const told = tell(imported.fetchedByHand());
    const build = only(told.builds.values());
    expect([...told.steps.values()]).toMatchObject([
      { Instruction: 'ADD', Command: 'http://203.0.113.9:8000/x.sh /x' },
      { Instruction: 'RUN', Command: 'sh /x', Connections: [] },
    ]);
    expect(build.RemoteAddresses).toMatchObject([{ RemoteIP: '203.0.113.9', FileName: 'buildah' }]);
    const evidence = only(told.incidents.values()).Evidence as { Id: string; Weight: number }[];
    expect(evidence).toContainEqual(
      expect.objectContaining({ Id: 'download-executed', Weight: 3 }),
    );
  });

  it('what a builder without a daemon connects to for itself is its build’s, and no daemon’s is', () => {
    const story = new Story();
    const podman = story.exec(1, story.bash, [
      'podman',
      'build',
      '-f',
      'http://203.0.113.9/C',
      '.',
    ]);
    const other = story.exec(1, story.bash, ['podman', 'build', '.'], { cwd: '/srv/other' });
    story.connect(1.2, podman, '203.0.113.9', 80);
    story.connect(1.3, story.dockerd, '198.51.100.7', 443);
    for (const client of [podman, other]) story.exit(2, client);
    const [one, two] = [...tell(story).builds.values()].map(({ AdditionalFields }) =>
      objectOf(AdditionalFields ?? null),
    );
    expect(one?.['DaemonConnections']).toMatchObject([{ RemoteIP: '203.0.113.9' }]);
    expect(two?.['DaemonConnections']).toEqual([]);
  });

  it('a context that docker’s client fetches for the classic builder is the build’s', () => {
    const story = new Story();
    const client = story.exec(1, story.bash, ['docker', 'build', '-t', 'x', 'git://203.0.113.9/r']);
    story.socket(1.1, client);
    const git = story.exec(1.2, client, ['git', 'fetch', 'origin', 'main']);
    story.connect(1.3, git, '203.0.113.9', 9418);
    story.connect(1.4, client, '203.0.113.77', 2375);
    story.exit(3, client);
    expect(objectOf(only(tell(story).builds.values()).AdditionalFields ?? null)).toMatchObject({
      DaemonConnections: [{ RemoteIP: '203.0.113.9', RemotePort: 9418, FileName: 'git' }],
    });
  });

  it('docker in docker is no way to the host', () => {
    const told = tell(imported.dockerInDocker());
    const build = only(told.builds.values());
    expect(build.RequesterContainerId).toBe(id64(7));
    const evidence = only(told.incidents.values()).Evidence as { Id: string }[];
    expect(evidence.map(({ Id }) => Id)).not.toContain('requester-in-container');
  });

  it('other programs that are told to build are none', () => {
    const story = new Story();
    for (const line of ['npm run build -t x', 'go build -t x ./cmd', 'make build', './gen build .'])
      story.exec(1, story.bash, line.split(' '));
    expect(tell(story).builds.size).toBe(0);
  });

  it('what a program of another trade starts, which is told to build with a tag, is no step', () => {
    const story = new Story();
    // Somebody else connects: so connections are seen, and it made none.
    story.socket(0, story.bash);
    const pack = story.exec(1, story.bash, ['/usr/local/bin/pack', 'build', '-t', 'shop', '.']);
    const hook = story.exec(2, pack, ['bash', 'hook.sh']);
    imported.fetch(story, 2.2, hook);
    story.exit(3, hook);
    story.exit(4, pack);
    const told = tell(story);
    expect(told.builds.size).toBe(0);
    expect(told.steps.size).toBe(0);
  });

  it('a later container is not a build’s, though its end was never seen', () => {
    const story = imported.buildkit();
    imported.buildkitTree(story, 600, 77, 'make', undefined);
    const told = tell(story);
    expect(told.builds.size).toBe(2);
  });
});

describe('images made without a build', () => {
  it('are committed from a container, with what was done in it (and by whom)', () => {
    const told = tell(imported.shadow());
    const build = only(told.builds.values());
    expect(build).toMatchObject({
      Method: 'commit',
      Builder: 'none',
      ImageId: image(9),
      RequesterFileName: 'python3',
      ContainerIds: [id64(60)],
    });
    expect(stepsOf(told, build)).toContain(imported.payload);
    expect([...told.steps.values()].map(({ Instruction }) => Instruction)).toContain('COPY');
    expect(only(told.incidents.values()).Title).toContain('committed');
  });

  it('are imported from an exported container, with what was done in it', () => {
    const story = new Story();
    const id = id64(60);
    const about = { ImageReference: 'alpine', ImageId: image(1), ContainerName: 'w' };
    story.container(1, 'ContainerCreated', id, about);
    story.container(1.1, 'ContainerStarted', id, about);
    const shell = story.exec(1.2, story.dockerd, ['sh', '-c', imported.payload], { container: id });
    imported.fetch(story, 1.4, shell, id);
    const out = story.exec(3, story.bash, ['docker', 'export', 'w']);
    const into = story.exec(3, story.bash, ['docker', 'import', '-', 'postgres:16']);
    story.request(3.1, 'GET', '/containers/w/export', {}, { ClientProcessId: out.pid });
    const query = { fromSrc: ['-'], repo: ['postgres'], tag: ['16'] };
    story.request(3.2, 'POST', '/images/create', query, { ClientProcessId: into.pid });
    const made = { ImageReferences: ['postgres:16'], ImageCreationTime: begin + 3.7 * second };
    story.image(3.8, 'ImageImported', image(9), made);
    for (const client of [out, into]) story.exit(4, client);
    const told = tell(story);
    const build = only(told.builds.values());
    expect(build).toMatchObject({ Method: 'import', ImageId: image(9) });
    expect(stepsOf(told, build)).toEqual([imported.payload]);
    expect(only(told.incidents.values()).Techniques).toEqual(
      expect.arrayContaining(['T1105', 'T1036.005']),
    );
  });

  it('are imported, or committed, from the container that has the name now', () => {
    const story = new Story();
    reused(story, 10, 'a');
    reused(story, 30, 'b');
    const told = tell(story);
    const made = [...told.builds.values()].map((build) => [build.Tags, stepsOf(told, build)]);
    expect(made.sort()).toEqual([
      [['committed:a'], ['/opt/a /x']],
      [['committed:b'], ['/opt/b /x']],
      [['imported:a'], ['/opt/a /x']],
      [['imported:b'], ['/opt/b /x']],
    ]);
  });

  it('are committed from the container that was given the name, not from the one that had it', () => {
    const story = new Story();
    const [mine, other] = [id64(20), id64(30)];
    story.container(1, 'ContainerCreated', mine, { ImageReference: 'alpine', ContainerName: 'w' });
    story.container(2, 'ContainerCreated', other, {
      ImageReference: 'alpine',
      ContainerName: 'db',
    });
    for (const [at, from, to] of [
      [3, '/opt/other', 'db'],
      [4, '/opt/mine', 'w'],
    ] as const)
      story.exit(at + 0.5, story.exec(at, story.bash, ['docker', 'cp', from, `${to}:/x`]));
    story.container(5, 'ContainerRenamed', other, { ContainerName: 'old' });
    story.container(6, 'ContainerRenamed', mine, { ContainerName: 'db' });
    const commit = story.exec(7, story.bash, ['docker', 'commit', 'db', 'store:16']);
    story.image(7.5, 'ImageCommitted', image(9), {
      BuildContainerId: mine,
      ImageReferences: ['store:16'],
      ImageCreationTime: begin + 7.4 * second,
    });
    story.exit(8, commit);
    const told = tell(story);
    expect(stepsOf(told, only(told.builds.values()))).toEqual(['/opt/mine /x']);
  });

  it('are committed by buildah from the container that has the name now', () => {
    const story = new Story();
    const name = 'alpine-working-container';
    for (const [at, mark] of [
      [1, 'a'],
      [20, 'b'],
    ] as const) {
      for (const [after, args] of [
        ['from', 'alpine'],
        ['run', name, '--', 'apk', 'add', mark],
        ['copy', name, `/opt/${mark}`, '/x'],
        ['commit', name, `made:${mark}`],
        ['rm', name],
      ].entries()) {
        const client = story.exec(at + after, story.bash, ['buildah', ...args]);
        story.exit(at + after + 0.9, client);
      }
    }
    const told = tell(story);
    const made = [...told.builds.values()].map((build) => [build.Tags, stepsOf(told, build)]);
    expect(made.sort()).toEqual([
      [['made:a'], ['apk add a', '/opt/a /x']],
      [['made:b'], ['apk add b', '/opt/b /x']],
    ]);
  });

  it('are provisioned by Packer below high', () => {
    const told = tell(imported.packer());
    expect(only(told.builds.values())).toMatchObject({ Method: 'commit' });
    for (const { Score } of told.incidents.values()) expect(Score).toBeLessThan(10);
  });

  it.each(['import', 'load'] as const)('%s', (method) => {
    const story = new Story();
    const client = story.exec(1, story.bash, [
      'docker',
      method,
      ...(method === 'load' ? ['-i', '/tmp/x.tar'] : ['/tmp/x.tar', 'evil']),
    ]);
    const action = method === 'load' ? 'ImageLoaded' : 'ImageImported';
    story.image(2, action, image(9), { ImageReferences: ['evil:latest'] });
    story.exit(2.1, client);
    const told = tell(story);
    expect(only(told.builds.values())).toMatchObject({
      Method: method,
      Builder: 'none',
      State: 'succeeded',
      ImageId: image(9),
      ContextPath: '/tmp/x.tar',
      RequesterFileName: 'docker',
    });
    for (const { Score } of told.incidents.values()) expect(Score).toBeLessThan(10);
  });

  it('are told of when nobody was seen who asked', () => {
    const story = new Story();
    story.image(2, 'ImageLoaded', image(9), { ImageCreationTime: begin - 9000 * second });
    const build = only(tell(story).builds.values());
    expect(build).toMatchObject({ Method: 'load', ImageId: image(9), RequesterFileName: '' });
  });

  it.each([
    ['its name', ['evil:latest'], [], 2.6, 1],
    ['a command of it', ['other:1'], [{ CreatedBy: `RUN /bin/sh -c ${imported.payload}` }], 2.6, 1],
    ['neither', ['other:1'], [{ CreatedBy: 'RUN /bin/sh -c make' }], 2.6, 0],
    ['its name, long after it', ['evil:latest'], [], 500, 0],
  ])('are what a builder without an engine made: by %s', (_, names, history, made, count) => {
    const story = imported.buildah();
    const ImageCreationTime = begin + made * second;
    story.image(600, 'ImageLoaded', image(9), {
      ImageReferences: names,
      ImageCreationTime,
      History: history,
    });
    story.run(610, 60, 9, names[0] as string);
    const told = fold(story, { rows: sorted(story), until: 1200 });
    const build = [...told.builds.values()].find(({ Builder }) => Builder === 'buildah');
    expect(build?.ContainerIds).toHaveLength(count);
  });

  it('are nobody’s where two builds ran the same at the same time', () => {
    const story = imported.buildah();
    const other = story.exec(1, story.bash, ['buildah', 'bud', '-t', 'fine', '/src']);
    const shell = story.exec(2, other, ['/bin/sh', '-c', imported.payload]);
    imported.fetch(story, 2.2, shell);
    story.image(600, 'ImageLoaded', image(9), {
      ImageReferences: ['other:1'],
      ImageCreationTime: begin + 2.6 * second,
      History: [{ CreatedBy: `RUN /bin/sh -c ${imported.payload}` }],
    });
    story.run(610, 60, 9, 'other:1');
    const told = fold(story, { rows: sorted(story), until: 1200 });
    const builds = [...told.builds.values()].filter(({ Builder }) => Builder === 'buildah');
    expect(builds.map(({ ContainerIds }) => ContainerIds)).toEqual([[], []]);
  });

  it('a loaded result of buildx is that build’s image, and none of its own', () => {
    const story = new Story();
    const args = ['docker', 'buildx', 'build', '--load', '-t', 'shop', '.'];
    const client = story.exec(1, story.bash, args, { cwd: '/src' });
    story.image(5, 'ImageLoaded', image(9), { ImageReferences: ['shop:latest'] });
    story.exit(5.1, client);
    expect(only(tell(story).builds.values())).toMatchObject({ Method: 'build', ImageId: image(9) });
  });
});
