import { constantFrom, option, record, sample } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerEvents } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import { openMemory } from '../store/duckdb.js';
import type { StagedBatch, Writer } from '../store/store.js';
import { compileRule } from './compile-rule.js';
import { concerns } from './concern.js';
import { parseMetadata } from './metadata.js';

const { metadata } = parseMetadata(
  `id: x
name: x
description: x
severity: Low
confidence: Low
tactics: [Execution]
techniques: [T1612]
queryFrequency: 1h
queryPeriod: 1d
version: 1.0.0
`,
  'rule.yaml',
  'x',
);

const rule = (condition: string) =>
  compileRule(metadata, `ContainerEvents | where ${condition} | project ContainerId`, 'query.kql');

const texts = constantFrom(
  '',
  'docker',
  'Docker',
  'dockerd',
  'x-docker-y',
  'söcket',
  'true',
  '1',
  '1.0',
);
const inner = constantFrom<Json>(
  null,
  '',
  'docker',
  'a docker b',
  true,
  false,
  1,
  1.5,
  ['docker'],
  { a: 'docker' },
);

const rows: ContainerEvents[] = sample(
  record({
    ContainerName: texts,
    NetworkMode: texts,
    IsPrivileged: option(constantFrom(true, false)),
    ExitCode: option(constantFrom(0, 1, 137)),
    Mounts: constantFrom<Json>(null, [], ['docker'], 'docker', { a: 1 }),
    AdditionalFields: constantFrom<Json>(null, 'docker', {}).chain((other) =>
      option(record({ Tool: inner, Deep: record({ Name: inner }) }), { nil: other as never }),
    ),
  }),
  { numRuns: 300, seed: 1 },
).map((row, index) =>
  Object.assign(row, {
    TimeGenerated: Date.UTC(2026, 0, 1) * 1000,
    ActionType: index % 2 === 0 ? 'ContainerStarted' : 'ContainerDied',
    ContainerId: String(index),
  }),
);

describe('what a guard stops has no result', { timeout: 30_000 }, () => {
  let writer: Writer;
  let staged: StagedBatch;
  beforeAll(async () => {
    writer = await openMemory();
    staged = await writer.stage({ ContainerEvents: rows });
  });
  afterAll(async () => {
    await staged.discard();
    await writer.close();
  });

  it.each([
    ['ContainerName == "docker"'],
    ['ContainerName =~ "DOCKER"'],
    ['ContainerName != "docker"'],
    ['ContainerName !in ("docker", "")'],
    ['ContainerName in~ ("docker", "SÖCKET")'],
    ['ContainerName has "docker"'],
    ['ContainerName has_any ("docker", "podman")'],
    ['ContainerName contains_cs "ock" and isnotempty(NetworkMode)'],
    ['ContainerName startswith "DOC" or NetworkMode endswith "Y"'],
    ['isempty(ContainerName)'],
    ['not(ContainerName has "docker")'],
    ['IsPrivileged'],
    ['IsPrivileged == false'],
    ['IsPrivileged != true'],
    ['ExitCode in (1, 137)'],
    ['ExitCode == 1'],
    ['ExitCode != 1'],
    ['array_length(Mounts) > 0'],
    ['tostring(Mounts) == "docker"'],
    ['isnotempty(Mounts)'],
    ['AdditionalFields.Tool == "docker"'],
    ['AdditionalFields.Tool != ""'],
    ['tostring(AdditionalFields.Tool) in ("docker", "true", "1")'],
    ['tostring(AdditionalFields.Deep.Name) has "docker"'],
    ['isnotempty(AdditionalFields.Tool)'],
    ['isempty(AdditionalFields.Deep.Name)'],
    ['AdditionalFields.Tool == 1'],
    ['AdditionalFields.Tool == true'],
    ['array_length(AdditionalFields.Tool) > 0'],
    ['TimeGenerated == datetime(2026-01-01)'],
    ['tostring(ExitCode) == "1"'],
    ['tostring(IsPrivileged) == "true"'],
  ])('%s', async (condition) => {
    const compiled = rule(condition);
    const found = (await staged.query(compiled.query)).rows.map(([id]) => String(id));
    const stopped = rows
      .filter((row) => !concerns(compiled, { ContainerEvents: [row] }))
      .map(({ ContainerId }) => ContainerId ?? '');
    expect(found.length).toBeLessThan(rows.length + 1);
    expect(stopped.filter((id) => found.includes(id))).toEqual([]);
  });

  it.each([
    ['ActionType == "ContainerStarted"', 150],
    ['ContainerName has "docker" and IsPrivileged', 1],
    ['isnotempty(AdditionalFields.Tool)', 1],
    ['ExitCode in (1, 137)', 1],
  ])('and it stops something: %s', (condition, least) => {
    const compiled = rule(condition);
    const stopped = rows.filter((row) => !concerns(compiled, { ContainerEvents: [row] }));
    expect(stopped.length).toBeGreaterThanOrEqual(least);
  });
});
