import type { Batch } from '../model/batch.js';

export interface Observer {
  stored: (batch: Batch) => void;
  /** What the first batch, from now on or before, is accepted for; undefined when none was in time or the signal aborted. */
  until<T>(
    accept: (batch: Batch) => T | undefined,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<T | undefined>;
}

/** Looks at what is stored, passing it on. */
export function observe(pass: (batch: Batch) => void): Observer {
  const batches: Batch[] = [];
  const waiting = new Set<(batch: Batch) => void>();
  return {
    stored: (batch) => {
      pass(batch);
      batches.push(batch);
      for (const look of waiting) look(batch);
    },
    until: (accept, milliseconds, signal) =>
      new Promise((resolve) => {
        const end = (found?: ReturnType<typeof accept>) => {
          waiting.delete(look);
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          resolve(found);
        };
        const stop = () => end();
        const look = (batch: Batch) => {
          const found = accept(batch);
          if (found !== undefined) end(found);
        };
        const timer = setTimeout(stop, milliseconds);
        signal.addEventListener('abort', stop);
        waiting.add(look);
        for (const batch of batches) look(batch);
        if (signal.aborted) stop();
      }),
  };
}
