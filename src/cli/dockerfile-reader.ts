import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ClientDockerfile } from '../correlate/request.js';
import type { DeviceProcessEvents } from '../model/generated/tables.js';
import { cgroupOf, containerIdOf } from '../normalise/container-id.js';
import { systemProc } from '../sense/bpftrace/proc.js';
import { redactDockerfile } from '../sense/redact-dockerfile.js';

const maxBytes = 65_536;
/** A client can name a file on a file system that never answers: that may hold up this many reads and nothing else. */
const maxReads = 2;

/**
 * Reads Dockerfiles from the disk of clients that have just started, as the client sees it: it may be in a container.
 * The path is the client's to choose, so a file counts only when it is a regular file with a FROM instruction.
 */
export function dockerfileReader(found: (dockerfile: ClientDockerfile) => void) {
  let reads = 0;

  async function read(client: DeviceProcessEvents, path: string): Promise<void> {
    const { ProcessId, ProcessUniqueId } = client;
    if (reads >= maxReads || typeof ProcessId !== 'number') return;
    reads += 1;
    const text = await readAsSeenBy(client, path);
    reads -= 1;
    if (text === undefined || !/^[ \t]*FROM\s/im.test(text)) return;
    found({
      ProcessId,
      ProcessUniqueId,
      Path: path,
      Text: redactDockerfile(text.slice(0, maxBytes)),
      Truncated: text.length > maxBytes,
    });
  }

  return (client: DeviceProcessEvents, path: string): void => void read(client, path);
}

/**
 * As the client sees it. A build that has nothing to do is over sooner than it is looked at: then as the process that
 * started the client sees it, or the one above, or the host, if that is in the same container.
 */
async function readAsSeenBy(
  client: DeviceProcessEvents,
  path: string,
): Promise<string | undefined> {
  const { ProcessId, InitiatingProcessId, InitiatingProcessParentId, ContainerId = '' } = client;
  for (const pid of [ProcessId, InitiatingProcessId, InitiatingProcessParentId, 1]) {
    if (typeof pid !== 'number') continue;
    const container = containerOf(pid);
    if (container === undefined) continue;
    if (pid !== ProcessId && container !== ContainerId) return undefined;
    const text = await readRegularFile(`/proc/${pid}/root${path}`);
    if (text !== undefined || containerOf(pid) !== undefined) return text;
  }
  return undefined;
}

/** '' for none; undefined of a process that has left. */
function containerOf(pid: number): string | undefined {
  const cgroups = systemProc.cgroups(pid);
  return cgroups === null ? undefined : containerIdOf(cgroupOf(cgroups));
}

/** Up to a byte more than is kept; undefined when there is no such file that can be read, or the client is gone. */
async function readRegularFile(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return undefined;
      const buffer = Buffer.alloc(maxBytes + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // Nothing can be said of it, and the build's row says so: it has no Dockerfile.
    return undefined;
  }
}
