import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  dictionary,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../model/row.js';
import { containerFacts, execFacts } from './container.js';
import { parseEvent } from './event.js';
import { textLimit } from './fields.js';
import { imageFacts, imageHistory, imageSummary } from './image.js';
import { redactImage } from './redact.js';

const id = `sha256:${'a'.repeat(64)}`;
const container = 'c'.repeat(64);

describe('what the engine answers', () => {
  it('gives an image without names no names', () => {
    const nameless = { Id: id, RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] };
    expect(imageSummary(nameless)).toMatchObject({ references: [], digests: [] });
    expect(imageSummary({ Id: id, RepoTags: null })).toMatchObject({ references: [], digests: [] });
  });

  it('has history with the newest first: facts have the oldest first', () => {
    const entries = [
      { CreatedBy: 'b', Size: 1 },
      { CreatedBy: 'a', Created: 1795342536 },
    ];
    expect(imageHistory(entries)).toEqual([
      { createdBy: 'a', comment: '', created: 1795342536000000 },
      { createdBy: 'b', comment: '', size: 1 },
    ]);
  });

  it('never gets an environment into facts', () => {
    const inspected = {
      Id: container,
      Path: '/bin/app',
      Args: ['--serve'],
      Config: { Env: ['PASSWORD=hunter22'], Labels: { a: 'b', c: 1 }, Cmd: null },
      State: { Pid: 0, ExitCode: 0, FinishedAt: '0001-01-01T00:00:00Z', Status: 'running' },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], x: null } },
    };
    const facts = containerFacts(inspected);
    expect(JSON.stringify(facts)).not.toContain('hunter22');
    expect(facts).toMatchObject({
      command: ['/bin/app', '--serve'],
      labels: { a: 'b' },
      publishedPorts: [{ containerPort: '80/tcp', hostIp: '', hostPort: '8080' }],
    });
    expect(facts).not.toHaveProperty('pid');
    expect(facts).not.toHaveProperty('exitCode');
    expect(facts).not.toHaveProperty('privileged');
  });

  it('believes an exec only when container and command are those of the event', () => {
    const process = { entrypoint: 'sh', arguments: ['-c', 'id'], user: 'root', privileged: true };
    const exec = { ContainerID: container, ProcessConfig: process, Pid: 7, ExitCode: null };
    expect(execFacts(exec, container, 'sh -c id')).toEqual({
      text: 'sh -c id',
      command: ['sh', '-c', 'id'],
      user: 'root',
      privileged: true,
      pid: 7,
    });
    expect(execFacts(exec, 'd'.repeat(64), 'sh -c id')).toBeUndefined();
    expect(execFacts(exec, container, 'sh -c other')).toBeUndefined();
  });

  it('is cut where it is long, and made storable', () => {
    const facts = imageFacts({ Id: id, Author: 'x'.repeat(100_000), Comment: 'half \ud800 pair' });
    expect(facts?.author?.length).toBeLessThan(textLimit + 100);
    expect(facts?.author).toContain('characters more');
    expect(facts?.comment).toBe('half \ufffd pair');
  });

  it('may be anything: nothing throws, and what comes out is plain JSON', () => {
    const words = ['Id', 'RootFS', 'Config', 'Labels', 'State', 'HostConfig', 'Mounts', 'Args'];
    const json = letrec((tie) => ({
      value: oneof(
        { depthSize: 'small' },
        constantFrom(null, true, 0, -1, 1e300, '', id, container, '|9 A=b', '__proto__'),
        string(),
        array(tie('value'), { maxLength: 3 }),
        dictionary(oneof(constantFrom(...words), string()), tie('value'), {
          maxKeys: 6,
        }),
      ),
    })).value as Arbitrary<Json>;
    const seen: unknown[] = [];
    assert(
      property(json, json, (value, other) => {
        const whole = typeof value === 'object' && !Array.isArray(value) ? value : {};
        const image = imageFacts({ ...whole, Id: id });
        const history = imageHistory(other);
        parseEvent(JSON.stringify(value));
        seen.push(
          image && redactImage({ ...image, history }),
          imageSummary(value),
          containerFacts({ ...whole, Id: container }),
          containerFacts(other),
          execFacts(value, container, 'x'),
        );
      }),
      { numRuns: 300 },
    );
    const answers = seen.filter((answer) => answer !== undefined);
    expect(answers.length).toBeGreaterThanOrEqual(600);
    expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
  });
});
