import type { Device, TableRow } from '../../model/batch.js';
import { type EngineEvent, parseEvent } from '../../sense/docker/event.js';
import { isImageId } from '../../sense/docker/fields.js';
import type { ContainerRecord, ImageRecord } from '../../sense/docker/record.js';
import { dockerNormaliser } from '../docker.js';
import { type Found, type Importer, shareOfLines, shareOfObjects, stateless } from './importer.js';
import { jsonTextIn } from './json-in-line.js';
import { textOf } from './values.js';

/** `docker events`, with `--format '{{json .}}'` or without, or what the engine's API streams. It does not say who asked. */
export const dockerEvents: Importer = {
  id: 'docker-events',
  title: 'docker events, JSON lines or text',
  reads: 'lines',
  recognises: (sample) => Math.max(inJson(sample), inText(sample)),
  open: ({ device }) => stateless((line) => found(jsonOf(line), device)),
};

const inJson = shareOfObjects(
  (value) =>
    textOf(value.Type) !== undefined &&
    textOf(value.Action) !== undefined &&
    value.Actor !== undefined,
);
const inText = shareOfLines((line) => spoken.test(line));

/** As `docker events` writes without a format: time, kind, action, object, and its attributes in parentheses. */
const spoken =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ([a-z]{4,10}) ([a-z_]+(?:: .*)?) (\S+) \((.*)\)$/s;

/** The same event as JSON, without what stands in front; what is no such line stays as it is. */
function jsonOf(line: string): string {
  const match = spoken.exec(line);
  if (!match) return line.startsWith('{') ? line : (jsonTextIn(line) ?? line);
  const [, second, fraction = '', zone, Type, Action, ID, rest = ''] = match;
  const milliseconds = Date.parse(`${second}${zone}`);
  if (Number.isNaN(milliseconds)) return line;
  // A value may hold a comma: a further attribute begins with a name.
  const pairs = rest.split(/, (?=[\w./-]+=)/).map((pair) => pair.split(/=(.*)/s, 2));
  const Attributes = Object.fromEntries(pairs.filter(([name]) => name));
  const event = JSON.stringify({ Type, Action, Actor: { ID, Attributes } });
  return `${event.slice(0, -1)},"timeNano":${milliseconds / 1000}${fraction.padEnd(9, '0')}}`;
}

function found(line: string, { DeviceId = '', DeviceName = '' }: Partial<Device>): Found[] {
  const event = parseEvent(line);
  if (event === null) return [{ skipped: 'events of other objects' }];
  if ('rejected' in event) return [{ rejected: event.rejected }];
  const rows = dockerNormaliser({ DeviceId, DeviceName });
  return event.type === 'image'
    ? rows(imageRecord(event))
    : rows(containerRecord(event)).map((row) => withLabels(row, event));
}

const recorded = 'a recorded event: the object was not inspected';

function imageRecord(event: EngineEvent): ImageRecord {
  const name = event.attributes.name ?? event.id;
  return {
    kind: 'image',
    ...about(event),
    ...(isImageId(event.id) && { imageId: event.id }),
    ...(!isImageId(name) && name !== '' && { reference: name }),
  };
}

function containerRecord(event: EngineEvent): ContainerRecord {
  const { attributes, argument, action } = event;
  const isExec = action.startsWith('exec_');
  const details = Object.entries(attributes).filter(([name]) => detailNames.has(name));
  return {
    kind: 'container',
    ...about(event),
    containerId: event.id,
    ...(attributes.name !== undefined && { name: attributes.name }),
    ...(attributes.image !== undefined && { image: attributes.image }),
    details: {
      ...Object.fromEntries(details),
      ...(argument !== undefined && !isExec && { argument }),
    },
    ...(isExec && argument !== undefined && { exec: { text: argument } }),
  };
}

const about = ({ time, action }: EngineEvent) => ({
  engine: '',
  time: Number(time / 1000n),
  nanoseconds: String(time),
  action,
  uninspected: recorded,
});

/** A label may have any of these names and then stands in its place: unlike the live sensor, nothing here can tell. */
const detailNames = new Set([
  'exitCode',
  'signal',
  'oldName',
  'execID',
  'execDuration',
  'imageID',
  'imageRef',
  'comment',
]);
const ownNames = new Set([...detailNames, 'name', 'image']);

/** All other attributes of a container's event are its labels. */
function withLabels(row: TableRow, { attributes }: EngineEvent): TableRow {
  const labels = Object.entries(attributes).filter(([name]) => !ownNames.has(name));
  if (labels.length === 0 || row.table !== 'ContainerEvents') return row;
  return { table: row.table, row: { ...row.row, Labels: Object.fromEntries(labels) } };
}
