import type { Json } from '../../model/row.js';
import { fields } from '../docker/fields.js';
import { type Grpc, grpcCode } from './grpc.js';
import {
  type Blob,
  type Failure,
  type HistoryEntry,
  methods,
  readContent,
  readFailure,
} from './messages.js';
import type { Progress } from './progress.js';
import { type Provenance, readProvenance, readSource, type Source } from './provenance.js';
import type { BuildHistoryRecord } from './record.js';
import { textField } from './wire.js';

/** Bytes of a blob that is read whole. */
const maxBlob = 16 << 20;
/** Characters of a Dockerfile that are kept. */
const maxDockerfile = 65_536;
const maxAttributes = 200;
const maxValue = 4096;
const maxPlatforms = 8;
const canceled = 1;

/** What was read of a build that is over, beyond its entry. */
interface Outcome {
  provenances: Provenance[];
  sources: Source[];
  missing: string[];
}

/** Turns what BuildKit tells into the fields of a record. */
export const describe = {
  beginning(entry: HistoryEntry) {
    const { ref, frontend, attributes, exporters, created } = entry;
    return {
      ref,
      frontend,
      attributes: bounded(attributes),
      exporters: exporters
        .slice(0, maxPlatforms)
        .map((exporter) => ({ type: exporter.type, attributes: bounded(exporter.attributes) })),
      ...(created === undefined ? {} : { created }),
    };
  },

  /** Reads what the entry refers to. Never rejects. */
  async outcome(grpc: Grpc, entry: HistoryEntry): Promise<Outcome> {
    const found: Outcome = { provenances: [], sources: [], missing: [] };
    const wanted = entry.attestations.filter(isProvenance);
    for (const blob of wanted.slice(0, maxPlatforms)) {
      const { bytes, reason } = await readBlob(grpc, blob);
      const provenance = bytes && readProvenance(bytes);
      if (provenance) found.provenances.push(provenance);
      else found.missing.push(`its provenance: ${reason ?? 'it cannot be read'}`);
    }
    found.sources = found.provenances.flatMap(({ sources }) => sources);
    if (entry.error !== undefined) found.sources.push(...sourcesOf(entry.error));
    if (found.sources.length === 0 && entry.errorBlob !== undefined) {
      const { bytes } = await readBlob(grpc, entry.errorBlob);
      if (bytes) found.sources.push(...sourcesOf(failureIn(bytes)));
    }
    return found;
  },

  steps(entry: HistoryEntry, progress: Progress, { provenances, sources, missing }: Outcome) {
    const { attributes, completed, error, response, results, cachedSteps, totalSteps } = entry;
    const known = new Map(provenances.flatMap(({ steps }) => [...steps]));
    const dockerfile = choose(sources, attributes.get('filename'));
    const ids = [
      ...results.map(({ digest }) => digest),
      response.get('containerimage.config.digest') ?? '',
      response.get('containerimage.digest') ?? '',
      ...progress.imageIds(),
    ];
    const names = [response.get('image.name') ?? '', ...exportedNames(entry)].flatMap((text) =>
      text.split(','),
    );
    return {
      ...(completed === undefined ? {} : { completed }),
      ...(error && {
        error: {
          message: error.message.slice(0, maxValue),
          isCanceled: error.code === canceled || /\bcontext canceled\b/.test(error.message),
        },
      }),
      imageIds: [...new Set(ids.filter((id) => /^sha256:[0-9a-f]{64}$/.test(id)))],
      references: [...new Set([...names, ...progress.references()].filter((name) => name !== ''))],
      ...(dockerfile && { dockerfile }),
      ...(missing.length > 0 && { missing }),
      materials: provenances.flatMap(({ materials }) => materials).slice(0, maxAttributes),
      steps: progress.steps().map((step) => Object.assign(step, known.get(step.digest))),
      stepsLeftOut: progress.leftOut(),
      cachedSteps,
      totalSteps,
    } satisfies Partial<BuildHistoryRecord>;
  },
};

function exportedNames({ exporters }: HistoryEntry): string[] {
  return exporters.flatMap(({ attributes }) => attributes.get('name') ?? []);
}

function isProvenance({ mediaType, annotations }: Blob): boolean {
  const type = annotations.get('in-toto.io/predicate-type') ?? '';
  return (
    mediaType === 'application/vnd.in-toto+json' && type.startsWith('https://slsa.dev/provenance/')
  );
}

/** The error of a build says what file it is about, with its text. */
function sourcesOf({ details }: Failure): Source[] {
  return details.flatMap(({ type, value }) => {
    if (!type.endsWith('/errdefs.Source+json')) return [];
    try {
      return [readSource(fields(fields(JSON.parse(value.toString('utf8')) as Json).info))];
    } catch {
      return [];
    }
  });
}

function failureIn(bytes: Buffer): Failure {
  try {
    return readFailure(bytes);
  } catch {
    return { code: 0, message: '', details: [] };
  }
}

function choose(sources: Source[], name: string | undefined): BuildHistoryRecord['dockerfile'] {
  const filled = sources.filter(({ text }) => text !== '');
  const chosen =
    filled.find((source) => source.name === name) ??
    filled.find(({ language }) => language === 'Dockerfile') ??
    filled[0];
  if (chosen === undefined) return undefined;
  const isTruncated = chosen.text.length > maxDockerfile;
  return { name: chosen.name, text: chosen.text.slice(0, maxDockerfile), isTruncated };
}

async function readBlob(
  grpc: Grpc,
  { digest, size }: Blob,
): Promise<{ bytes?: Buffer; reason?: string }> {
  if (size > maxBlob) return { reason: `it has ${size} bytes` };
  const parts: Buffer[] = [];
  let length = 0;
  const end = await grpc.call(methods.read, textField(1, digest), (message) => {
    try {
      const part = readContent(message);
      length += part.length;
      if (length <= maxBlob) parts.push(Buffer.from(part));
    } catch {
      length = Number.POSITIVE_INFINITY;
    }
  });
  if (end.code === grpcCode.notFound) return { reason: 'it was deleted' };
  if (end.code !== grpcCode.ok) return { reason: end.message };
  return length <= maxBlob ? { bytes: Buffer.concat(parts) } : { reason: 'it cannot be read' };
}

function bounded(map: Map<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...map]
      .slice(0, maxAttributes)
      .map(([name, value]) => [name.slice(0, 256), value.slice(0, maxValue)]),
  );
}
