import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BpftraceOptions,
  bpftraceSensor,
  type KernelRecord,
} from '../../src/sense/bpftrace.js';
import type { SensorNotice } from '../../src/sense/sensor.js';

/** The kernel sensor at work, and all that it has told. */
export interface Watching {
  records: KernelRecord[];
  notices: SensorNotice[];
  /** Waits for a record; throws when it does not come. */
  record<K extends KernelRecord['kind']>(
    kind: K,
    test: (record: Extract<KernelRecord, { kind: K }>) => boolean,
  ): Promise<Extract<KernelRecord, { kind: K }>>;
  notice(test: (notice: SensorNotice) => boolean, withinMs?: number): Promise<SensorNotice>;
  stop(): Promise<void>;
}

export function watchKernel(options: Partial<BpftraceOptions> = {}): Watching {
  const records: KernelRecord[] = [];
  const notices: SensorNotice[] = [];
  const abort = new AbortController();
  const running = bpftraceSensor({ sockets: [], ...options }).run(
    { record: (record) => records.push(record), notice: (notice) => notices.push(notice) },
    abort.signal,
  );

  async function find<T>(find_: () => T | undefined, withinMs: number, what: string): Promise<T> {
    const end = performance.now() + withinMs;
    for (;;) {
      const found = find_();
      if (found !== undefined) return found;
      if (performance.now() > end) {
        throw new Error(`no ${what} in ${withinMs} ms; notices: ${JSON.stringify(notices)}`);
      }
      await sleep(20);
    }
  }

  return {
    records,
    notices,
    record: (kind, test) => {
      type Wanted = Extract<KernelRecord, { kind: typeof kind }>;
      const isWanted = (record: KernelRecord): record is Wanted =>
        record.kind === kind && test(record as Wanted);
      return find(() => records.find(isWanted), 10_000, `${kind} record`);
    },
    notice: (test, withinMs = 90_000) => find(() => notices.find(test), withinMs, 'notice'),
    async stop() {
      abort.abort();
      await running;
    },
  };
}
