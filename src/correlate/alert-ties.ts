import type { Alerts } from '../model/generated/tables.js';
import { isExternal } from './address.js';
import type { BuildRows } from './build-rows.js';
import { readBuildDetails } from './details.js';
import { numberOf, objectOf, textOf } from './json.js';

const minute = 60_000_000;

interface Clues {
  buildId: string;
  processId: number | null;
  folderPath: string;
  remoteIP: string;
  containerId: string;
  imageId: string;
}

const known = new WeakMap<Alerts, Clues>();

/** What an alert's result row says of where it belongs. Rules name these columns as the tables do. */
function clues(alert: Alerts): Clues {
  const read = known.get(alert) ?? readClues(alert);
  known.set(alert, read);
  return read;
}

function readClues(alert: Alerts): Clues {
  const row = objectOf(alert.ResultRow ?? null);
  const text = (name: string): string => textOf(row[name]);
  return {
    buildId: alert.BuildId || text('BuildId'),
    processId: numberOf(row['ProcessId']) ?? numberOf(row['InitiatingProcessId']),
    folderPath: text('FolderPath'),
    remoteIP: text('RemoteIP'),
    containerId: text('ContainerId'),
    imageId: text('ImageId'),
  };
}

/** The build that an alert says it is of; empty where it does not say. */
export const buildNamedBy = (alert: Alerts): string => clues(alert).buildId;

/** Whether an alert speaks of a build: of its client, its Dockerfile, its connections, its image or its containers. */
export function belongs(alert: Alerts, { build, steps }: BuildRows): boolean {
  const { buildId, processId, folderPath, remoteIP, containerId, imageId } = clues(alert);
  if (buildId !== '') return buildId === build.BuildId;
  const time = alert.TimeGenerated;
  const details = readBuildDetails(build.AdditionalFields);
  if (containerId !== '') {
    if (details.Containers.some(({ ContainerId }) => ContainerId === containerId)) return true;
    if (steps.some(({ ContainerId }) => ContainerId === containerId)) return true;
  }
  if (imageId !== '' && (build.ImageId === imageId || details.ImageIds.includes(imageId)))
    return true;
  const start = build.TimeGenerated - 1_000_000;
  const end = (build.EndTime ?? Number.MAX_SAFE_INTEGER) + 2_000_000;
  const during = time >= start && time <= end;
  if (folderPath !== '') {
    const isIts = (path: string): boolean => path !== '' && path === folderPath;
    if (details.DockerfileWrites.some(({ FolderPath }) => isIts(FolderPath))) return true;
    if (isIts(build.DockerfilePath ?? '') && time <= end && time >= start - 60 * minute)
      return true;
  }
  if (processId !== null && during && details.RequesterProcessIds.includes(processId)) return true;
  if (remoteIP === '' || !during || !isExternal(remoteIP)) return false;
  const reached = [...details.DaemonConnections, ...steps.flatMap((step) => connectionsOf(step))];
  return reached.some(({ RemoteIP }) => RemoteIP === remoteIP);
}

function connectionsOf({ Connections }: BuildRows['steps'][number]): { RemoteIP: string }[] {
  return Array.isArray(Connections)
    ? Connections.map((item) => ({ RemoteIP: textOf(objectOf(item)['RemoteIP']) }))
    : [];
}
