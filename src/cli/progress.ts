import { duration } from '../explain/moments.js';
import { printable } from '../explain/printable.js';

export interface ProgressBar {
  /** Shows how far a piece of work is: `done` of `total` in any unit; without a total just that it goes on. */
  show(what: string, done?: number, total?: number, unit?: Unit): void;
  /** Takes the line away. */
  clear(): void;
}

/** How a rate is told: `bytes` as megabytes, others as they are. */
export type Unit = 'bytes' | 'share';

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Drawing more often costs more than it tells. Milliseconds. */
const interval = 100;
const barWidth = 20;

/** One line on a terminal that is drawn over and over; in a pipe or file nothing. `clock` counts milliseconds. */
export function progressBar(
  terminal: Terminal,
  clock: () => number = () => performance.now(),
): ProgressBar {
  let current = { what: '', since: 0 };
  let drawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show(what, done, total, unit = 'share') {
      if (!terminal.isTTY) return;
      const now = clock();
      const kind = `${unit} ${unit === 'bytes' ? '' : what}`;
      if (kind !== current.what) current = { what: kind, since: now };
      if (now - drawn < interval) return;
      drawn = now;
      isShown = true;
      const text = progressLine(what, { done, total, unit, elapsed: now - current.since });
      terminal.write(`\r\u001b[K${printable(text, Math.max(20, (terminal.columns || 80) - 1))}`);
    },
    clear() {
      if (isShown) terminal.write('\r\u001b[K');
      isShown = false;
    },
  };
}

interface State {
  done: number | undefined;
  total: number | undefined;
  unit: Unit;
  /** Milliseconds since this work began. */
  elapsed: number;
}

/** `██████░░░░ 31 %  12.4 MB/s  8.1 s left  path/to/file`, as far as it is known. */
export function progressLine(what: string, { done, total, unit, elapsed }: State): string {
  const parts: string[] = [];
  const share = done !== undefined && total ? Math.min(1, done / total) : undefined;
  if (share !== undefined) {
    const filled = Math.round(share * barWidth);
    parts.push(
      `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)} %`,
    );
  } else if (done !== undefined && unit === 'bytes') {
    parts.push(`${(done / 1e6).toFixed(1)} MB`);
  }
  if (unit === 'bytes' && done && elapsed > 0)
    parts.push(`${(done / 1000 / elapsed).toFixed(1)} MB/s`);
  if (share && elapsed >= 500)
    parts.push(`${duration((elapsed / share) * (1 - share) * 1000)} left`);
  return [...parts, what].join('  ');
}
