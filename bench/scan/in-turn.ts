/** What was measured, and the figure as it is shown. */
export type Figure = [what: string, figure: string];

export interface Compared {
  /** Ratio of the medians, of time and of what the processors did; the least and the greatest ratio of a pair. */
  ratio: string;
  /** Medians. */
  seconds: { ours: number; theirs: number };
}

/** Runs two things in turn, so that what else the machine does befalls both; the first time of each does not count. */
export async function inTurn(
  times: number,
  runs: { ours: () => Promise<unknown>; theirs: () => Promise<unknown> },
): Promise<Compared> {
  const taken = { ours: [] as number[], theirs: [] as number[] };
  const worked = { ours: [] as number[], theirs: [] as number[] };
  for (let time = 0; time <= times; time += 1)
    for (const name of time % 2 === 0
      ? (['ours', 'theirs'] as const)
      : (['theirs', 'ours'] as const)) {
      const [began, before] = [performance.now(), process.cpuUsage()];
      await runs[name]();
      if (time === 0) continue;
      const { user, system } = process.cpuUsage(before);
      taken[name].push((performance.now() - began) / 1000);
      worked[name].push((user + system) / 1e6);
    }
  const ratios = taken.ours.map((seconds, index) => seconds / (taken.theirs[index] ?? Number.NaN));
  const seconds = { ours: median(taken.ours), theirs: median(taken.theirs) };
  const cpu = median(worked.ours) / median(worked.theirs);
  const [least, greatest] = [Math.min(...ratios), Math.max(...ratios)];
  return {
    ratio: `${(seconds.ours / seconds.theirs).toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)}, ${ratios.length} pairs); in CPU time ${cpu.toFixed(2)}`,
    seconds,
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
