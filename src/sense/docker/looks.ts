/** When to read the image list, since images can appear without an event. Milliseconds. */
export const pace = {
  /** From the moment something asks for a look: several pokes make one look. */
  settle: 100,
  /** Between looks while builds go on, and how long that is after the last sign of one. */
  active: 750,
  activeFor: 5_000,
  /** Between looks otherwise. */
  idle: 10_000,
  /** How many times longer than a look itself the pause after it is, so that 10,000 images stay cheap. */
  activeRest: 9,
  idleRest: 99,
};

export interface Looks {
  /** Look soon, and keep looking for a while. */
  wanted(): void;
  stop(): void;
}

export interface Timers {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Returns what cancels it. */
  after(milliseconds: number, act: () => void): () => void;
}

/** Calls `look` at the pace above, never twice at once. `look` must not reject. */
export function looks(look: () => Promise<void>, timers: Timers): Looks {
  let asked = false;
  let activeUntil = Number.NEGATIVE_INFINITY;
  let looking = false;
  let stopped = false;
  let ended = timers.now();
  let took = 0;
  let due = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const next = (): number => {
    const now = timers.now();
    if (asked) return Math.max(now + pace.settle, ended + pace.activeRest * took);
    if (now < activeUntil) return ended + Math.max(pace.active, pace.activeRest * took);
    return ended + Math.max(pace.idle, pace.idleRest * took);
  };

  const plan = (): void => {
    if (looking || stopped) return;
    const time = next();
    if (time >= due) return;
    cancel?.();
    due = time;
    cancel = timers.after(Math.max(0, time - timers.now()), () => void begin());
  };

  const begin = async (): Promise<void> => {
    due = Number.POSITIVE_INFINITY;
    asked = false;
    looking = true;
    const began = timers.now();
    await look();
    looking = false;
    ended = timers.now();
    took = ended - began;
    plan();
  };

  plan();
  return {
    wanted() {
      asked = true;
      activeUntil = timers.now() + pace.activeFor;
      plan();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

export const realTimers: Timers = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
