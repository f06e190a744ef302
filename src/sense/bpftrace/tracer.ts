import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { chunkBytes } from './language.js';

export interface TracerOptions {
  command: string;
  script: string;
  signal: AbortSignal;
  /** After so many milliseconds without a line bpftrace counts as hung; 10,000. */
  silenceMs?: number;
  /** Each whole line of output. */
  line(line: string): void;
  /** Output was read: as many lines as there were have been told. */
  read(): void;
  /** bpftrace says so many events did not fit into its buffers. */
  lost(count: number): void;
}

/** The script prints a line twice a second. */
const defaultSilenceMs = 10_000;
/** Compiling and loading takes seconds, on a busy machine many. */
const startMs = 90_000;

/** Runs bpftrace until it ends or the signal aborts. Resolves with the reason. */
export function trace(options: TracerOptions): Promise<string> {
  // An abort that came before is told to nobody who listens from now on.
  if (options.signal.aborted) return Promise.resolve('stopped');
  return new Promise((resolve) => {
    // The shell becomes bpftrace, so that the script's first parameter is bpftrace's own pid.
    const child = spawn('/bin/sh', ['-c', 'exec "$0" -B line - "$$"', options.command], {
      env: { ...process.env, ...environment() },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    feed(child, options, resolve);
  });
}

function feed(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  options: TracerOptions,
  resolve: (reason: string) => void,
): void {
  let said: string[] = [];
  let silence: string | null = null;
  let hasBegun = false;
  const { silenceMs = defaultSilenceMs } = options;
  let watchdog = setTimeout(giveUp, startMs);
  const stop = (): void => void child.kill('SIGKILL');
  // Where it was this process that did nothing for so long, what bpftrace said meanwhile waits to be read.
  function giveUp(): void {
    const before = watchdog;
    setImmediate(() => {
      if (watchdog !== before) return;
      silence = 'bpftrace fell silent';
      stop();
    });
  }
  const heard = (): void => {
    // Between its first words and those of the script it loads all programs.
    if (!hasBegun) return;
    clearTimeout(watchdog);
    watchdog = setTimeout(giveUp, silenceMs);
  };
  const say = (line: string): void => {
    const lost = /^Lost (\d+) events/.exec(line);
    if (lost !== null) options.lost(Number(lost[1]));
    else if (line.trim() !== '') said = [...said.slice(-5), line.trim()];
  };

  child.stdin.on('error', () => {}); // It ended before it had read the script: 'close' tells why.
  child.stdin.end(options.script);
  byLine(child.stdout, {
    line(line) {
      const isOurs = /^[A-Za-z] /.test(line);
      hasBegun ||= isOurs;
      if (isOurs) options.line(line);
      else say(line);
    },
    read() {
      heard();
      options.read();
    },
  });
  byLine(child.stderr, { line: say, read: () => {} });
  options.signal.addEventListener('abort', stop, { once: true });
  child.on('error', (error) => say(error.message));
  child.on('close', (code, signal) => {
    clearTimeout(watchdog);
    options.signal.removeEventListener('abort', stop);
    const errors = said.filter((line) => /error|not found|denied/i.test(line));
    const how = signal === null ? `bpftrace ended with status ${code}` : `bpftrace got ${signal}`;
    resolve([silence ?? how, ...(errors.length > 0 ? errors : said).slice(-2)].join(': '));
  });
}

/**
 * Each line is a text of its own: what is cut out of a longer one keeps all of that in memory. A last line without an end
 * is dropped: the writer died in it.
 */
function byLine(stream: Readable, to: { line(line: string): void; read(): void }): void {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      to.line(bytes.toString('latin1', start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    to.read();
  });
}

/** Memory for events on their way from the kernel, of all processors together: pages of 4 KiB. */
const bufferPages = 8192;

function environment(): Record<string, string> {
  const each = bufferPages / Math.max(1, cpus().length);
  const pages = 2 ** Math.floor(Math.log2(Math.min(2048, Math.max(64, each))));
  return {
    // The older name and the newer one, which counts four bytes of its own.
    BPFTRACE_STRLEN: String(chunkBytes),
    BPFTRACE_MAX_STRLEN: String(chunkBytes + 4),
    BPFTRACE_MAP_KEYS_MAX: '16384',
    BPFTRACE_MAX_MAP_KEYS: '16384',
    BPFTRACE_PERF_RB_PAGES: String(pages),
  };
}
