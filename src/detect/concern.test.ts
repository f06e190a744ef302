import { describe, expect, it } from 'vitest';
import type { Guard } from '../kql/guard.js';
import type { Batch } from '../model/batch.js';
import { concerns } from './concern.js';
import { shippedRules } from './shipped.js';

const rule = (id: string) => {
  const found = shippedRules.find((one) => one.id === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
};

const started = (FileName: string): Batch => ({
  DeviceProcessEvents: [
    {
      TimeGenerated: 1,
      ActionType: 'ProcessCreated',
      FileName,
      ProcessCommandLine: 'docker build .',
    },
  ],
});

describe('concerns', () => {
  it.each([
    ['docker', true],
    ['Docker.EXE', true],
    ['dockerd', false],
    ['', false],
    ['döcker', true],
  ])('a process named %j: %s', (name, expected) => {
    expect(concerns(rule('build-image-on-host'), started(name))).toBe(expected);
  });

  it('tells files by how their names end', () => {
    const file = (FileName: string): Batch => ({
      DeviceFileEvents: [
        { TimeGenerated: 1, ActionType: 'FileCreated', FileName, FolderPath: '/tmp/x' },
      ],
    });
    const concerned = ['Dockerfile', 'web.DOCKERFILE', 'dockerfile.bak'].map((name) =>
      concerns(rule('build-image-on-host'), file(name)),
    );
    expect(concerned).toEqual([true, true, false]);
  });

  it('lets builds through once they have containers', () => {
    const build = (ContainerIds: string[]): Batch => ({
      ImageBuilds: [{ TimeGenerated: 1, BuildId: 'b', ContainerIds }],
    });
    expect(concerns(rule('build-then-deploy'), build([]))).toBe(false);
    expect(concerns(rule('build-then-deploy'), build(['c']))).toBe(true);
  });

  it('lets through whatever a rule without tests reads', () => {
    const guards: Guard[] = [{ table: 'DeviceProcessEvents', clauses: [] }];
    const open = { ...rule('build-then-deploy'), guards };
    expect(concerns(open, started('x'))).toBe(true);
    expect(concerns(open, {})).toBe(false);
  });
});
