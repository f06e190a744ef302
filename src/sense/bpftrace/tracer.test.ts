import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type TracerOptions, trace } from './tracer.js';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** A program in bpftrace's place. */
function program(script: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'keelwatch-tracer-'));
  directories.push(directory);
  const path = join(directory, 'bpftrace');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const nothing = () => {};
const options = (command: string, more: Partial<TracerOptions> = {}): TracerOptions => ({
  command,
  script: '',
  signal: new AbortController().signal,
  line: nothing,
  read: nothing,
  lost: nothing,
  ...more,
});

const speaking = 'while :; do echo "A 1"; sleep 0.05; done';

describe('trace', () => {
  it('starts nothing where it was told to stop before', async () => {
    const lines: string[] = [];
    const line = (text: string) => lines.push(text);
    const signal = AbortSignal.abort();
    expect(await trace(options(program(speaking), { signal, line }))).toBe('stopped');
    expect(lines).toEqual([]);
  });

  it('ends a program that fell silent', async () => {
    const reason = await trace(options(program('echo "A 1"; exec sleep 60'), { silenceMs: 100 }));
    expect(reason).toBe('bpftrace fell silent');
  });

  it('does not take its own pause for silence', async () => {
    const stop = new AbortController();
    let heard = 0;
    const line = () => {
      heard += 1;
    };
    const more = { silenceMs: 400, signal: stop.signal, line };
    const tracing = trace(options(program(speaking), more));
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
    const before = heard;
    await sleep(300);
    expect(heard).toBeGreaterThan(before);
    stop.abort();
    expect(await tracing).toBe('bpftrace got SIGKILL');
  });
});
