import type { Batch } from '../../model/batch.js';
import { severities } from '../../model/incident.js';
import { readDevice } from '../../sense/host.js';
import { openScratch, type Scratch } from '../../store/scratch.js';
import { UsageError } from '../failure.js';
import { type Imported, importFiles } from '../import-files.js';
import { instantFor, type Now } from '../now-option.js';
import { progressBar } from '../progress.js';
import { chosenRules } from '../rules/chosen.js';
import { loadSettings } from '../settings-option.js';
import { stopSignal } from '../stop-signal.js';
import { say } from '../terminal.js';
import { writeOut } from '../write-out.js';
import { openChronicle } from './chronicle.js';
import { type Findings, foundRows } from './found.js';
import { judge, type Verdict } from './judge.js';
import { outputs } from './output/index.js';
import type { OutputName } from './output/names.js';
import { openRejectedFile } from './rejected-file.js';
import { summary } from './summary.js';

export interface ScanOptions {
  format?: string;
  host?: string;
  rules: string[];
  now?: Now;
  replay?: true;
  output: OutputName;
  /** A severity in lower case. */
  failOn?: string;
  rejected?: string;
  settings?: string;
  /** Settings may lie there; with `learn`, what was found is kept there. */
  data: string;
  learn?: true;
}

/** Imports, judges and reports; sets the exit status: 2 when not all could be read or judged, 1 by --fail-on. */
export async function scan(paths: readonly string[], options: ScanOptions): Promise<void> {
  const began = performance.now();
  const settings = await loadSettings(options.settings, options.data);
  const rules = await chosenRules(options.rules);
  const stop = stopSignal();
  const rejected = await openRejectedFile(options.rejected);
  const bar = progressBar(process.stderr);
  const chronicle = openChronicle();
  // The first rows are read meanwhile.
  const opening = openScratch();
  const opened = opening.catch(() => undefined);
  stop.addEventListener('abort', () => opened.then((scratch) => scratch?.interrupt()));
  try {
    const take = async (batch: Batch): Promise<void> => {
      chronicle.add(batch);
      await (await opening).add(batch);
    };
    const imported = await importFiles(paths, take, {
      format: options.format,
      device: options.host ? { DeviceId: options.host, DeviceName: options.host } : undefined,
      rejected: rejected.add,
      progress: ({ file, bytes, total }) => bar.show(file, bytes, total, 'bytes'),
      signal: stop,
    });
    const scratch = await opening;
    const now = options.replay ? undefined : instantFor(options.now, imported.span?.until);
    const verdict = await judge(scratch, chronicle, imported, {
      rules,
      now,
      settings,
      progress: (what, done) => bar.show(what, done, 1),
      signal: stop,
    });
    bar.clear();
    await rejected.close();
    if (options.learn) await keep(scratch, verdict, options.data);
    const isWhole = imported.failed.length === 0 && verdict.rules.every(({ failure }) => !failure);
    const isFound = await hasSeverity(scratch, verdict, options.failOn);
    // Before anything is written: whoever reads it may leave early.
    process.exitCode = isWhole ? (isFound ? 1 : 0) : 2;
    await outputs[options.output](findings(scratch, imported, verdict, options), writeOut);
    for (const line of summary({ imported, verdict, now, took: performance.now() - began }))
      say(line);
  } catch (error) {
    throw stop.aborted ? new UsageError('interrupted: nothing was judged to its end') : error;
  } finally {
    bar.clear();
    await rejected.close();
    chronicle.close();
    await (await opening).close();
  }
}

async function keep(scratch: Scratch, verdict: Verdict, directory: string): Promise<void> {
  const { learn } = await import('./learn.js');
  const count = await learn(directory, scratch, verdict, readDevice(), say);
  say(`${count} builds that ${directory} did not know yet are kept there`);
}

function findings(
  scratch: Scratch,
  { files }: Imported,
  verdict: Verdict,
  { replay }: ScanOptions,
): Findings {
  return {
    incidents: () => foundRows(scratch, 'Incidents', verdict),
    alerts: () => foundRows(scratch, 'Alerts', verdict),
    counts: {
      incidents: verdict.incidents.size,
      alerts: verdict.alerts.size,
      builds: verdict.builds.size,
    },
    rules: verdict.rules.map(({ rule }) => rule),
    noise: replay ? verdict.noise : undefined,
    async report(incident) {
      const { readIncident } = await import('../story.js');
      const { shownIncident } = await import('../show.js');
      return shownIncident(await readIncident(scratch, incident), 'text');
    },
    filesOf({ DeviceId, DeviceName, TimeGenerated: time }) {
      const host = DeviceId || DeviceName || '';
      const holding = files.filter(({ span }) => span && span.from <= time && time <= span.until);
      const ofHost = holding.filter(({ hosts }) => hosts.has(host));
      return [...ofHost, ...holding, ...files].map(({ name }) => name);
    },
  };
}

/** An incident that was withdrawn is none. */
async function hasSeverity(
  scratch: Scratch,
  verdict: Verdict,
  least: string | undefined,
): Promise<boolean> {
  if (least === undefined) return false;
  const from = severities.findIndex((severity) => severity.toLowerCase() === least);
  const counting = new Set<string>(severities.slice(from));
  for (const table of ['Alerts', 'Incidents'] as const)
    for await (const row of foundRows(scratch, table, verdict)) {
      const isWithdrawn = 'Status' in row && row.Status === 'Withdrawn';
      if (!isWithdrawn && counting.has(row.Severity ?? '')) return true;
    }
  return false;
}
