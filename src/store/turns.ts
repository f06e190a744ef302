export type Turn = <T>(job: () => Promise<T>) => Promise<T>;

/** Makes jobs run one after the other, in the order in which they were given. */
export function turns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const run = last.then(job);
    last = run.catch(() => undefined);
    return run;
  };
}

/** Takes a turn that lasts until the function that comes back is called. */
export const hold = (turn: Turn): Promise<() => void> =>
  new Promise((resolve) => {
    void turn(() => new Promise<void>((end) => resolve(end)));
  });
