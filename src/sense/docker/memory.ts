import type { ContainerFacts, ExecFacts } from './record.js';

/** What the sensor remembers of an engine, across reconnects. */
export interface Memory {
  /** Images yielded already, as many as the engine has. */
  images: Map<string, KnownImage>;
  containers: Recent<ContainerFacts>;
  /** By the container's id and its own: `<container>/<exec>`. */
  execs: Recent<ExecFacts>;
  /** Ids of what was found in a list and waits to be inspected. */
  observing: Set<string>;
  /** Values to strike out of the labels of containers, by the id of their image. */
  secrets: Recent<string[]>;
}

interface KnownImage {
  /** Undefined for one that was known before the sensor started. */
  references: string[] | undefined;
  /** When it was last seen, as `Timers.now`: a list read before that cannot tell that it is gone. */
  since: number;
}

export function newMemory(knownImages: Iterable<string>): Memory {
  return {
    images: new Map(
      Array.from(knownImages, (id) => [
        id,
        { references: undefined, since: Number.NEGATIVE_INFINITY },
      ]),
    ),
    containers: recent(5_000),
    execs: recent(2_000),
    observing: new Set(),
    secrets: recent(5_000),
  };
}

/** A map that forgets what was set longest ago. */
interface Recent<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

function recent<V>(limit: number): Recent<V> {
  const map = new Map<string, V>();
  return {
    get: (key) => map.get(key),
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      if (map.size > limit) map.delete(map.keys().next().value ?? '');
    },
  };
}
