import { brief, type Case, contacts, type EvidenceRule } from '../case.js';
import type { RunContainer } from '../details.js';
import { dockerfileInTemp } from './dockerfile-in-temp.js';
import { tempPath } from './temp-path.js';

/** Build then deploy. Running what one has built is ordinary: it counts only after contact with the outside. */
export const containerStarted: EvidenceRule = {
  id: 'container-started',
  techniques: ['T1610', 'T1204.003'],
  find(subject) {
    const since = suspiciousSince(subject);
    if (since === undefined) return undefined;
    const { timeWindow } = subject.settings;
    const end = Math.max(since, subject.build.EndTime ?? since);
    const soon = subject.details.Containers.filter(
      ({ StartTime }) => StartTime >= since && StartTime <= end + timeWindow,
    );
    const [first] = soon;
    if (!first) return undefined;
    return {
      weight: 2,
      explanation: `${named(first)} was started from ${first.Basis} within ${Math.round(timeWindow / 60_000_000)} minutes.`,
      rows: soon.slice(0, 10).map((container) => ({
        Table: container.ContainerId ? 'ContainerEvents' : 'DeviceProcessEvents',
        Time: container.StartTime,
        Text: `${named(container)} ${container.ImageReference} ${container.Command}`,
      })),
    };
  },
};

function suspiciousSince(subject: Case): number | undefined {
  const times = subject.steps.flatMap((step) => contacts(step).map(({ Time }) => Time));
  if (
    subject.details.DockerfileAddsUrl ||
    tempPath.find(subject) ||
    dockerfileInTemp.find(subject)
  ) {
    times.push(subject.build.TimeGenerated);
  }
  return times.length > 0 ? Math.min(...times) : undefined;
}

function named({ Name, ContainerId }: RunContainer): string {
  if (Name && ContainerId) return `Container ${brief(Name, 60)} (${ContainerId.slice(0, 12)})`;
  const name = brief(Name, 60) || ContainerId.slice(0, 12);
  return name ? `Container ${name}` : 'A container';
}
