import type { StatusUpdate, Vertex } from './messages.js';
import type { HistoryStep } from './record.js';

/** Of a build: what its status told so far. Memory is bounded. */
export interface Progress {
  add(update: StatusUpdate): void;
  /** In the order in which they began; those that did not begin last. */
  steps(): HistoryStep[];
  leftOut(): number;
  /** Names that the image was given, and its id, as the step that exports it says. */
  references(): string[];
  imageIds(): string[];
}

const maxSteps = 2000;
const maxName = 8192;
const maxError = 4096;
/** Bytes of what a step printed last. */
const maxOutput = 2048;
const maxNames = 100;

/** What BuildKit does for itself. */
const internal =
  /^(?:\[(?:internal|auth)\]|exporting |importing cache|preparing build cache|resolving provenance)/;

export function createProgress(): Progress {
  const vertices = new Map<string, Vertex>();
  const outputs = new Map<string, Buffer>();
  const references = new Set<string>();
  const imageIds = new Set<string>();
  const leftOut = new Set<string>();

  const addVertex = (told: Vertex): void => {
    if (internal.test(told.name)) return;
    const known = vertices.get(told.digest);
    if (known === undefined && vertices.size >= maxSteps) {
      if (leftOut.size < 1_000_000) leftOut.add(told.digest);
      return;
    }
    vertices.set(told.digest, {
      digest: told.digest,
      name: told.name.slice(0, maxName) || (known?.name ?? ''),
      cached: told.cached || known?.cached === true,
      // It begins anew after its cache was looked at: what was told last counts.
      started: told.started ?? known?.started,
      completed: told.completed,
      error: told.error.slice(0, maxError),
    });
  };

  return {
    add({ vertices: told, statuses, logs }) {
      for (const vertex of told) addVertex(vertex);
      for (const { name } of statuses) {
        const [, reference] = /^naming to (\S+)/.exec(name) ?? [];
        const [, id] = /^writing image (sha256:[0-9a-f]{64})/.exec(name) ?? [];
        if (reference !== undefined && references.size < maxNames) references.add(reference);
        if (id !== undefined && imageIds.size < maxNames) imageIds.add(id);
      }
      for (const { vertex, text } of logs) {
        if (!vertices.has(vertex)) continue;
        const both = Buffer.concat([outputs.get(vertex) ?? Buffer.alloc(0), text]);
        outputs.set(vertex, Buffer.from(both.subarray(-maxOutput)));
      }
    },
    steps() {
      const all = [...vertices.values()].map((vertex) =>
        stepOf(vertex, outputs.get(vertex.digest)),
      );
      // The order of what did not begin is that in which they were told.
      return all
        .map((step, at) => ({ step, at }))
        .sort((a, b) => order(a.step) - order(b.step) || a.at - b.at)
        .map(({ step }) => step);
    },
    leftOut: () => leftOut.size,
    references: () => [...references],
    imageIds: () => [...imageIds],
  };
}

function stepOf(
  { digest, name, cached, started, completed, error }: Vertex,
  output: Buffer | undefined,
): HistoryStep {
  return {
    digest,
    name,
    isCached: cached,
    ...(started === undefined ? {} : { started }),
    ...(completed === undefined ? {} : { completed }),
    ...(error === '' ? {} : { error }),
    ...(error === '' || output === undefined ? {} : { output: output.toString('utf8') }),
  };
}

const order = ({ started }: HistoryStep): number => started ?? Number.MAX_SAFE_INTEGER;
