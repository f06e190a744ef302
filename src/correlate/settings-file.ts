import { parseYaml } from '../detect/yaml-file.js';
import { closest } from '../kql/suggest.js';
import { dictionary } from '../model/dictionary.js';
import { defaultSettings, type Settings, type TrustedBuilder } from './settings.js';

/** What a settings file may say. docs/settings.md tells what each is for. */
const readers = {
  RegistryAllowList: (value) => {
    const registries = each(value, hostName);
    return { registries, isRegistryListGiven: true };
  },
  NewImageThreshold: (value) => ({ newImageThreshold: whole(value, 2, 1_000_000) }),
  TimeWindow: (value) => ({ timeWindow: span(value) }),
  BaselineBuilds: (value) => ({ baselineBuilds: whole(value, 1, 1_000_000) }),
  BaselineDays: (value) => ({ baselineSpan: whole(value, 0, 3650) * 86_400_000_000 }),
  TrustedBuilders: (value) => ({ trustedBuilders: each(value, trustedBuilder) }),
} satisfies Record<string, (value: unknown) => Partial<Settings>>;

export type SettingName = keyof typeof readers;

/** A settings file that cannot be used. Each problem begins with its place, `settings.yaml:3:7: `. */
export class SettingsError extends Error {
  override name = 'SettingsError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** What is wrong with a value, and where in its list. */
class Unfit extends Error {
  constructor(
    message: string,
    readonly index?: number,
  ) {
    super(message);
  }
}

/** Settings from a file's text, with the defaults for what it leaves out. Throws a SettingsError with all problems. */
export function readSettings(text: string, file: string): Settings {
  // A file of comments alone is no mapping, and says nothing.
  if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) return defaultSettings;
  const { fields, at } = parse(text, file);
  const problems: string[] = [];
  const settings: Settings = { ...defaultSettings };
  for (const [name, value] of Object.entries(fields)) {
    if (!isSetting(name)) {
      const near = closest(name, Object.keys(readers));
      const hint =
        near === undefined
          ? `they are ${Object.keys(readers).join(', ')}`
          : `did you mean ${near}?`;
      problems.push(`${at(name)}: ${name} is no setting: ${hint}`);
      continue;
    }
    try {
      Object.assign(settings, readers[name](value));
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      problems.push(`${at(name, error.index)}: ${name}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function parse(text: string, file: string) {
  try {
    return parseYaml(text, file);
  } catch (error) {
    throw new SettingsError((error as Error).message.split('\n'));
  }
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(readers, name);
}

function each<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Unfit(`${shown(value)} is not a list`);
  return value.map((item, index) => {
    try {
      return read(item);
    } catch (error) {
      throw error instanceof Unfit ? new Unfit(error.message, index) : error;
    }
  });
}

function whole(value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return value;
  throw new Unfit(`${shown(value)} is not a whole number from ${least} to ${most}`);
}

const units: Record<string, number> = dictionary({ s: 1e6, m: 60e6, h: 3600e6 });

function span(value: unknown): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(typeof value === 'string' ? value : '') ?? [];
  const micros = Number(count) * (units[unit ?? ''] ?? Number.NaN);
  if (micros > 0 && micros <= 24 * 3600e6) return micros;
  throw new Unfit(`${shown(value)} is not a span such as 30s, 5m or 1h, of a day at most`);
}

function hostName(value: unknown): string {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (/^(?!-)[a-z0-9.-]+(?<![.-])$/.test(text) && text.length <= 253) return text;
  throw new Unfit(`${shown(value)} is not a host name such as registry.example.com`);
}

const parts = ['Name', 'User', 'Path', 'Parent'];

function trustedBuilder(value: unknown): TrustedBuilder {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unfit(`${shown(value)} is not a mapping of ${parts.join(', ')}`);
  const given = value as Record<string, unknown>;
  const strange = Object.keys(given).find((name) => !parts.includes(name));
  if (strange !== undefined) throw new Unfit(`${strange} is none of ${parts.join(', ')}`);
  const text = (name: string): string => {
    const found = given[name] ?? '';
    if (typeof found === 'string' && found.length <= 500) return found;
    throw new Unfit(`${name}: ${shown(found)} is not a text`);
  };
  const builder = {
    name: text('Name'),
    user: text('User'),
    path: text('Path'),
    parent: text('Parent'),
  };
  if (builder.name === '') throw new Unfit('Name is missing');
  if (builder.path !== '' && !/^\/[^/]/.test(builder.path))
    throw new Unfit(`Path: ${shown(builder.path)} is not a full path below the root`);
  if (builder.user === '' && (builder.path === '' || builder.parent === ''))
    throw new Unfit('it needs a User, or a Path and a Parent: a path alone can be made by anybody');
  return builder;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
