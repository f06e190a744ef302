import type { TableName, Tables } from '../../model/generated/tables.js';
import { tables } from '../../model/generated/tables.js';
import type { Micros } from '../../model/row.js';
import type { Reader } from '../../store/store.js';
import { labDirectory } from '../holding.js';

/** What Keelwatch stored about one stretch of time on one engine. */
export interface Known {
  subjects: Subject[];
}

/** A build, an incident, or the two together. */
export interface Subject {
  build: Tables['ImageBuilds'] | null;
  steps: Tables['ImageBuildSteps'][];
  incident: Tables['Incidents'] | null;
}

export interface Stretch {
  from: Micros;
  /** Addresses of the engine: what others that were there before built is not asked about. */
  engine: readonly string[];
  /** What scripts told: containers among it, in which there may be engines too. */
  told: readonly string[];
}

/** Whether an address is of an engine that no scenario started: the machine's own, or that of a lab. */
const isOfMachine = (address: string): boolean =>
  /^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(address) ||
  address.startsWith(`unix://${labDirectory}/`);

export async function readKnown(reader: Reader, stretch: Stretch): Promise<Known> {
  const { from, engine, told } = stretch;
  const isAskedAbout = ({ EngineSocket = '', RequesterContainerId }: Tables['ImageBuilds']) =>
    EngineSocket === '' ||
    engine.includes(EngineSocket) ||
    !isOfMachine(EngineSocket) ||
    told.includes(RequesterContainerId ?? '');
  const builds = (await rows(reader, 'ImageBuilds')).filter(
    (build) =>
      ((build.StartTime ?? build.TimeGenerated) >= from || (build.EndTime ?? 0) >= from) &&
      isAskedAbout(build),
  );
  const steps = await rows(reader, 'ImageBuildSteps');
  const incidents = (await rows(reader, 'Incidents')).filter(
    ({ Status, LastActivityTime }) => Status !== 'Withdrawn' && (LastActivityTime ?? 0) >= from,
  );
  const all = await rows(reader, 'ImageBuilds');
  const subjects: Subject[] = builds.map((build) => ({
    build,
    steps: steps.filter(({ BuildId }) => BuildId === build.BuildId),
    incident: incidents.find(({ BuildId }) => BuildId === build.BuildId) ?? null,
  }));
  for (const incident of incidents) {
    if (subjects.some((subject) => subject.incident === incident)) continue;
    const build = all.find(({ BuildId }) => BuildId === incident.BuildId) ?? null;
    if (build && !isAskedAbout(build)) continue;
    const own = steps.filter(({ BuildId }) => BuildId === incident.BuildId);
    subjects.push({ build, steps: own, incident });
  }
  return { subjects };
}

/** Each row in its newest version. */
export async function rows<T extends TableName>(reader: Reader, table: T): Promise<Tables[T][]> {
  const { columns } = tables[table];
  const { rows: found } = await reader.query({
    sql: `SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM main."${table}"`,
    parameters: {},
    columns: columns.map(({ name, type }) => ({ name, type })),
    tables: [table],
  });
  return found.map(
    (row) =>
      Object.fromEntries(
        columns.flatMap(({ name }, index) => (row[index] === null ? [] : [[name, row[index]]])),
      ) as unknown as Tables[T],
  );
}
