import type { Json } from '../../model/row.js';
import { type Fields, fields, isFields, list, text, whole } from '../docker/fields.js';
import { redactParameter } from '../requests/redact-parameter.js';

/** What BuildKit attests of how it built: SLSA provenance (0.2, or 1 in newer versions), as far as it is of use here. */
export interface Provenance {
  sources: Source[];
  materials: { uri: string; digest?: string }[];
  /** By the digest that the status names a step with. */
  steps: Map<string, { command?: string[]; lines?: { first: number; last: number } }>;
}

/** A file that the frontend read. */
export interface Source {
  name: string;
  language: string;
  text: string;
}

const metadataOf02 = 'https://mobyproject.org/buildkit@v1#metadata';
const maxMaterials = 100;

/** Undefined for what is no provenance. */
export function readProvenance(bytes: Buffer): Provenance | undefined {
  const parsed = parse(bytes);
  if (!isFields(parsed)) return undefined;
  const predicate = isFields(parsed.predicate) ? parsed.predicate : parsed;
  const definition = fields(predicate.buildDefinition);
  const config = fields(predicate.buildConfig ?? fields(definition.internalParameters).buildConfig);
  const details = fields(
    fields(predicate.metadata)[metadataOf02] ??
      fields(fields(predicate.runDetails).metadata).buildkit_metadata,
  );
  const source = fields(details.source);
  return {
    sources: list(source.infos).map((info) => readSource(fields(info))),
    materials: list(predicate.materials ?? definition.resolvedDependencies)
      .slice(0, maxMaterials)
      .map((item) => material(fields(item))),
    steps: steps(config, fields(source.locations)),
  };
}

/** As the error of a build that failed names it, and the provenance of one that did not. */
export function readSource(info: Fields): Source {
  return {
    name: text(info.filename) ?? '',
    language: text(info.language) ?? '',
    // Not `text`: a Dockerfile may be longer than other texts are kept.
    text: Buffer.from(typeof info.data === 'string' ? info.data : '', 'base64').toString('utf8'),
  };
}

function material({ uri, digest }: Fields): { uri: string; digest?: string } {
  const sha256 = text(fields(digest).sha256);
  return {
    uri: redactParameter('uri', text(uri) ?? ''),
    ...(sha256 === undefined ? {} : { digest: `sha256:${sha256}` }),
  };
}

function steps(config: Fields, locations: Fields): Provenance['steps'] {
  const commands = new Map<string, string[]>();
  for (const item of entries(config.llbDefinition)) {
    const { id, op } = fields(item);
    const operation = fields(fields(op).Op ?? op);
    const args = entries(fields(fields(operation.exec ?? operation.Exec).meta).args);
    if (args.length > 0)
      commands.set(
        text(id) ?? '',
        args.flatMap((arg) => text(arg) ?? []),
      );
  }
  const found: Provenance['steps'] = new Map();
  for (const [digest, id] of Object.entries(fields(config.digestMapping))) {
    if (typeof id !== 'string') continue;
    const command = commands.get(id);
    const lines = linesOf(fields(locations[id]));
    found.set(digest, { ...(command && { command }), ...(lines && { lines }) });
  }
  return found;
}

/** A step that several instructions share, such as their FROM, has the place of the first. */
function linesOf(location: Fields): { first: number; last: number } | undefined {
  const places = list(location.locations).flatMap((item) => {
    const lines = list(fields(item).ranges).flatMap((range) => {
      const { start, end } = fields(range);
      return [whole(fields(start).line) ?? 0, whole(fields(end).line) ?? 0];
    });
    const known = lines.filter((line) => line > 0);
    return known.length > 0 ? [{ first: Math.min(...known), last: Math.max(...known) }] : [];
  });
  return places.sort((a, b) => a.first - b.first)[0];
}

/** Unlike `list` not capped: a build may have thousands of steps, and the whole is bounded by the blob's size. */
function entries(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function parse(bytes: Buffer): Json | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}
