import { existsSync, readdirSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Batch } from '../model/batch.js';
import { defaultEndpoints, parseEndpoint } from '../sense/docker.js';
import { dataOption } from './data-directory.js';
import { parseDuration } from './duration.js';
import { UsageError } from './failure.js';
import { watchLive } from './live.js';
import { jsonOutput, textOutput } from './output.js';
import { chosenRules } from './rules/chosen.js';
import { rulesOption } from './rules/option.js';
import { loadSettings, settingsOption } from './settings-option.js';
import { print, say } from './terminal.js';
import { untilStopped } from './until-stopped.js';

interface WatchOptions {
  data: string;
  docker: string[];
  rules: string[];
  json?: true;
  duration?: number;
  retainDays?: number;
  retainGb?: number;
  record?: string;
  replay?: string;
  settings?: string;
}

export function watchCommand(): Command {
  return new Command('watch')
    .description('watch this host: a line for each build, alert, incident and gap, until Ctrl-C')
    .addOption(dataOption())
    .option(
      '--docker <endpoint>',
      'a Docker Engine to watch, unix:///path or tcp://host:port; repeatable (default: those found)',
      (text: string, before: string[]) => [...before, endpoint(text)],
      [],
    )
    .addOption(rulesOption())
    .addOption(settingsOption())
    .option('--json', 'JSON Lines on stdout; kind is build, alert, incident, gap or health')
    .option('--duration <time>', 'stop after this long, such as 60s or 5m', parseDuration)
    .option('--retain-days <days>', 'drop raw rows that are older (default: 30)', positive)
    .option(
      '--retain-gb <gigabytes>',
      'drop the oldest raw rows beyond this size (default: 10)',
      positive,
    )
    .option('--record <file>', 'also keep the raw records, to replay them')
    .addOption(
      new Option(
        '--replay <file>',
        'take a recording in place of this host, into a data directory of its own (--data)',
      ).conflicts(['docker', 'record', 'duration', 'retainDays', 'retainGb']),
    )
    .action(async (options: WatchOptions, command: Command) => {
      const output = options.json
        ? jsonOutput((line) => process.stdout.write(line))
        : textOutput(print);
      if (options.replay !== undefined) {
        const isNamed = command.getOptionValueSource('data') !== 'default';
        await replayInto(ownDirectory(isNamed ? options.data : undefined), options, output);
        return;
      }
      const endpoints = options.docker.length > 0 ? options.docker : likelyEndpoints();
      await watchLive(
        {
          directory: options.data,
          retain: {
            days: options.retainDays,
            bytes: options.retainGb === undefined ? undefined : options.retainGb * 1e9,
          },
          endpoints,
          rules: await chosenRules(options.rules),
          settings: await loadSettings(options.settings, options.data),
          stored: output,
          say,
          recordTo: options.record,
        },
        untilStopped(options.duration),
      );
    });
}

/** What a watcher of this host keeps must not be mixed with what happened elsewhere, nor a recording be taken twice. */
function ownDirectory(directory: string | undefined): string {
  if (directory === undefined)
    throw new UsageError('--replay: name a new directory for what comes of it with --data');
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new UsageError(
      `--data ${directory}: --replay wants a new directory, and this holds files`,
    );
  return directory;
}

async function replayInto(
  directory: string,
  { replay: recording = '', rules, settings }: WatchOptions,
  stored: (batch: Batch) => void,
): Promise<void> {
  const { replay } = await import('./replay.js');
  await replay({
    recording,
    directory,
    stored,
    troubled: say,
    speed: Number.POSITIVE_INFINITY,
    rules: await chosenRules(rules),
    settings: await loadSettings(settings, directory),
    signal: untilStopped(undefined),
  });
}

/** Engines whose sockets are there; the usual one where none is, so that an engine started later is seen. */
function likelyEndpoints(): string[] {
  const candidates = defaultEndpoints();
  const present = candidates.filter((each) => each.kind === 'tcp' || existsSync(each.path));
  return (present.length > 0 ? present : candidates.slice(0, 1)).map(({ text }) => text);
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1e6) return value;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is not a positive number`);
}

function endpoint(text: string): string {
  try {
    return parseEndpoint(text).text;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
