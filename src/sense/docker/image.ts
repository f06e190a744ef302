import type { Json } from '../../model/row.js';
import {
  type Fields,
  fields,
  filled,
  isImageId,
  list,
  text,
  textMap,
  texts,
  whole,
} from './fields.js';
import type { HistoryEntry, ImageFacts } from './record.js';
import { toMicros } from './time.js';

/** From `GET /images/{name}/json`; undefined when it holds no image id. Not redacted yet. */
export function imageFacts(inspected: Json): ImageFacts | undefined {
  const body = fields(inspected);
  const id = text(body.Id);
  if (id === undefined || !isImageId(id)) return undefined;
  return {
    id,
    references: named(body.RepoTags),
    digests: named(body.RepoDigests),
    ...given('parent', filled(body.Parent)),
    ...given('container', filled(body.Container)),
    ...given('created', toMicros(body.Created)),
    layers: texts(fields(body.RootFS).Layers),
    ...given('author', filled(body.Author)),
    ...given('comment', filled(body.Comment)),
    ...given('architecture', filled(body.Architecture)),
    labels: textMap(fields(body.Config).Labels),
    ...given('size', whole(body.Size)),
  };
}

/** From `GET /images/{name}/history`, which has the newest first. */
export function imageHistory(answer: Json): HistoryEntry[] {
  return list(answer)
    .map((entry) => historyEntry(fields(entry)))
    .reverse();
}

function historyEntry(entry: Fields): HistoryEntry {
  return {
    ...given('created', toMicros(entry.Created)),
    createdBy: text(entry.CreatedBy) ?? '',
    comment: text(entry.Comment) ?? '',
    ...given('size', whole(entry.Size)),
  };
}

/** From an entry of `GET /images/json`: all that is known of an image which could not be inspected. */
export function imageSummary(entry: Json): ImageFacts | undefined {
  const body = fields(entry);
  const id = text(body.Id);
  if (id === undefined || !isImageId(id)) return undefined;
  return {
    id,
    references: named(body.RepoTags),
    digests: named(body.RepoDigests),
    ...given('parent', filled(body.ParentId)),
    ...given('created', toMicros(body.Created)),
    labels: textMap(body.Labels),
    ...given('size', whole(body.Size)),
  };
}

/** The engine writes `<none>:<none>` where there is no name. */
function named(value: Json | undefined): string[] {
  return texts(value).filter((name) => !name.includes('<none>'));
}

/** An optional property that is left out rather than undefined. */
export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
