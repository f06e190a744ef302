/**
 * Makes a recording fit to be kept: of the kernel's records only those of container engines, their clients and what
 * descends from them, nothing of the host they were made on but its engine's version.
 *
 * `tsx scripts/trim-recording.ts RECORDING ANCESTOR > TRIMMED`: ANCESTOR is a text in the command line of the topmost
 * process to be kept, such as `main.js demo`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import type { RawRecord } from '../src/cli/raw-record.js';
import type { KernelRecord } from '../src/sense/bpftrace.js';

const [file, ancestor] = process.argv.slice(2);
if (file === undefined || ancestor === undefined) {
  throw new Error('usage: trim-recording RECORDING ANCESTOR');
}

const engines = /^(?:dockerd|docker|containerd.*|runc|docker-.*)$/;
const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
const records = lines.map((line) => JSON.parse(line) as RawRecord);

type Program = Extract<KernelRecord, { kind: 'exec' | 'running' }>;
const programs = new Map<number, Program>();
for (const { from, record } of records) {
  if (from === 'kernel' && (record.kind === 'exec' || record.kind === 'running')) {
    programs.set(record.pid, record);
  }
}

/** Of the process that a record tells of; of a request the client's, as far as it is one here. */
function pidOf(record: Exclude<KernelRecord, { kind: 'boot' }>): number {
  if (record.kind !== 'request') return record.pid;
  const { client } = record;
  if (client.kind === 'remote') return record.daemon.pid;
  return client.kind === 'process' ? client.actor.pid : client.pid;
}

const kept = new Set<number>();
for (const program of programs.values()) {
  if (!engines.test(basename(program.argv[0] ?? ''))) continue;
  for (let at: Program | undefined = program; at; at = programs.get(at.parent.pid)) {
    kept.add(at.pid);
    if (at.argv.join(' ').includes(ancestor)) break;
  }
}
for (let size = -1; size !== kept.size; ) {
  size = kept.size;
  for (const { pid, parent } of programs.values()) if (kept.has(parent.pid)) kept.add(pid);
}
// What stands above the topmost process is nobody's business.
const top = [...programs.values()].find(({ argv }) => argv.join(' ').includes(ancestor));
for (let at = top && programs.get(top.parent.pid); at; at = programs.get(at.parent.pid)) {
  kept.delete(at.pid);
}

const id = createHash('sha256').update('recording').digest('hex').slice(0, 32);
const out = [JSON.stringify({ recording: 1, device: { DeviceId: id, DeviceName: 'demo-host' } })];
for (const raw of records) {
  const { from, record } = raw;
  if (from === 'kernel') {
    if (record.kind === 'boot') record.bootId = id;
    else if (!kept.has(pidOf(record))) continue;
  }
  // Made from the boot's identifier, which is replaced.
  if (from === 'dockerfile') record.ProcessUniqueId = undefined;
  out.push(
    JSON.stringify(raw)
      .replaceAll(process.cwd(), '/opt/keelwatch')
      .replaceAll(homedir(), '/home/user'),
  );
}
process.stdout.write(`${out.join('\n')}\n`);
