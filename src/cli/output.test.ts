import { describe, expect, it } from 'vitest';
import type { Batch } from '../model/batch.js';
import { jsonOutput, textOutput } from './output.js';

const build = (State: string, ContainerIds: string[] = []): Batch => ({
  ImageBuilds: [{ TimeGenerated: 0, BuildId: 'b1', State, ContainerIds }],
});

function lines(make: typeof textOutput, batches: Batch[]): string[] {
  const written: string[] = [];
  const output = make((line) => written.push(line));
  for (const batch of batches) output(batch);
  return written;
}

describe('textOutput', () => {
  it('says a build when it begins, when it ends and when it is run, and nothing twice', () => {
    const said = lines(textOutput, [
      build('running'),
      build('running'),
      build('succeeded'),
      build('succeeded', ['c']),
      build('succeeded', ['c']),
    ]);
    expect(said).toHaveLength(3);
  });

  it('says of versions in one batch only the newest', () => {
    const [first, second] = [build('running').ImageBuilds ?? [], build('failed').ImageBuilds ?? []];
    const said = lines(textOutput, [{ ImageBuilds: [...first, ...second] }]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('failed');
  });

  it('lets no escape sequence through', () => {
    const evil = '\u001b[2J\u202e\r\nincident';
    const said = lines(textOutput, [
      {
        ImageBuilds: [
          { TimeGenerated: 0, BuildId: evil, State: evil, AccountName: evil, Tags: [evil] },
        ],
      },
      { Alerts: [{ TimeGenerated: 0, AlertId: 'a', Description: evil, Detail: evil }] },
      {
        Incidents: [
          { TimeGenerated: 0, IncidentId: evil, Title: evil, AccountName: evil, Severity: evil },
        ],
      },
      { SensorEvents: [{ TimeGenerated: 0, ActionType: 'Gap', Sensor: evil, Reason: evil }] },
    ]);
    expect(said).toHaveLength(4);
    // oxlint-disable-next-line no-control-regex -- it is what must not be there
    for (const line of said) expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});

describe('jsonOutput', () => {
  it('writes one line a row that says its kind', () => {
    const [line, ...rest] = lines(jsonOutput, [
      { SensorEvents: [{ TimeGenerated: 0, ActionType: 'Gap', Reason: 'a\nb' }] },
    ]);
    expect(rest).toEqual([]);
    expect(JSON.parse(line ?? '')).toMatchObject({ kind: 'gap', Reason: 'a\nb', GapEnd: null });
  });
});
