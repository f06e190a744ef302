import { describe, expect, it } from 'vitest';
import { readClientCommand } from './client-command.js';
import { splitCommandLine } from './command-line.js';

const read = (line: string, called?: string) => readClientCommand(splitCommandLine(line), called);

describe('client command lines that build', () => {
  it.each([
    [
      'docker build -t a -t b:1 --no-cache -f x/Dockerfile .',
      { context: '.', file: 'x/Dockerfile', tags: ['a', 'b:1'], noCache: true, tool: 'docker' },
    ],
    [
      '/usr/bin/docker -H unix:///run/d.sock --config /c image build --tag=a --file=/tmp/D /tmp',
      { host: 'unix:///run/d.sock', context: '/tmp', file: '/tmp/D', tags: ['a'] },
    ],
    ['docker --context remote builder build - ', { context: '-' }],
    [
      'docker build --build-arg A=b --network host -qt x https://host/ctx.tar',
      { context: 'https://host/ctx.tar', network: 'host', tags: ['x'] },
    ],
    [
      'docker build -ftmp/D --no-cache=false -- ctx',
      { file: 'tmp/D', noCache: false, context: 'ctx' },
    ],
    ['docker buildx build --load --platform linux/amd64 -t x .', { tool: 'buildx', context: '.' }],
    ['docker buildx --builder b bake -f bake.hcl app', { tool: 'buildx', context: '', file: '' }],
    [
      '/usr/libexec/docker/cli-plugins/docker-buildx buildx build -t x .',
      { tool: 'buildx', context: '.', tags: ['x'] },
    ],
    ['docker compose -f c.yml -p shop up -d --build', { tool: 'compose' }],
    ['docker-compose build --no-cache web', { tool: 'compose', noCache: true }],
    ['/usr/libexec/docker/cli-plugins/docker-compose compose build', { tool: 'compose' }],
    ['podman build -t x .', { tool: 'podman', context: '.' }],
    ['buildah bud --layers -t x /src', { tool: 'buildah', context: '/src', tags: ['x'] }],
    [
      'buildctl build --local context=/src --output type=image,name=reg/x',
      { tool: 'buildctl', context: '/src', tags: ['reg/x'] },
    ],
    [
      '/kaniko/executor --context=/w --dockerfile /w/D --destination reg/x',
      { tool: 'kaniko', context: '/w', file: '/w/D' },
    ],
  ])('%s', (line, expected) => {
    expect(read(line)).toMatchObject({ kind: 'build', ...expected });
  });

  it('reads a renamed client as what it is', () => {
    expect(read('/tmp/.x build -t a /tmp/y', 'docker')).toMatchObject({
      kind: 'build',
      context: '/tmp/y',
    });
  });
});

describe('client command lines that do not build', () => {
  it.each([
    ['docker ps --filter name=build', 'look'],
    ['docker run --rm -v /a:/b -e build=1 alpine docker build .', 'run'],
    ['docker build --help', 'other'],
    ['docker compose up -d', 'other'],
    ['docker image ls build', 'look'],
    ['docker builder prune', 'remove'],
    ['docker container rm -f a b', 'discard'],
    ['buildah rm --all', 'discard'],
    ['buildah rm alpine-working-container', 'discard'],
  ])('%s', (line, kind) => {
    expect(read(line)).toMatchObject({ kind });
  });

  it.each(['make build', 'npm run build', 'go build .', 'bash -c "docker build ."'])(
    '%s',
    (line) => {
      expect(read(line)).toBeUndefined();
    },
  );

  it('names the image that is run', () => {
    expect(read('docker -D run -it --name x -p80:80 evil:1 sh -c ls')).toMatchObject({
      kind: 'run',
      image: 'evil:1',
    });
  });
});
