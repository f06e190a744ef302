import { describe, expect, it } from 'vitest';
import { engineFindings } from './engines.js';

const away = {
  endpoint: 'unix:///run/docker.sock',
  reachable: false,
  error: 'nobody listens',
  mend: 'systemctl start docker',
};
const here = {
  endpoint: 'unix:///run/user/1000/docker.sock',
  reachable: true,
  version: '26.1.5',
  apiVersion: '1.45',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  rootless: true,
};

describe('what doctor says of Docker Engines', () => {
  it('is content with one that answers', () => {
    expect(engineFindings([away, here])).toEqual([
      {
        id: 'docker',
        state: 'ok',
        text: 'Docker Engine 26.1.5 at unix:///run/user/1000/docker.sock (API 1.45, overlay2, cgroups 2, rootless)',
      },
    ]);
  });

  it('tells of plugins that may refuse requests', () => {
    const [, plugins] = engineFindings([{ ...here, authorizationPlugins: ['opa'] }]);
    expect(plugins).toMatchObject({ state: 'note', id: 'docker-plugins' });
  });

  it('says why the likeliest does not answer, and what mends it', () => {
    expect(engineFindings([away, { ...away, endpoint: 'unix:///other' }])).toEqual([
      {
        id: 'docker',
        state: 'problem',
        text: 'no Docker Engine answers at unix:///run/docker.sock: nobody listens',
        mend: 'systemctl start docker',
      },
    ]);
  });
});
