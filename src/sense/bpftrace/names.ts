import { text } from './decode.js';
import { walkEnd } from './language.js';

/** Names that the script printed once, by the number that stands for them in records. */
export interface Names {
  piece(key: string, index: number, part: number, bytes: Buffer): void;
  /** All pieces were sent; `end` says what was above the last. */
  complete(key: string, count: number, end: number): void;
  /** Undefined while it is not known (yet). */
  get(key: string): string | undefined;
}

/** Names still being put together: far more only pile up when pieces were lost. */
const maxPartial = 1000;

/** Keeps at most `limit` names, the most recently printed: the script prints each again after a while. */
export function createNames(limit: number, join: (parts: string[], end: number) => string): Names {
  const partial = new Map<string, { parts: Map<number, Buffer[]>; end?: [number, number] }>();
  const known = new Map<string, string>();

  const get = (key: string) => {
    if (!partial.has(key) && partial.size >= maxPartial) partial.clear();
    const entry = partial.get(key) ?? { parts: new Map<number, Buffer[]>() };
    partial.set(key, entry);
    return entry;
  };

  const finish = (key: string): void => {
    const { parts, end } = get(key);
    if (end === undefined) return;
    const [count, ending] = end;
    const names: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const buffers = parts.get(index);
      if (buffers === undefined) return;
      names.push(text(Buffer.concat(buffers)));
    }
    partial.delete(key);
    known.delete(key);
    known.set(key, join(names, ending));
    if (known.size > limit) forget(known, Math.ceil(limit / 10));
  };

  return {
    piece(key, index, part, bytes) {
      const { parts } = get(key);
      const buffers = parts.get(index) ?? [];
      buffers[part] = bytes;
      parts.set(index, buffers);
      finish(key);
    },
    complete(key, count, end) {
      get(key).end = [count, end];
      finish(key);
    },
    get: (key) => known.get(key),
  };
}

/** Removes the oldest; many at once, as finding the first of a map gets slow when they are removed one by one. */
function forget(known: Map<string, string>, count: number): void {
  let left = count;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    left -= 1;
    if (left === 0) return;
  }
}

/** A chain of directory entries, the nearest first, as a path. */
export function joinPath(names: string[], end: number): string {
  const path = `/${names.toReversed().join('/')}`;
  return end === walkEnd.detached ? `${path} (deleted)` : path;
}

/** A chain of cgroups; one too deep to be told whole begins with "…". */
export function joinCgroup(names: string[], above: number): string {
  return `${above === 0 ? '' : '/…'}/${names.toReversed().join('/')}`;
}
