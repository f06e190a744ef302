import { readBuildDetails } from '../correlate/details.js';
import type { BuildParts, IncidentParts } from '../explain/parts.js';
import type { ImageBuilds, Incidents, TableName, Tables } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import type { Query, Reader } from '../store/store.js';
import { readRows } from './stored.js';

const minute = 60e6;
/** Rows of one table that are read around a build, and things by which they are looked for. */
const maxRows = 500;
const maxKeys = 200;

/** An incident with all that is stored around it. */
export async function readIncident(reader: Reader, incident: Incidents): Promise<IncidentParts> {
  const buildId = incident.BuildId ?? '';
  const [build] = await readRows(reader, 'ImageBuilds', '"BuildId" = $buildId', { buildId });
  const alerts = await readRows(
    reader,
    'Alerts',
    '"IncidentId" = $incidentId ORDER BY "TimeGenerated"',
    { incidentId: incident.IncidentId },
  );
  return { incident, built: build && (await readBuild(reader, build)), alerts };
}

/** A build with its steps, and what else is stored of its images, its steps' files and its requester. */
export async function readBuild(reader: Reader, build: ImageBuilds): Promise<BuildParts> {
  const { ImageIds, Descendants, RequesterRemoteIP } = readBuildDetails(build.AdditionalFields);
  const begin = build.StartTime ?? build.TimeGenerated;
  const around = during(begin - 10 * minute, (build.EndTime ?? begin) + minute);
  const steps = await readRows(reader, 'ImageBuildSteps', '"BuildId" = $id ORDER BY "StepIndex"', {
    id: build.BuildId,
  });
  const images = [build.ImageId, ...ImageIds, ...Descendants.map(({ ImageId }) => ImageId)];
  const containers = steps.map(({ ContainerId }) => ContainerId);
  return {
    build,
    steps,
    imageEvents: await rowsOf('ContainerImageEvents', oneOf('ImageId', images)),
    fileEvents: await rowsOf('DeviceFileEvents', oneOf('ContainerId', containers), around),
    requests: await rowsOf('DockerApiEvents', ...askedBy(build, RequesterRemoteIP), around),
  };

  function rowsOf<T extends TableName>(table: T, ...conditions: Condition[]): Promise<Tables[T][]> {
    const where = conditions.map(({ sql }) => sql).join(' AND ');
    return readRows(
      reader,
      table,
      `${where} ORDER BY "TimeGenerated" LIMIT ${maxRows}`,
      Object.assign({}, ...conditions.map(({ parameters }) => parameters)),
    );
  }
}

interface Condition {
  sql: string;
  parameters: Query['parameters'];
}

function oneOf(column: string, values: readonly (string | undefined)[]): Condition {
  const keys = [...new Set(values.filter((value) => value))].slice(0, maxKeys);
  const parameters = Object.fromEntries(keys.map((value, index) => [`key${index}`, value ?? '']));
  const names = Object.keys(parameters).map((name) => `$${name}`);
  return { sql: names.length > 0 ? `"${column}" IN (${names.join(', ')})` : 'false', parameters };
}

const during = (from: Micros, to: Micros): Condition => ({
  sql: '"TimeGenerated" BETWEEN make_timestamp($from::BIGINT) AND make_timestamp($to::BIGINT)',
  parameters: { from, to },
});

/** The process, or the remote client, that asked for the build. */
function askedBy(build: ImageBuilds, peer: string): Condition[] {
  const device = { sql: '"DeviceId" = $device', parameters: { device: build.DeviceId ?? '' } };
  if (peer) return [device, { sql: '"ClientRemoteIP" = $peer', parameters: { peer } }];
  const pid = build.RequesterProcessId ?? null;
  if (pid === null) return [{ sql: 'false', parameters: {} }];
  return [device, { sql: '"ClientProcessId" = $pid', parameters: { pid } }];
}
