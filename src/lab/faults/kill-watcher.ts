import { setTimeout as sleep } from 'node:timers/promises';
import { openReader } from '../../store/duckdb.js';
import { mustRun } from '../command.js';
import { startWatcher, type WatchLine } from '../watcher.js';
import { type LoadOptions, startLoad } from './load.js';

export interface KillOptions extends LoadOptions {
  /** The program. */
  main: string;
  /** Data directory of all lives of the watcher. */
  data: string;
  kills: number;
  /** From 0 to below 1. */
  random: () => number;
  say?: (line: string) => void;
}

export interface Killed {
  /** Lines that the watcher wrote in all its lives: what it acknowledged. */
  acknowledged: number;
  /** Attacks that the engine built. */
  attacks: number;
  incidents: number;
  gaps: number;
  /** Each wrong thing as a line: what was acknowledged and is not stored, what is stored twice, what no gap tells of. */
  wrong: string[];
}

/** The longest that a watcher lives before it is killed: milliseconds; its start takes some of it. */
const longestLife = 6000;

/** Kills the watcher with -9 at random points of its life, its start included, while the host is busy; then looks. */
export async function killWatcher(options: KillOptions): Promise<Killed> {
  const { main, data, engine, kills, random } = options;
  const say = options.say ?? (() => undefined);
  const args = ['--docker', engine.endpoint, '--data', data];
  const lines: WatchLine[] = [];
  const wrong: string[] = [];
  let spoke = 0;
  const load = startLoad(options);
  try {
    let stored = 0;
    for (let life = 1; life <= kills; life += 1) {
      const watcher = await startWatcher(main, args, []);
      await sleep(random() * longestLife);
      await watcher.stop('SIGKILL');
      lines.push(...watcher.lines);
      if (watcher.lines.length > 0) spoke += 1;
      if (watcher.log() !== '') wrong.push(`life ${life} said: ${watcher.log().trim()}`);
      const now = spoke === 0 ? 0 : await countRows(data);
      if (now < stored)
        wrong.push(`after life ${life} ${now} rows are stored, before it ${stored}`);
      stored = now;
      say(`life ${life}: ${watcher.lines.length} lines, ${stored} rows stored`);
    }
  } finally {
    await load.stop();
  }
  const last = await startWatcher(main, args);
  await sleep(3000);
  const status = await last.stop();
  if (status !== 0) wrong.push(`the last watcher ended with ${status}: ${last.log()}`);
  lines.push(...last.lines);

  const ask = (kql: string): Promise<Row[]> => query(main, data, kql);
  wrong.push(...(await lost(lines, ask)), ...(await twice(ask)));
  const gaps = await ask('SensorEvents | where Sensor == "watcher" and ActionType == "Gap"');
  if (gaps.length < spoke)
    wrong.push(`${spoke} watchers were killed after they began, and ${gaps.length} gaps tell so`);
  const [incidents] = await ask('Incidents | count');
  return {
    acknowledged: lines.length,
    attacks: [...load.attacks().values()].filter(Boolean).length,
    incidents: Number(incidents?.Count),
    gaps: gaps.length,
    wrong,
  };
}

type Row = Record<string, unknown>;
type Ask = (kql: string) => Promise<Row[]>;

async function query(main: string, data: string, kql: string): Promise<Row[]> {
  const text = await mustRun(process.execPath, [main, 'query', '--json', '--data', data, kql]);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Row);
}

const growing = ['DeviceProcessEvents', 'ContainerEvents', 'ContainerImageEvents', 'SensorEvents'];

async function countRows(data: string): Promise<number> {
  const reader = await openReader(data);
  const counts = growing.map((table) => `(SELECT count(*) FROM main."${table}")`);
  const { rows } = await reader.query({
    sql: `SELECT ${counts.join(' + ')}`,
    parameters: {},
    columns: [{ name: 'Count', type: 'long' }],
    tables: growing,
  });
  await reader.close();
  return Number(rows[0]?.[0]);
}

/** By kind of line: the table, and what tells one row of it from the others. */
const identities: Record<WatchLine['kind'], { table: string; columns: string[] }> = {
  build: { table: 'ImageBuilds', columns: ['BuildId'] },
  alert: { table: 'Alerts', columns: ['AlertId'] },
  incident: { table: 'Incidents', columns: ['IncidentId'] },
  gap: { table: 'SensorEvents', columns: ['TimeGenerated', 'Sensor', 'ActionType', 'Reason'] },
  health: { table: 'SensorEvents', columns: ['TimeGenerated', 'Sensor', 'ActionType', 'Reason'] },
};

async function lost(lines: readonly WatchLine[], ask: Ask): Promise<string[]> {
  const stored = new Map<string, Set<string>>();
  const name = (row: Row, columns: string[]) => JSON.stringify(columns.map((key) => row[key]));
  for (const { table, columns } of Object.values(identities)) {
    if (stored.has(table)) continue;
    const rows = await ask(`${table} | project ${columns.join(', ')}`);
    stored.set(table, new Set(rows.map((row) => name(row, columns))));
  }
  const missing = lines.flatMap(({ kind, row }) => {
    const { table, columns } = identities[kind];
    const wanted = name(row, columns);
    return stored.get(table)?.has(wanted) ? [] : [`${kind} ${wanted} was told and is not stored`];
  });
  return [...new Set(missing)];
}

/** What was told and taken back, when it turned out to be of another, stays in the store. */
const standing = 'where tostring(AdditionalFields.Withdrawn) != "true"';
const builds = `ImageBuilds | where Method == "build" | ${standing}`;
/** What stands in the store more often than it happened, each with the query that counts it. */
const once: Record<string, string> = {
  'incident of one build': `Incidents | where BuildId != "" | ${standing} | summarize Count = count() by BuildId`,
  'build of one image': `${builds} | where ImageId != "" | summarize Count = count(), make_set(BuildId) by ImageId`,
  'build of one tag': `${builds} | mv-expand Tag = Tags to typeof(string) | summarize Count = count(), make_set(BuildId) by Tag`,
  'event of one container':
    'ContainerEvents | where ActionType != "ContainerFound" | summarize Count = count() by ContainerId, ActionType, TimeGenerated',
  'start of one process':
    'DeviceProcessEvents | where ActionType == "ProcessCreated" | summarize Count = count() by ProcessId, ProcessCreationTime, TimeGenerated, ProcessCommandLine',
};

async function twice(ask: Ask): Promise<string[]> {
  const found: string[] = [];
  for (const [what, kql] of Object.entries(once))
    for (const row of await ask(`${kql} | where Count > 1`))
      found.push(`more than one ${what}: ${JSON.stringify(row)}`);
  return found;
}
