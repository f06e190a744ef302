import { parse, YAMLParseError } from 'yaml';
import { confidences, severities } from '../model/incident.js';
import type { Json, Micros } from '../model/row.js';
import type { RuleMetadata } from './rule.js';

/** A rule that cannot be used: the message names the file and the field. */
export class RuleError extends Error {
  override name = 'RuleError';
}

const units: Record<string, Micros> = { m: 60e6, h: 3600e6, d: 86_400e6 };

/** Reads `rule.yaml`. `file` stands in messages, `directory` is the name that its id has to be. */
export function parseMetadata(text: string, file: string, directory: string): RuleMetadata {
  const fail = (what: string): never => {
    throw new RuleError(`${file}: ${what}`);
  };
  const fields = record(text, fail);
  const unknown = Object.keys(fields).find((name) => !(name in readers));
  if (unknown !== undefined) fail(`${unknown} is no field of a rule`);
  const read = <T>(name: keyof RuleMetadata, kind: (value: unknown) => T | undefined): T => {
    const value = fields[name] ?? defaults[name];
    if (value === undefined) return fail(`${name} is missing`);
    return kind(value) ?? fail(`${name}: ${JSON.stringify(value)} is not ${wanted[name]}`);
  };
  const metadata: RuleMetadata = {
    id: read('id', text1),
    name: read('name', text1),
    description: read('description', text1),
    severity: read('severity', oneOf(severities)),
    confidence: read('confidence', oneOf(confidences)),
    tactics: read('tactics', listOf(/^[A-Z][A-Za-z]+$/)),
    techniques: read('techniques', listOf(/^T\d{4}(\.\d{3})?$/)),
    queryFrequency: read('queryFrequency', duration),
    queryPeriod: read('queryPeriod', duration),
    triggerOperator: read('triggerOperator', oneOf(['gt', 'lt', 'eq', 'ne'] as const)),
    triggerThreshold: read('triggerThreshold', whole),
    alertKey: read('alertKey', listOf(/^[A-Za-z_]\w*$/)),
    newRowsOf: read('newRowsOf', listOf(/^[A-Za-z_]\w*$/)),
    entityMappings: read('entityMappings', array),
    falsePositives: read('falsePositives', listOf(/./)),
    references: read('references', listOf(/./)),
    version: read('version', matching(/^\d+\.\d+\.\d+$/)),
  };
  if (metadata.id !== directory) fail(`id: ${metadata.id} is not the directory's name`);
  return metadata;
}

function record(text: string, fail: (what: string) => never): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return fail(error.message.split('\n')[0] ?? 'is no YAML');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return fail('is not a mapping of fields');
  }
  return parsed as Record<string, unknown>;
}

const defaults: Partial<Record<keyof RuleMetadata, unknown>> = {
  triggerOperator: 'gt',
  triggerThreshold: 0,
  alertKey: [],
  newRowsOf: [],
  entityMappings: [],
  falsePositives: [],
  references: [],
};

const wanted: Record<keyof RuleMetadata, string> = {
  id: 'a text',
  name: 'a text',
  description: 'a text',
  severity: `one of ${severities.join(', ')}`,
  confidence: `one of ${confidences.join(', ')}`,
  tactics: 'a list of tactics such as DefenseEvasion',
  techniques: 'a list of techniques such as T1612',
  queryFrequency: 'a duration such as 5m, 1h, 1d',
  queryPeriod: 'a duration such as 5m, 1h, 1d',
  triggerOperator: 'one of gt, lt, eq, ne',
  triggerThreshold: 'a whole number',
  alertKey: 'a list of column names',
  newRowsOf: 'a list of table names',
  entityMappings: 'a list',
  falsePositives: 'a list of texts',
  references: 'a list of texts',
  version: 'a version such as 1.0.0',
};

const readers: Record<string, string> = wanted;

const text1 = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

const matching =
  (pattern: RegExp) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

const oneOf =
  <T extends string>(options: readonly T[]) =>
  (value: unknown): T | undefined =>
    options.find((option) => option === value);

const listOf =
  (pattern: RegExp) =>
  (value: unknown): string[] | undefined =>
    Array.isArray(value) && value.every((item) => typeof item === 'string' && pattern.test(item))
      ? (value as string[])
      : undefined;

const array = (value: unknown): Json | undefined =>
  Array.isArray(value) ? (value as Json) : undefined;

const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

function duration(value: unknown): Micros | undefined {
  const match = typeof value === 'string' ? /^([1-9]\d{0,3})([mhd])$/.exec(value) : null;
  const unit = match ? units[match[2] ?? ''] : undefined;
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}
