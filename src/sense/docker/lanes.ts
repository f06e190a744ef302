/**
 * Runs tasks, at most `width` at a time: those of one key one after another in the order given, and those in the
 * background when nothing else waits. `run` settles as the task does.
 */
export interface Lanes {
  run(key: string, task: () => Promise<void>, background?: boolean): Promise<void>;
  /** Tasks given and not done yet. */
  pending(): number;
  /** Resolves once nothing is pending. */
  idle(): Promise<void>;
}

export function lanes(width: number): Lanes {
  const waiting = new Map<string, (() => Promise<void>)[]>();
  const busy = new Set<string>();
  const urgent = new Set<string>();
  const later = new Set<string>();
  let pending = 0;
  let whenIdle: (() => void)[] = [];

  const next = (): string | undefined => {
    for (const ready of [urgent, later]) for (const key of ready) if (!busy.has(key)) return key;
    return undefined;
  };

  const finish = (key: string): void => {
    pending--;
    busy.delete(key);
    const queue = waiting.get(key);
    if (queue && queue.length > 0) urgent.add(key);
    else waiting.delete(key);
    if (pending === 0) {
      for (const tell of whenIdle) tell();
      whenIdle = [];
    }
    fill();
  };

  const fill = (): void => {
    while (busy.size < width) {
      const key = next();
      if (key === undefined) return;
      urgent.delete(key);
      later.delete(key);
      const task = waiting.get(key)?.shift();
      if (!task) continue;
      busy.add(key);
      void task().finally(() => finish(key));
    }
  };

  return {
    run(key, task, background = false) {
      const queue = waiting.get(key) ?? [];
      waiting.set(key, queue);
      const settled = new Promise<void>((resolve, reject) => {
        queue.push(() => task().then(resolve, reject));
      });
      pending++;
      // A busy key becomes ready again when its task is done.
      if (!busy.has(key)) (background && !urgent.has(key) ? later : urgent).add(key);
      fill();
      return settled;
    },
    pending: () => pending,
    idle: () => (pending === 0 ? Promise.resolve() : new Promise((done) => whenIdle.push(done))),
  };
}
