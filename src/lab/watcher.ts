import { type ChildProcess, spawn } from 'node:child_process';

/** A line that `keelwatch watch --json` wrote, and when it arrived here. */
export interface WatchLine {
  kind: 'build' | 'alert' | 'incident' | 'gap' | 'health';
  row: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  arrived: number;
}

export interface Watcher {
  child: ChildProcess;
  /** All that it wrote so far. */
  lines: WatchLine[];
  /** What it said on standard error. */
  log(): string;
  /** The first line, written already or later, that the test accepts. Throws with its log when none comes. */
  until(
    what: string,
    accepts: (line: WatchLine) => boolean,
    timeoutMs?: number,
  ): Promise<WatchLine>;
  /** Ends it as Ctrl-C does, or with -9, and waits. Returns its exit status. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

/** Starts the watcher as a user would, in a process of its own, and waits until its sensors see. */
export async function startWatcher(
  main: string,
  args: readonly string[],
  sensors: readonly string[] = ['kernel', 'docker'],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Watcher> {
  const child = spawn(main, ['watch', '--json', ...args], { stdio: 'pipe', env });
  const lines: WatchLine[] = [];
  const waiting = new Set<() => void>();
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  // Half a line, as one who is killed may leave it, was not said.
  let begun = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const texts = `${begun}${text}`.split('\n');
    begun = texts.pop() ?? '';
    for (const whole of texts) {
      const { kind, ...row } = JSON.parse(whole) as { kind: WatchLine['kind'] };
      lines.push({ kind, row, arrived: Date.now() });
    }
    for (const look of waiting) look();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      resolve(code);
      for (const look of waiting) look();
    });
  });

  function until(
    what: string,
    accepts: (line: WatchLine) => boolean,
    timeoutMs = 30_000,
  ): Promise<WatchLine> {
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        waiting.delete(look);
        clearTimeout(timer);
        act();
      };
      const fail = (why: string) =>
        end(() =>
          reject(
            new Error(
              `no ${what}: ${why}\n${log}\n${lines.map((line) => JSON.stringify(line)).join('\n')}`,
            ),
          ),
        );
      const look = () => {
        const line = lines.find(accepts);
        if (line) end(() => resolve(line));
        else if (child.exitCode !== null || child.signalCode !== null) fail('the watcher ended');
      };
      const timer = setTimeout(() => fail(`waited ${timeoutMs} ms`), timeoutMs);
      waiting.add(look);
      look();
    });
  }

  try {
    for (const sensor of sensors) {
      await until(
        `start of the ${sensor} sensor`,
        ({ kind, row }) =>
          kind === 'health' && row.Sensor === sensor && row.ActionType === 'SensorStarted',
      );
    }
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw error;
  }
  return {
    child,
    lines,
    log: () => log,
    until,
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return exited;
    },
  };
}
