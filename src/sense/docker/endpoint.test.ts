import { describe, expect, it } from 'vitest';
import { defaultEndpoints, parseEndpoint } from './endpoint.js';

describe('parseEndpoint', () => {
  it('reads sockets and addresses', () => {
    expect(parseEndpoint('unix:///run/docker.sock')).toEqual({
      kind: 'unix',
      path: '/run/docker.sock',
      text: 'unix:///run/docker.sock',
    });
    expect(parseEndpoint('tcp://[::1]:2375')).toMatchObject({ host: '::1', port: 2375 });
    expect(parseEndpoint('tcp://192.0.2.7:2375/').text).toBe('tcp://192.0.2.7:2375');
  });

  it.each([
    ['/run/docker.sock', 'must begin with'],
    ['ssh://root@host', 'must begin with'],
    ['unix://docker.sock', 'absolute'],
    [`unix:///${'a'.repeat(120)}`, '107 bytes'],
    ['unix:///a\0b', 'zero byte'],
    ['tcp://host', 'host:port'],
    ['tcp://host:99999', 'port'],
    ['tcp://user@host:2375', 'host:port'],
  ])('refuses %j and quotes it', (text, why) => {
    expect(() => parseEndpoint(text)).toThrow(why);
    expect(() => parseEndpoint(text)).toThrow(JSON.stringify(text));
  });
});

describe('defaultEndpoints', () => {
  it('takes DOCKER_HOST alone', () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:2375' };
    expect(defaultEndpoints({ env, uid: 0, home: '/root' }).map(({ text }) => text)).toEqual([
      'tcp://127.0.0.1:2375',
    ]);
  });

  it('otherwise the system socket and the rootless ones of the invoking user', () => {
    const around = { env: { SUDO_UID: '1000' }, uid: 0, home: '/root' };
    expect(defaultEndpoints(around).map(({ text }) => text)).toEqual([
      'unix:///run/docker.sock',
      'unix:///run/user/0/docker.sock',
      'unix:///run/user/1000/docker.sock',
      'unix:///root/.docker/run/docker.sock',
    ]);
  });

  it('does not pass over a DOCKER_HOST that it cannot use', () => {
    const env = { DOCKER_HOST: 'ssh://host' };
    expect(() => defaultEndpoints({ env, uid: 0, home: '/root' })).toThrow('ssh://host');
  });
});
