import type { Device } from '../../model/batch.js';
import type { Found } from './importer.js';

/** Hosts that are read at a time. */
const maxHosts = 50;

export interface HostReaders<R> {
  /** The reader of a host, or of records that nobody names the host of. What one that had to end was left with goes into `into`. */
  of(host: string | undefined, into: Found[]): R;
  end(): Found[];
}

/** A reader for each host, whose name stands in where a record names none. Of too many, the one asked longest ago ends. */
export function hostReaders<R>(
  open: (device: Partial<Device>) => R,
  end: (reader: R) => Found[],
  device: Partial<Device>,
): HostReaders<R> {
  const readers = new Map<string, R>();
  let last: { host: string; reader: R } | undefined;

  function of(name: string | undefined, into: Found[]): R {
    const host = name ?? '';
    if (last?.host === host) return last.reader;
    const reader =
      readers.get(host) ?? open(host === '' ? device : { DeviceId: host, DeviceName: host });
    // The latest stands last.
    readers.delete(host);
    readers.set(host, reader);
    last = { host, reader };
    for (const [oldest, ended] of readers) {
      if (readers.size <= maxHosts) break;
      readers.delete(oldest);
      into.push(...end(ended));
    }
    return reader;
  }

  return { of, end: () => [...readers.values()].flatMap(end) };
}
