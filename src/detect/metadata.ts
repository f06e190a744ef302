import { closest } from '../kql/suggest.js';
import { dictionary } from '../model/dictionary.js';
import { confidences, severities } from '../model/incident.js';
import type { Json, Micros } from '../model/row.js';
import { isTechnique, tactics } from './attack.js';
import type { RuleMetadata } from './rule.js';
import { RuleError } from './rule-error.js';
import { parseYaml, type YamlFile } from './yaml-file.js';

export type Field = keyof RuleMetadata;

/** What a rule says of itself, and where each field of it stands. */
export interface Described {
  metadata: RuleMetadata;
  at(field: Field, index?: number): string;
}

/** Reads `rule.yaml`. `file` stands in messages, `directory` is the name that its id has to be. */
export function parseMetadata(text: string, file: string, directory: string): Described {
  const { fields, at } = parseYaml(text, file);
  const problems = strangers(fields, at);
  const read = <T>(name: Field, kind: Kind<T>): T => {
    const value = fields[name] ?? defaults[name];
    if (value === undefined || value === null) {
      problems.push(`${at(name)}: ${name} is missing`);
      return undefined as T;
    }
    const made = kind(value);
    if (made instanceof Wrong) {
      const shown = JSON.stringify(made.value);
      problems.push(`${at(name, made.index)}: ${name}: ${shown} is not ${made.wanted}`);
      return undefined as T;
    }
    return made;
  };
  const metadata: RuleMetadata = {
    id: read('id', matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name such as build-from-tmp')),
    name: read('name', someText),
    description: read('description', someText),
    severity: read('severity', oneOf(severities)),
    confidence: read('confidence', oneOf(confidences)),
    tactics: read('tactics', listOf(oneOf(tactics))),
    techniques: read('techniques', listOf(technique)),
    queryFrequency: read('queryFrequency', duration),
    queryPeriod: read('queryPeriod', duration),
    triggerOperator: read('triggerOperator', oneOf(['gt', 'lt', 'eq', 'ne'] as const)),
    triggerThreshold: read('triggerThreshold', whole),
    alertKey: read('alertKey', listOf(matching(/^[A-Za-z_]\w*$/, 'the name of a column'))),
    newRowsOf: read('newRowsOf', listOf(matching(/^[A-Za-z_]\w*$/, 'the name of a table'))),
    entityMappings: read('entityMappings', listOf(entityMapping)),
    falsePositives: read('falsePositives', listOf(someText)),
    references: read('references', listOf(someText)),
    version: read('version', matching(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0')),
  };
  if (metadata.id !== undefined && metadata.id !== directory)
    problems.push(`${at('id')}: id: ${metadata.id} is not the directory's name, ${directory}`);
  if (problems.length > 0) throw new RuleError(problems);
  return { metadata, at };
}

const defaults: Partial<Record<Field, unknown>> = {
  triggerOperator: 'gt',
  triggerThreshold: 0,
  alertKey: [],
  newRowsOf: [],
  entityMappings: [],
  falsePositives: [],
  references: [],
};

const names: Record<Field, true> = {
  id: true,
  name: true,
  description: true,
  severity: true,
  confidence: true,
  tactics: true,
  techniques: true,
  queryFrequency: true,
  queryPeriod: true,
  triggerOperator: true,
  triggerThreshold: true,
  alertKey: true,
  newRowsOf: true,
  entityMappings: true,
  falsePositives: true,
  references: true,
  version: true,
};

function strangers(fields: Record<string, unknown>, at: YamlFile['at']): string[] {
  return Object.keys(fields).flatMap((name) => {
    if (name in names) return [];
    const near = closest(name, Object.keys(names));
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    return [`${at(name)}: ${name} is no field of a rule${hint}`];
  });
}

/** A value that does not fit, the place of it in its list, and what would fit. */
class Wrong {
  constructor(
    readonly value: unknown,
    readonly wanted: string,
    readonly index?: number,
  ) {}
}

type Kind<T> = (value: unknown) => T | Wrong;

const someText: Kind<string> = (value) =>
  typeof value === 'string' && value.trim() !== '' ? value : new Wrong(value, 'a text');

const matching =
  (pattern: RegExp, wanted: string): Kind<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : new Wrong(value, wanted);

const oneOf =
  <T extends string>(options: readonly T[]): Kind<T> =>
  (value) =>
    options.find((option) => option === value) ?? new Wrong(value, `one of ${options.join(', ')}`);

function listOf<T>(kind: Kind<T>): Kind<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return new Wrong(value, 'a list');
    const items: T[] = [];
    for (const [index, item] of value.entries()) {
      const made = kind(item);
      if (made instanceof Wrong) return new Wrong(made.value, made.wanted, index);
      items.push(made);
    }
    return items;
  };
}

const technique: Kind<string> = (value) =>
  typeof value === 'string' && isTechnique(value)
    ? value
    : new Wrong(value, 'a technique of ATT&CK, such as T1612');

/** As Sentinel has it: an entity is told by one to three of its properties, each the value of a column. */
const entityMapping: Kind<Json> = (value) => {
  const { entityType, fieldMappings } = (value ?? {}) as Record<string, unknown>;
  const isWhole =
    typeof entityType === 'string' &&
    Array.isArray(fieldMappings) &&
    fieldMappings.length >= 1 &&
    fieldMappings.length <= 3 &&
    fieldMappings.every(
      (each) => typeof each?.identifier === 'string' && typeof each.columnName === 'string',
    );
  return isWhole
    ? (value as Json)
    : new Wrong(
        value,
        'an entity such as { entityType: Host, fieldMappings: [{ identifier: HostName, columnName: DeviceName }] }',
      );
};

const whole: Kind<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : new Wrong(value, 'a whole number');

const units: Record<string, Micros> = dictionary({ m: 60e6, h: 3600e6, d: 86_400e6 });

const duration: Kind<Micros> = (value) => {
  const match = typeof value === 'string' ? /^([1-9]\d{0,3})([mhd])$/.exec(value) : null;
  const unit = units[match?.[2] ?? ''];
  return unit === undefined
    ? new Wrong(value, 'a duration such as 5m, 1h, 1d')
    : Number(match?.[1]) * unit;
};
