import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { defaultSettings, type Settings } from '../correlate/settings.js';
import { UsageError } from './failure.js';

const host = '/etc/keelwatch/settings.yaml';

export function settingsOption(): Option {
  return new Option(
    '--settings <file>',
    `settings in YAML (default: settings.yaml in the data directory, else ${host}, where there is one)`,
  );
}

/** Throws a UsageError that names file and line for one that cannot be used; without any, the defaults hold. */
export async function loadSettings(
  given: string | undefined,
  directory: string,
): Promise<Settings> {
  return (await locateSettings(given, directory)).settings;
}

/** The settings that hold for a data directory, and the file that they are from, or would be. */
export async function locateSettings(
  given: string | undefined,
  directory: string,
): Promise<{ file: string; settings: Settings }> {
  const own = join(directory, 'settings.yaml');
  for (const file of given === undefined ? [own, host] : [given]) {
    const text = read(file, given !== undefined);
    if (text !== undefined) return { file, settings: await parse(text, file) };
  }
  return { file: own, settings: defaultSettings };
}

async function parse(text: string, file: string): Promise<Settings> {
  // Few have a file of settings: what reads YAML is loaded for those alone.
  const { readSettings, SettingsError } = await import('../correlate/settings-file.js');
  try {
    return readSettings(text, file);
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(error.problems);
    throw error;
  }
}

/** What lowers severities must not be for everybody to write. */
function read(file: string, isNeeded: boolean): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    if ((statSync(file).mode & 0o002) !== 0)
      throw new UsageError(`${file} can be written by everybody: chmod o-w it`);
    return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNeeded) return undefined;
    if (code === undefined) throw error;
    throw new UsageError(`the settings cannot be read: ${(error as Error).message}`);
  }
}
