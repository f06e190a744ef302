import type { Device, TableRow } from '../model/batch.js';
import type { BuildHistoryEvents } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import type { BuildHistoryRecord, HistoryStep } from '../sense/build-history.js';

/** Turns the build history sensor's records into rows of BuildHistoryEvents: one each. */
export function buildHistoryNormaliser(device: Device): (record: BuildHistoryRecord) => TableRow[] {
  return (record) => [{ table: 'BuildHistoryEvents', row: { ...device, ...row(record) } }];
}

const actions = {
  started: 'BuildStarted',
  completed: 'BuildCompleted',
  deleted: 'BuildRecordDeleted',
} as const satisfies Record<BuildHistoryRecord['action'], string>;

function row(record: BuildHistoryRecord): BuildHistoryEvents {
  const { dockerfile, materials, steps } = record;
  return {
    TimeGenerated: record.time,
    ActionType: actions[record.action],
    EngineSocket: record.engine,
    BuildRef: record.ref,
    Frontend: record.frontend ?? '',
    FrontendAttributes: record.attributes ?? null,
    CreatedTime: record.created ?? null,
    CompletedTime: record.completed ?? null,
    State: state(record),
    Error: record.error?.message ?? '',
    ImageIds: record.imageIds ?? null,
    ImageReferences: record.references ?? null,
    DockerfileName: dockerfile?.name ?? '',
    Dockerfile: dockerfile?.text ?? '',
    Materials: materials?.map(({ uri, digest }) => ({ Uri: uri, Digest: digest ?? '' })) ?? null,
    Steps: steps?.map(step) ?? null,
    TotalSteps: record.totalSteps ?? null,
    CachedSteps: record.cachedSteps ?? null,
    AdditionalFields: additional(record),
  };
}

function state({ action, error }: BuildHistoryRecord): string {
  if (action === 'deleted') return '';
  if (action === 'started') return 'running';
  if (error === undefined) return 'succeeded';
  return error.isCanceled ? 'canceled' : 'failed';
}

function step({ lines, ...told }: HistoryStep): Json {
  return {
    Digest: told.digest,
    Name: told.name,
    Command: told.command ?? null,
    FirstLine: lines?.first ?? null,
    LastLine: lines?.last ?? null,
    IsCached: told.isCached,
    StartTime: told.started ?? null,
    EndTime: told.completed ?? null,
    Error: told.error ?? '',
    Output: told.output ?? '',
  };
}

function additional({ isPast, left, dockerfile, exporters, ...rest }: BuildHistoryRecord): Json {
  const fields: Record<string, Json | undefined> = {
    // It was over when Keelwatch first heard of it.
    IsPast: isPast,
    OlderRecords: left?.older,
    Records: left?.all,
    DockerfileTruncated: dockerfile?.isTruncated === true ? true : undefined,
    Exporters:
      exporters && exporters.length > 0
        ? exporters.map(({ type, attributes }) => ({ Type: type, Attributes: attributes }))
        : undefined,
    Missing: rest.missing,
    StepsLeftOut: rest.stepsLeftOut === 0 ? undefined : rest.stepsLeftOut,
  };
  const known = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return known.length === 0 ? null : Object.fromEntries(known);
}
