/** Milliseconds. */
const retry = { first: 100, most: 5_000 };

/** The pause before trying again, in milliseconds: doubling, bounded. */
export function pauseBefore(attempt: number): number {
  return Math.min(retry.most, retry.first * 2 ** Math.min(attempt, 20));
}

/** Resolves after the time, or as soon as the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
