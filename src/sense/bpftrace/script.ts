import { fileProbes } from './file-probes.js';
import { greetingProbes } from './greeting-probes.js';
import { limitedKinds, limits, line } from './language.js';
import { lookupProbes } from './lookup-probes.js';
import { modeProbes } from './mode-probes.js';
import type { Offsets } from './offsets.js';
import { processProbes } from './process-probes.js';
import { knownEngines, type RunningEngines, requestProbes } from './request-probes.js';
import { isEnginePath, socketProbes } from './socket-probes.js';

/** What the script is made for. */
export interface ScriptOptions {
  offsets: Offsets;
  /** Whether this kernel has a tracepoint: architectures differ in their system calls. */
  has(tracepoint: string): boolean;
  /** Processes whose own doings are not told. bpftrace's own pid is its first parameter. */
  exclude: number[];
  /** Paths that an engine's socket may be bound to, beside those that end as an engine's usually does. */
  sockets: string[];
  /** Engines that run already. */
  engines: RunningEngines;
}

/** The whole program for bpftrace. */
export function script(options: ScriptOptions): string {
  const notOurs = ['pid != $1', ...options.exclude.map((pid) => `pid != ${pid}`)].join(' && ');
  const probes = [
    ...processProbes(options.offsets),
    ...fileProbes(options.offsets),
    ...modeProbes(options.offsets),
    ...socketProbes(options.offsets, options.sockets),
    ...requestProbes(options.offsets, isEnginePath(options.sockets), options.exclude),
    ...lookupProbes(options.offsets),
    ...greetingProbes(options.offsets),
  ];
  const overs = limitedKinds.map((kind) => `@over${limits[kind].slot}`);
  const parts = [
    `BEGIN { ${overs.map((over) => `${over} = (uint64)0;`).join(' ')} ${knownEngines(options.engines)} @dns[(uint64)0] = (uint64)0; @silent[(uint64)0] = (uint64)0; @fresh[(uint64)0] = (uint64)0; @open[(uint64)0] = (uint64)0; ${line('B', ['nsecs'])} }`,
  ];
  for (const probe of probes) {
    const present = probe.tracepoints.filter((name) => options.has(name));
    if (present.length === 0) continue;
    const filter = probe.when === undefined ? notOurs : `${notOurs} && ${probe.when}`;
    parts.push(
      `${present.map((name) => `tracepoint:${name}`).join(',\n')}\n/${filter}/\n{${declared(probe.code)}\n}`,
    );
  }
  parts.push(
    `interval:ms:500 { ${line('T', ['nsecs', ...overs])} }`,
    'interval:s:1 { clear(@seen); clear(@share); }',
    'interval:s:10 { clear(@told); clear(@made); }',
    'interval:s:30 { clear(@named); }',
  );
  return `${parts.join('\n\n')}\n`;
}

/** Variables belong to the innermost block since 0.22, to the probe before: set at its start, they are the same in all. */
function declared(code: string): string {
  const names = [...new Set(code.match(/\$[a-z]\w*/gi))];
  return `\n    ${names.map((name) => `${name} = (uint64)0;`).join(' ')}${code}`;
}
