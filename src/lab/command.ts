import { type ChildProcess, spawn } from 'node:child_process';

export interface Finished {
  /** Exit status; null when a signal ended it or it could not be started. */
  code: number | null;
  stdout: string;
  /** What it wrote to standard error, or why it could not be started. */
  stderr: string;
}

export interface CommandOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Written to its standard input, which is empty otherwise. */
  input?: string;
  /** After this long it is ended with SIGKILL. */
  timeoutMs?: number;
  /** Ends it with SIGTERM, and all that it started. */
  signal?: AbortSignal;
  /** Told the number of the process group that it and all that it starts are in, once it runs. */
  onStart?: (group: number) => void;
  /** Sees its output as it comes. */
  onOutput?: (text: string) => void;
}

/** Runs a program, never through a shell, and waits for it. Failing is a value: nothing is thrown. */
export function command(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      killSignal: 'SIGKILL',
      stdio: 'pipe',
      // A process group of its own: Ctrl-C at a terminal breaks off the lab's owner, not what sets up or clears away.
      detached: true,
    });
    const group = child.pid;
    if (group !== undefined) {
      options.onStart?.(group);
      endWith(options.signal, group, child);
    }
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text;
        options.onOutput?.(text);
      });
    }
    child.on('error', (error) => resolve({ ...written, code: null, stderr: error.message }));
    child.on('close', (code) => resolve({ ...written, code }));
    // A program that ends without reading its input is told of by its exit status.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function endWith(signal: AbortSignal | undefined, group: number, child: ChildProcess): void {
  const end = (): void => {
    try {
      process.kill(-group, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  };
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end);
  child.once('close', () => signal?.removeEventListener('abort', end));
}

/** As `command`, for what has to succeed: throws, quoting what was run and what it said. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await command(program, args, options);
  if (code === 0) return stdout;
  const line = [program, ...args].join(' ');
  throw new Error(`${line}: ${stderr.trim() || stdout.trim() || `exit status ${code}`}`);
}
