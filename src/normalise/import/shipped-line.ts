import type { Device } from '../../model/batch.js';
import type { Found } from './importer.js';

// Journals and log shippers name the host beside a line, which need not name it.

/** A line of an audit log with the host's name in front, where it names none itself. */
export function withNode(line: string, { DeviceName: host = '' }: Partial<Device>): string {
  return line.startsWith('type=') && /^\S{1,255}$/.test(host) ? `node=${host} ${line}` : line;
}

/** Rows about a host that is known by its name, with the id that it is known by beside. */
export function identified(found: Found[], { DeviceId, DeviceName }: Partial<Device>): Found[] {
  for (const one of found) {
    if ('table' in one && DeviceId && one.row.DeviceName === DeviceName)
      one.row.DeviceId = DeviceId;
  }
  return found;
}
