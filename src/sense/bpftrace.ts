import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Micros } from '../model/row.js';
import { hostAccounts } from './bpftrace/accounts.js';
import { createAssembler } from './bpftrace/assemble.js';
import { createKernelClock, systemClocks } from './bpftrace/clock.js';
import { findTracefs, probeKernel, readOffsets, tracefsPlace } from './bpftrace/probe.js';
import { runningProcesses, systemProc } from './bpftrace/proc.js';
import type { KernelRecord } from './bpftrace/records.js';
import { runningEngines } from './bpftrace/running-engines.js';
import { script } from './bpftrace/script.js';
import { engineSockets } from './bpftrace/sockets.js';
import { trace } from './bpftrace/tracer.js';
import { readBootId } from './host.js';
import type { Sensor, SensorNotice, SensorSink } from './sensor.js';

export { type KernelProbe, probeKernel } from './bpftrace/probe.js';
export type * from './bpftrace/records.js';

export interface BpftraceOptions {
  /** Paths of engines' sockets, beside those that end as an engine's usually does (docker.sock, podman.sock …). */
  sockets: string[];
  /** Processes whose own doings are not told, beside this one and bpftrace. */
  exclude?: number[];
  /** bpftrace's executable. */
  command?: string;
  /** First and longest wait before bpftrace is started again, in milliseconds. */
  backOff?: { first: number; longest: number };
}

const run = promisify(execFile);

/** What the kernel had seen so many microseconds before may not have come through bpftrace when that ended. */
const onItsWay = 1_000_000;
/** How often records are taken from the assembler. */
const takeMs = 10;
/** How often is told what was lost, and what the limits kept back. */
const lossesMs = 1000;
const limitedMs = 10_000;

/** Programs, connections, files and engine clients, as the kernel's tracepoints tell of them. */
export function bpftraceSensor(options: BpftraceOptions): Sensor<KernelRecord> {
  const command = options.command ?? 'bpftrace';
  const backOff = options.backOff ?? { first: 1000, longest: 60_000 };

  return {
    async run(sink, signal) {
      let wait = backOff.first;
      let gap: Gap | undefined;
      const seeing = (): void => {
        if (gap !== undefined) {
          const gapEnd = systemClocks.wall();
          notify(sink, 'Gap', gap.reason, { gapStart: gap.start, gapEnd });
        }
        gap = undefined;
      };
      while (!signal.aborted) {
        const { reason, wasSeeing, lastHeard } = await createSession(
          options,
          sink,
          signal,
          seeing,
        ).trace(command);
        if (signal.aborted) break;
        if (wasSeeing) wait = backOff.first;
        const open: Gap | undefined = gap;
        if (open?.reason !== reason) {
          const start = open?.start ?? lastHeard - onItsWay;
          if (!wasSeeing) notify(sink, 'SensorFailed', reason);
          notify(sink, 'Gap', reason, { gapStart: start });
          gap = { start, reason };
        }
        await sleep(wait, undefined, { signal }).catch(() => {});
        wait = Math.min(wait * 2, backOff.longest);
      }
      notify(sink, 'SensorStopped', 'stopped');
    },
  };
}

/** A time without sight that has not ended. */
interface Gap {
  start: Micros;
  reason: string;
}

function notify(
  sink: SensorSink<KernelRecord>,
  action: SensorNotice['action'],
  reason: string,
  more: Partial<SensorNotice> = {},
): void {
  const time = systemClocks.wall();
  sink.notice({ sensor: 'kernel', action, time, source: 'bpftrace', reason, ...more });
}

interface Ended {
  reason: string;
  wasSeeing: boolean;
  lastHeard: Micros;
}

/** One life of bpftrace. */
function createSession(
  options: BpftraceOptions,
  sink: SensorSink<KernelRecord>,
  signal: AbortSignal,
  seeing: () => void,
): { trace(command: string): Promise<Ended> } {
  let lastHeard = systemClocks.wall();
  let isSeeing = false;
  let lost = 0;
  const clock = createKernelClock(systemClocks);
  const sockets = engineSockets(options.sockets, realPath);
  const accountName = hostAccounts();
  const assembler = createAssembler({
    clock,
    now: () => performance.now(),
    proc: systemProc,
    accountName,
    socketName: sockets.nameOf,
  });

  function begin(done: string): void {
    isSeeing = true;
    notify(sink, 'SensorStarted', `tracing${done}`);
    seeing();
    const now = systemClocks.wall();
    sink.record({ kind: 'boot', time: now, bootId: readBootId() });
    const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    const timeOf = (ticks: number): Micros => Math.round(now - uptime * 1e6 + ticks * 10_000);
    for (const record of runningProcesses(timeOf, accountName)) sink.record(record);
  }

  const tell = (gapStart: Micros, lostEvents: number, reason: string): void => {
    if (lostEvents === 0) return;
    notify(sink, 'Gap', reason, { gapStart, gapEnd: systemClocks.wall(), lostEvents });
  };

  function tellLosses(since: Micros): void {
    tell(since, lost, 'events came faster than bpftrace could read them');
    lost = 0;
    tell(since, assembler.takeRejected(), 'lines of bpftrace could not be read');
    tell(since, assembler.takeUnseen(), 'requests to an engine may have been missed');
  }

  function tellLimited(since: Micros): void {
    for (const [kind, count] of assembler.takeLimited()) {
      tell(since, count, `a process did more in a second than is told of one process: ${kind}`);
    }
  }

  return {
    async trace(command) {
      const prepared = await prepare(command, { ...options, sockets: sockets.boundPaths });
      if ('reason' in prepared) return { reason: prepared.reason, wasSeeing: false, lastHeard };
      let delivery: NodeJS.Timeout | undefined;
      const deliver = (): void => {
        delivery = undefined;
        for (const record of assembler.take()) sink.record(record);
        deliverSoon();
      };
      // No timer runs on a host on which nothing happens.
      const deliverSoon = (): void => {
        if (assembler.isWaiting()) delivery ??= setTimeout(deliver, takeMs);
      };
      const timers = [every(lossesMs, tellLosses), every(limitedMs, tellLimited)];
      const reason = await trace({
        command,
        script: prepared.script,
        signal,
        line(line) {
          if (!isSeeing) begin(prepared.done);
          assembler.line(line);
          deliverSoon();
        },
        read() {
          lastHeard = systemClocks.wall();
        },
        lost(count) {
          lost += count;
        },
      });
      while (assembler.isWaiting()) await sleep(takeMs);
      clearTimeout(delivery);
      for (const timer of timers) clearInterval(timer);
      tellLosses(lastHeard);
      tellLimited(lastHeard);
      return { reason, wasSeeing: isSeeing, lastHeard };
    },
  };
}

/** Calls again and again, with the time of the call before. */
function every(everyMs: number, then: (before: Micros) => void): NodeJS.Timeout {
  let before = systemClocks.wall();
  return setInterval(() => {
    then(before);
    before = systemClocks.wall();
  }, everyMs);
}

/** The script for this kernel, or why there is none. Mounts tracefs where the kernel has it and nobody mounted it. */
async function prepare(
  command: string,
  options: BpftraceOptions,
): Promise<{ script: string; done: string } | { reason: string }> {
  const isMounted = findTracefs() !== null;
  if (!isMounted) await run('mount', ['-t', 'tracefs', 'nodev', tracefsPlace]).catch(() => {});
  const { ok, checks } = await probeKernel(command);
  if (!ok) {
    const bad = checks.filter((check) => !check.ok);
    return { reason: bad.map((check) => `${check.found} (${check.mend})`).join('; ') };
  }
  const tracefs = findTracefs();
  const read = readOffsets();
  if ('reason' in read || tracefs === null) {
    return { reason: 'reason' in read ? read.reason : 'tracefs was unmounted' };
  }
  return {
    done: isMounted ? '' : `; mounted tracefs at ${tracefs}`,
    script: script({
      offsets: read.offsets,
      has: (tracepoint) => existsSync(`${tracefs}/events/${tracepoint.replace(':', '/')}`),
      exclude: [process.pid, ...(options.exclude ?? [])],
      sockets: options.sockets,
      engines: runningEngines(),
    }),
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // The engine may not have bound it yet.
  }
}
