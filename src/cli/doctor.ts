import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { Command } from 'commander';
import { printable } from '../explain/printable.js';
import { probeKernel } from '../sense/bpftrace.js';
import { defaultEndpoints, probeEngine } from '../sense/docker.js';
import { dataOption } from './data-directory.js';
import { engineFindings } from './doctor/engines.js';
import { type Finding, problem } from './doctor/finding.js';
import {
  cgroupFinding,
  diskFinding,
  measureDisk,
  nodeFinding,
  permissionFinding,
  permissions,
  readOrEmpty,
} from './doctor/host.js';
import { kernelFindings } from './doctor/kernel.js';
import { palette, print } from './terminal.js';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this host offers to Keelwatch, and what mends what is missing')
    .addOption(dataOption())
    .option('--json', 'one JSON object: ok, and findings with id, state, text and mend')
    .addHelpText('after', '\nExits 0 when all that `keelwatch watch` needs is there, else 1.')
    .action(async (options: { data: string; json?: true }) => {
      const findings = await examine(options.data);
      const ok = findings.every(({ state }) => state !== 'problem');
      if (options.json) print(JSON.stringify({ ok, findings }));
      else for (const line of report(findings)) print(line);
      if (!ok) process.exitCode = 1;
    });
}

async function examine(data: string): Promise<Finding[]> {
  return [
    nodeFinding(process.version),
    permissionFinding(permissions()),
    ...kernelFindings(await probeKernel(), {
      release: release(),
      mayMountTracefs: existsSync('/sys/kernel/tracing'),
    }),
    cgroupFinding(readOrEmpty('/proc/mounts')),
    ...(await lookForEngines()),
    diskFinding(measureDisk(data)),
  ];
}

/** Of every engine whose socket is there, or where none is, of the likeliest. */
async function lookForEngines(): Promise<Finding[]> {
  let candidates: ReturnType<typeof defaultEndpoints>;
  try {
    candidates = defaultEndpoints();
  } catch (error) {
    return [
      problem(
        'docker',
        `DOCKER_HOST: ${error instanceof Error ? error.message : String(error)}`,
        'unset DOCKER_HOST',
      ),
    ];
  }
  const present = candidates.filter((each) => each.kind === 'tcp' || existsSync(each.path));
  const chosen = present.length > 0 ? present : candidates.slice(0, 1);
  return engineFindings(await Promise.all(chosen.map(({ text }) => probeEngine(text))));
}

const marks = {
  ok: palette.good('ok      '),
  problem: palette.bad('problem '),
  note: palette.bold('note    '),
} satisfies Record<Finding['state'], string>;

function report(findings: readonly Finding[]): string[] {
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const verdict =
    problems === 0
      ? 'All that `keelwatch watch` needs is there.'
      : `${problems === 1 ? 'One problem keeps' : `${problems} problems keep`} \`keelwatch watch\` from seeing everything.`;
  return [
    ...findings.flatMap(({ state, text, mend }) => [
      `${marks[state]} ${printable(text)}`,
      ...(mend === undefined ? [] : [`         → ${printable(mend)}`]),
    ]),
    '',
    verdict,
  ];
}
