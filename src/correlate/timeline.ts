import type { Alerts } from '../model/generated/tables.js';
import type { TimelineEntry } from '../model/incident.js';
import { brief, type Case, endpoint } from './case.js';
import { textsOf } from './json.js';

const maxEntries = 300;
const maxConnectionsPerStep = 20;

/** What happened, in order. */
export function timelineOf(subject: Case, alerts: Alerts[]): TimelineEntry[] {
  const { build, details, steps } = subject;
  const entries: TimelineEntry[] = [request(subject)];
  for (const write of details.DockerfileWrites) {
    const who = write.CommandLine ? ` by ${brief(write.CommandLine)}` : '';
    entries.push({
      Time: write.Time,
      Kind: 'file',
      Text: `Dockerfile ${write.FolderPath} written${who}`,
    });
  }
  for (const { Time, Text } of details.Discovery) {
    entries.push({ Time, Kind: 'request', Text: `Asked the engine before: ${brief(Text)}` });
  }
  for (const { Time, Text } of details.Removals) {
    entries.push({ Time, Kind: 'image', Text: `Removed: ${brief(Text)}` });
  }
  for (const step of steps) {
    const code = step.row.ExitCode;
    const result = code === null || code === undefined || code === 0 ? '' : ` (exit code ${code})`;
    const text = `Step ${step.index + 1}: ${step.row.Instruction ?? ''} ${brief(step.command, 300)}${result}`;
    entries.push({ Time: step.row.TimeGenerated, Kind: 'step', Text: text });
    for (const connection of step.connections.slice(0, maxConnectionsPerStep)) {
      const who = connection.FileName || 'a process';
      const outcome = connection.ActionType === 'ConnectionFailed' ? 'could not reach' : '→';
      const line = `Step ${step.index + 1}: ${who} ${outcome} ${endpoint(connection)}`;
      entries.push({ Time: connection.Time, Kind: 'connection', Text: line });
    }
  }
  for (const connection of details.DaemonConnections.slice(0, maxConnectionsPerStep)) {
    const text = `Daemon: ${connection.FileName} → ${endpoint(connection)}`;
    entries.push({ Time: connection.Time, Kind: 'connection', Text: text });
  }
  if (build.ImageId) {
    const tags = textsOf(build.Tags ?? null).join(', ') || 'untagged';
    const text = `Image ${build.ImageId.slice(7, 19)} (${brief(tags)})`;
    entries.push({ Time: build.EndTime ?? build.TimeGenerated, Kind: 'image', Text: text });
  }
  for (const container of details.Containers) {
    const name = container.Name || container.ContainerId.slice(0, 12);
    const who = container.StartedBy ? ` by ${brief(container.StartedBy)}` : '';
    const text = `Container ${name} started from ${container.Basis}${who}`;
    entries.push({ Time: container.StartTime, Kind: 'container', Text: text });
  }
  for (const alert of alerts) {
    entries.push({
      Time: alert.TimeGenerated,
      Kind: 'alert',
      Text: alert.Title || alert.Description || '',
    });
  }
  return entries
    .sort((a, b) => a.Time - b.Time || order[a.Kind] - order[b.Kind] || (a.Text < b.Text ? -1 : 1))
    .slice(0, maxEntries);
}

/** At the same moment, causes stand before what follows from them. */
const order: Record<TimelineEntry['Kind'], number> = {
  file: 0,
  request: 1,
  step: 2,
  connection: 3,
  image: 4,
  container: 5,
  alert: 6,
  gap: 7,
};

function request({ build, details }: Case): TimelineEntry {
  const who = build.AccountName || 'somebody';
  const { RequesterRemoteIP: address, ApiRequest } = details;
  const how = build.RequesterCommandLine || build.RequesterFileName || ApiRequest;
  const from = address ? ` from ${address}` : '';
  const text = how
    ? `${who}${from} asked for it: ${brief(how, 300)}`
    : 'First sign of the build: who asked was not seen';
  return { Time: build.TimeGenerated, Kind: 'request', Text: text };
}
