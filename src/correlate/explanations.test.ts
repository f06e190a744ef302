import { describe, expect, it } from 'vitest';
import type { ImageBuilds } from '../model/generated/tables.js';
import type { Evidence } from '../model/incident.js';
import { openCase } from './case.js';
import type { BuildDetails, ChainEntry } from './details.js';
import { weigh } from './explanations.js';
import { begin, second } from './fixtures/host.js';
import { recognisers } from './recognise/index.js';
import { defaultSettings, type Settings } from './settings.js';

interface Told {
  /** Command lines, the client's first; the executable is the first word, unless `|path|` stands before. */
  chain?: string[];
  /** Seconds for which what is above the client had been running. */
  age?: number;
  build?: Partial<ImageBuilds>;
  details?: Partial<BuildDetails>;
  settings?: Partial<Settings>;
}

function chainOf(lines: string[], age: number): ChainEntry[] {
  return lines.map((line, index) => {
    const path = line.split(' ')[0] ?? '';
    return {
      ProcessId: 100 - index,
      FileName: path.replace(/^.*\//, ''),
      FolderPath: path,
      CommandLine: line,
      AccountName: '',
      CreationTime: begin - (index === 0 ? 0 : age * second),
    };
  });
}

function subjectOf({ chain = [], age = 1, build = {}, details = {}, settings = {} }: Told) {
  const row: ImageBuilds = {
    TimeGenerated: begin,
    BuildId: 'b-1',
    RequesterCommandLine: chain[0] ?? '',
    RequesterProcessChain: chainOf(chain, age),
    ...build,
    AdditionalFields: details,
  };
  return openCase(row, [], { ...defaultSettings, ...settings });
}

const evidenceOf = (weights: Record<string, number>): Evidence[] =>
  Object.entries(weights).map(([Id, Weight]) => ({ Id, Weight, Explanation: Id, Rows: [] }));

const circumstances = { 'temp-path': 3, 'no-cache': 1, 'shell-parent': 2, 'step-external': 1 };
const asked = { ...circumstances, 'container-started': 2, 'daemon-external': 2 };

function judged(told: Told, weights: Record<string, number> = asked) {
  const evidence = evidenceOf(weights);
  const weighed = weigh(subjectOf(told), evidence, { threshold: 5, high: 10 });
  const score = evidence.reduce((sum, { Weight }) => sum + Weight, 0);
  return { ...weighed, score: score + (weighed.lowering?.Weight ?? 0), before: score };
}

const jenkins: Told = {
  chain: [
    '/usr/bin/docker build --no-cache -t shop:41 .',
    '/bin/sh -xe /var/lib/jenkins/workspace/shop@tmp/durable-1f2e3d4c/script.sh',
    '/usr/bin/java -jar /usr/share/jenkins/agent.jar',
    '/usr/lib/systemd/systemd',
  ],
  build: { AccountName: 'jenkins', ContextPath: '/var/lib/jenkins/workspace/shop' },
};

describe('each recogniser knows the tool by its marks', () => {
  const told: Record<string, Told> = {
    Jenkins: jenkins,
    'GitLab Runner': {
      chain: [
        '/usr/bin/docker build --pull --cache-from r/g/p:latest .',
        '/bin/bash',
        '/usr/bin/gitlab-runner run --user gitlab-runner',
        '/sbin/init',
      ],
      build: { AccountName: 'gitlab-runner' },
    },
    'GitHub Actions': {
      chain: [
        '/usr/bin/docker buildx build --iidfile /tmp/docker-actions-toolkit-x1/iidfile .',
        '/home/runner/actions-runner/externals/node20/bin/node index.js',
        '/home/runner/actions-runner/bin/Runner.Worker spawnclient 1 2',
        '/home/runner/actions-runner/bin/Runner.Listener run',
      ],
      build: {
        AccountName: 'runner',
        ContextPath: '/home/runner/actions-runner/_work/shop/shop',
      },
    },
    Packer: {
      chain: [
        '/usr/bin/docker commit 0123456789ab',
        '/usr/bin/packer build shop.pkr.hcl',
        '/bin/bash',
      ],
      details: { SourceMounts: ['/root/.config/packer/tmp12:/packer-files'] },
    },
    Terraform: { chain: ['/usr/bin/terraform-provider-docker_v3.0.2', '/usr/bin/terraform apply'] },
    Ansible: {
      chain: [
        '/usr/bin/python3 /home/ops/.ansible/tmp/ansible-tmp-1700000000.12-4242-98765/AnsiballZ_docker_image.py',
        '/usr/bin/python3 /usr/bin/ansible-playbook site.yml',
      ],
    },
    Trivy: {
      chain: ['/usr/local/bin/trivy image shop:1'],
      details: { RequesterUserAgent: 'trivy/0.50' },
    },
    Grype: { chain: ['/usr/local/bin/grype shop:1'] },
    Snyk: {
      details: {
        RequesterContainer: { Name: 'scan', Image: 'snyk/snyk:docker', StartTime: begin },
      },
    },
    devcontainers: {
      chain: [
        '/usr/bin/docker build -f /tmp/devcontainercli-dev/container-features/x/Dockerfile.extended -t vsc-shop-0123456789abcdef0123456789abcdef /home/dev/shop',
        '/usr/bin/node /usr/lib/node_modules/@devcontainers/cli/devcontainer.js up',
      ],
      build: { Tags: ['vsc-shop-0123456789abcdef0123456789abcdef:latest'] },
    },
    compose: { details: { RequestTool: 'compose' }, build: { Tags: ['shop-web:latest'] } },
    Testcontainers: {
      chain: ['/usr/bin/java org.gradle.launcher.GradleMain test'],
      details: {
        RequesterUserAgent: 'tc-java/1.20.1',
        RequestLabels: ['org.testcontainers.lang=java'],
      },
    },
    Portainer: {
      details: {
        RequesterContainer: {
          Name: 'portainer',
          Image: 'portainer/portainer-ce:2.21',
          StartTime: begin - 86_400 * second,
        },
      },
    },
    Buildkite: { chain: ['/usr/bin/docker build .', '/usr/bin/buildkite-agent start'] },
    'Woodpecker or Drone': { chain: ['/usr/bin/docker build .', '/usr/bin/woodpecker-agent'] },
    TeamCity: {
      chain: ['/usr/bin/docker build .', '/usr/bin/java jetbrains.buildServer.agent.AgentMain'],
    },
    Bamboo: {
      chain: ['/usr/bin/docker build .', '/usr/bin/java -jar /opt/bamboo-agent/bamboo-agent.jar'],
    },
    CircleCI: { chain: ['/usr/bin/docker build .', '/opt/circleci/circleci-runner machine'] },
    'Azure Pipelines': {
      chain: ['/usr/bin/docker build .', '/opt/agent/bin/Agent.Worker spawnclient'],
    },
    'Bitbucket Pipelines': {
      chain: [
        '/usr/bin/docker build .',
        '/usr/bin/java -Dbitbucket.pipelines.runner.runtime=linux-shell -jar /opt/runner/runner.jar',
      ],
    },
    Concourse: { chain: ['/usr/bin/docker build .', '/usr/local/concourse/bin/concourse worker'] },
    Dokku: {
      chain: ['/usr/bin/docker build .', '/usr/bin/bash /usr/bin/dokku git-hook shop'],
      build: { ContextPath: '/tmp/dokku-4711-receive_app', Tags: ['dokku/shop:latest'] },
    },
    Coolify: {
      details: {
        RequesterContainer: {
          Name: 'k8s04oc',
          Image: 'ghcr.io/coollabsio/coolify-helper:1.0.8',
          StartTime: begin,
        },
      },
    },
    act: { chain: ['/usr/local/bin/act push'] },
    'Skaffold or Tilt': { chain: ['/usr/bin/docker build .', '/usr/local/bin/skaffold dev'] },
    Kaniko: {
      chain: ['/kaniko/executor --context dir:///builds/g/p --destination r/p:1'],
      details: {
        RequestTool: 'kaniko',
        RequesterContainer: {
          Name: 'job',
          Image: 'gcr.io/kaniko-project/executor:v1.23.2',
          StartTime: begin,
        },
      },
    },
    'a person at a terminal': {
      chain: ['/usr/bin/docker build .', '/bin/bash -l', '/usr/sbin/sshd -D'],
      build: { AuditUserId: 1000, UserId: 1000 },
    },
    'the image factory': {
      build: { AccountName: 'factory', ContextPath: '/srv/factory/shop' },
      settings: {
        trustedBuilders: [
          { name: 'the image factory', user: 'factory', path: '/srv/factory', parent: '' },
        ],
      },
    },
  };
  it.each(Object.entries(told))('%s', (name, each) => {
    const { recognisedAs, score, before } = judged(each);
    expect(recognisedAs).toBe(name);
    expect(score).toBeLessThan(before);
    expect(score).toBeGreaterThanOrEqual(5);
  });

  it('and none is left out', () => {
    expect(Object.keys(told)).toHaveLength(recognisers.length);
    expect(new Set(recognisers.map(({ id }) => id)).size).toBe(recognisers.length);
  });

  it('and knows nothing of a build without any', () => {
    const plain = judged({ chain: ['/usr/bin/docker build .', '/bin/bash'] });
    expect(plain).toMatchObject({ recognisedAs: '', explanations: [], lowering: undefined });
  });
});

describe('what can be forged weighs little', () => {
  const forged: Told = {
    chain: [
      '/usr/bin/docker build .',
      '/bin/sh /tmp/jenkins/workspace/x@tmp/durable-1f2e3d4c/script.sh',
    ],
    build: { AccountName: 'www-data' },
  };

  it('a path alone is considered, and not accepted', () => {
    const { recognisedAs, explanations, lowering } = judged(forged);
    expect(recognisedAs).toBe('');
    expect(lowering).toBeUndefined();
    expect(explanations).toMatchObject([{ Name: 'Jenkins', Accepted: false, Lowers: 0 }]);
    expect(explanations[0]?.Against[0]).toMatch(/anybody/);
  });

  it('nor is it with a program of that name in a temporary directory', () => {
    const { recognisedAs, score, before } = judged({
      ...forged,
      chain: [...(forged.chain ?? []), '/tmp/x/java -jar agent.jar', '/usr/lib/systemd/systemd'],
    });
    expect({ recognisedAs, score }).toEqual({ recognisedAs: '', score: before });
  });

  it('of a tool that anybody may call it names the build, and takes a quarter at most', () => {
    const { recognisedAs, score, before } = judged({
      details: { RequesterUserAgent: 'tc-go/0.34', RequestLabels: ['org.testcontainers=true'] },
    });
    expect(recognisedAs).toBe('Testcontainers');
    expect(before - score).toBeLessThanOrEqual(before / 4);
  });

  it('a service below a web server is none', () => {
    const [client = '', script = '', agent = ''] = jenkins.chain ?? [];
    const below = judged({
      ...jenkins,
      chain: [client, script, agent, '/usr/sbin/apache2', '/sbin/init'],
    });
    expect(below.score).toBeGreaterThan(judged(jenkins).score);
    expect(below.explanations[0]?.Basis[0]?.Text).toMatch(/apache2/);
  });

  it('a service that has been running takes more than one that has just begun', () => {
    expect(judged({ ...jenkins, age: 86_400 }).score).toBeLessThan(judged(jenkins).score);
  });

  it('a trusted directory is not left by way of ..', () => {
    const trustedBuilders = [{ name: 'f', user: '', path: '/srv/factory', parent: '' }];
    const told: Told = {
      build: { ContextPath: '/srv/factory/../../tmp/x' },
      settings: { trustedBuilders },
    };
    expect(judged(told).recognisedAs).toBe('');
  });
});

describe('an explanation of who asked is none of what was done', () => {
  const did = { 'raw-address': 2, 'download-executed': 3 };
  const standing = { ...jenkins, age: 86_400 };

  it('strong evidence keeps an incident High, whoever it looks like', () => {
    const { score, recognisedAs, explanations } = judged(standing, { ...asked, ...did });
    expect(recognisedAs).toBe('Jenkins');
    expect(score).toBe(10);
    expect(explanations[0]?.Against.join(' ')).toContain('download-executed');
  });

  it('nor is it one of a client under a false name', () => {
    const { lowering, explanations } = judged(standing, { 'unusual-client': 3, 'raw-address': 2 });
    expect(lowering).toBeUndefined();
    expect(explanations[0]?.Against.join(' ')).toContain('unusual-client');
  });

  it('an incident stays one', () => {
    expect(judged(standing).score).toBe(5);
  });

  it('but for a builder that the settings name in full, where nothing strong speaks against it', () => {
    const builder = { name: 'ours', user: 'jenkins', path: '/var/lib/jenkins', parent: 'java' };
    const trusted = { ...jenkins, settings: { trustedBuilders: [builder] } };
    expect(judged(trusted)).toMatchObject({ score: 0, recognisedAs: 'ours' });
    expect(judged(trusted, { ...asked, ...did }).score).toBe(10);
    expect(judged(trusted, { 'no-cache': 1, ...did }).score).toBe(5);
    const partly = { ...trusted, settings: { trustedBuilders: [{ ...builder, parent: '' }] } };
    expect(judged(partly).score).toBe(6);
  });

  it('a build that is none stays as it is', () => {
    expect(judged(standing, { 'no-cache': 1, 'shell-parent': 2 })).toMatchObject({
      score: 3,
      lowering: undefined,
    });
  });
});
