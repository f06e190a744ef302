import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../failure.js';
import { say } from '../terminal.js';

/** Writes a rule to begin with. Nothing that is there is changed. */
export function newRule(directory: string): void {
  const path = resolve(directory);
  const id = basename(path);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new UsageError(
      `${JSON.stringify(id)} cannot be the id of a rule: small letters, digits and single hyphens, such as build-from-tmp`,
    );
  try {
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path);
    for (const [name, text] of Object.entries(skeleton(id))) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text, { flag: 'wx' });
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST' ? `${directory} is there already` : `${directory}: ${code ?? message}`,
    );
  }
  say(
    `wrote ${directory}: try \`keelwatch rules check ${directory}\` and \`… test …\`, then change it`,
  );
}

const skeleton = (id: string): Record<string, string> => ({
  'rule.yaml': `id: ${id}
name: Image build of a temporary directory
description: >-
  What it finds, and why that matters: this one finds a docker build whose command line names /tmp.
severity: Medium
confidence: Low
tactics: [DefenseEvasion]
techniques: [T1612]
queryFrequency: 1h
queryPeriod: 1d
entityMappings:
  - entityType: Host
    fieldMappings: [{ identifier: HostName, columnName: DeviceName }]
  - entityType: Account
    fieldMappings: [{ identifier: Name, columnName: AccountName }]
falsePositives:
  - Developers who build in /tmp.
version: 1.0.0
`,
  'query.kql': `// What a row of the result means, and which ordinary doings look like it.
DeviceProcessEvents
| where FileName =~ "docker"
| where ProcessCommandLine has "build" and ProcessCommandLine contains "/tmp/"
| project TimeGenerated, DeviceName, AccountName,
    Description = "Docker build of a temporary directory",
    Detail = ProcessCommandLine, RiskScore = 3, DeviceId, ProcessId
`,
  'cases/cases.yaml': `# Alerts that the rule has to raise on each file, exactly. Rows one a line, times in UTC.
attack/build-in-tmp.ndjson: 1
benign/build-in-home.ndjson: 0
`,
  'cases/attack/build-in-tmp.ndjson': row('docker build -t cache /tmp/x/', 4201),
  'cases/benign/build-in-home.ndjson': row('docker build -t web /home/dev/web', 4202),
});

const row = (ProcessCommandLine: string, ProcessId: number): string =>
  `${JSON.stringify({
    table: 'DeviceProcessEvents',
    TimeGenerated: '2026-01-05T10:00:00Z',
    DeviceId: 'host-1',
    DeviceName: 'build-host',
    ActionType: 'ProcessCreated',
    FileName: 'docker',
    FolderPath: '/usr/bin/docker',
    ProcessId,
    ProcessCommandLine,
    AccountName: 'root',
  })}\n`;
