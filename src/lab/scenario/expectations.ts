import { type Severity, severities } from '../../model/incident.js';
import type { Field } from './fields.js';
import type { Expectations, StepExpectation } from './scenario.js';

/**
 * An attack has to be an incident, and a benign doing no severe one, unless the file says otherwise. `variables` are
 * those that will have a value.
 */
export function readExpectations(
  f: Field,
  kind: 'attack' | 'benign',
  variables: readonly string[],
): Expectations {
  const at = f.object([
    'incident',
    'severity',
    'requester',
    'state',
    'dockerfile',
    'steps',
    'connections',
    'image',
    'tags',
    'containers',
    'techniques',
    'recognised',
    'quiet',
  ]);
  const severity = at.maybe('severity')?.object(['at-least', 'below']);
  const requester = at.maybe('requester')?.object(['user', 'client', 'remote', 'container']);
  const texts = (key: string): string[] =>
    at
      .maybe(key)
      ?.list()
      .map((each) => each.text()) ?? [];
  // Elsewhere `${name}` may be a shell's own.
  const value = (each: Field): string => {
    const text = each.text();
    for (const [, name = ''] of text.matchAll(/\$\{([a-z][a-z0-9_]*)\}/g)) {
      if (!variables.includes(name)) each.fail(`nothing gives \${${name}} a value`);
    }
    return text;
  };
  const values = (key: string): string[] => at.maybe(key)?.list().map(value) ?? [];
  const optional = (each: Field | null | undefined): string | null => (each ? value(each) : null);
  const who = (key: string): string | null => optional(requester?.maybe(key));
  const bound = (key: string): Severity | null => severity?.maybe(key)?.oneOf(severities) ?? null;
  return {
    incident: at.maybe('incident')?.truth() ?? (kind === 'attack' ? true : null),
    atLeast: bound('at-least'),
    below: bound('below') ?? (kind === 'benign' ? 'High' : null),
    requester: {
      user: who('user'),
      client: who('client'),
      remote: who('remote'),
      container: who('container'),
    },
    state: at.maybe('state')?.text() ?? null,
    dockerfile: texts('dockerfile'),
    steps: at.maybe('steps')?.list().map(step) ?? [],
    connections: values('connections'),
    image: optional(at.maybe('image')),
    tags: values('tags'),
    containers: values('containers'),
    techniques: texts('techniques'),
    recognised: at.maybe('recognised')?.text() ?? null,
    quiet: values('quiet'),
  };
}

function step(f: Field): StepExpectation {
  const at = f.object(['command', 'connection', 'name']);
  return {
    command: at.get('command').text(),
    connection: at.maybe('connection')?.text() ?? null,
    name: at.maybe('name')?.text() ?? null,
  };
}
