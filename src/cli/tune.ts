import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { Document, parseDocument } from 'yaml';
import { readSettings } from '../correlate/settings-file.js';
import { proposeSettings, type Stored } from '../correlate/tune/propose.js';
import { tuningReport } from '../explain/tuning.js';
import type { Reader } from '../store/store.js';
import { dataOption } from './data-directory.js';
import { reading } from './reading.js';
import { locateSettings, settingsOption } from './settings-option.js';
import { readRows } from './stored.js';
import { palette, print, say, textWidth } from './terminal.js';

interface TuneOptions {
  data: string;
  settings?: string;
  least: number;
  json?: true;
  apply?: true;
}

/** The newest are looked at. */
const maxIncidents = 2000;

export function tuneCommand(): Command {
  return new Command('tune')
    .description(
      'propose settings from what was stored, with what each would have silenced; none that would have lowered an incident with strong evidence',
    )
    .addOption(dataOption())
    .addOption(settingsOption())
    .option('--least <count>', 'incidents that have to suggest a setting', counting, 2)
    .option('--json', 'JSON instead of text')
    .option('--apply', 'write what is proposed into the settings file')
    .action(tune);
}

async function tune(options: TuneOptions): Promise<void> {
  const { file, settings } = await locateSettings(options.settings, options.data);
  const { stored, builds } = await reading(options.data, readStored);
  const tuning = proposeSettings(stored, settings, options.least);
  const yaml = new Document(tuning.file).toString();
  if (options.json) print(JSON.stringify({ ...tuning, settingsFile: file }, null, 2));
  else {
    const about = { incidents: stored.length, builds, file, yaml };
    print(tuningReport(tuning, about, { palette, width: textWidth() }).join('\n'));
  }
  if (options.apply && tuning.proposals.length > 0) {
    write(file, merged(file, tuning.file));
    say(`written: ${file}`);
  }
}

async function readStored(reader: Reader): Promise<{ stored: Stored[]; builds: number }> {
  const incidents = await readRows(
    reader,
    'Incidents',
    `"Status" <> 'Withdrawn' ORDER BY "TimeGenerated" DESC LIMIT ${maxIncidents}`,
  );
  const stored: Stored[] = [];
  for (const incident of incidents) {
    const where = '"BuildId" = $id';
    const id = incident.BuildId ?? '';
    const [build] = await readRows(reader, 'ImageBuilds', where, { id });
    if (!build) continue;
    const steps = await readRows(reader, 'ImageBuildSteps', where, { id });
    const alerts = await readRows(reader, 'Alerts', where, { id });
    stored.push({ incident, build, steps, alerts });
  }
  const { rows } = await reader.query({
    sql: 'SELECT count(*) FROM main."ImageBuilds"',
    parameters: {},
    columns: [{ name: 'Count', type: 'long' }],
    tables: ['ImageBuilds'],
  });
  return { stored: stored.reverse(), builds: Number(rows[0]?.[0] ?? 0) };
}

/** The file with the values in it; its comments and its other settings stay. */
function merged(file: string, values: Record<string, unknown>): string {
  const document = existsSync(file) ? parseDocument(readFileSync(file, 'utf8')) : new Document({});
  if (document.contents === null) document.contents = document.createNode({}) as never;
  for (const [name, value] of Object.entries(values))
    document.set(name, document.createNode(value));
  const text = document.toString();
  // Whatever was proposed, the next start has to be able to read it.
  readSettings(text, file);
  return text;
}

/** As a whole or not at all: a watcher may start just then. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o640 });
  renameSync(`${file}.new`, file);
}

function counting(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1e6) return value;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is not a number of incidents`);
}
