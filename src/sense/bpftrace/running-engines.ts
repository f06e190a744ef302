import { readdirSync, readFileSync } from 'node:fs';
import { engineComms, type RunningEngines } from './request-probes.js';

/** TCP_LISTEN in /proc/net/tcp. */
const listening = '0A';

/** Engines that run when tracing starts, by name; one of another name is known by its next accepted connection. */
export function runningEngines(): RunningEngines {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => engineComms.includes(content(`/proc/${pid}/comm`).trim()))
    .map(Number);
  const ports = pids.flatMap((pid) =>
    ['tcp', 'tcp6'].flatMap((table) => listeningPorts(content(`/proc/${pid}/net/${table}`))),
  );
  return { pids, ports: [...new Set(ports)] };
}

/** Ports that are listened on, of a text as in /proc/net/tcp. */
export function listeningPorts(table: string): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    const port = local?.split(':').at(-1);
    return state === listening && port !== undefined ? [Number.parseInt(port, 16)] : [];
  });
}

function content(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // The process has gone.
  }
}
