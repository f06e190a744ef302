import { type Severity, severities } from '../../model/incident.js';
import type { Field } from './fields.js';
import type { Expectations, StepExpectation } from './scenario.js';

/** An attack has to be an incident, and a benign doing no severe one, unless the file says otherwise. */
export function readExpectations(f: Field, kind: 'attack' | 'benign'): Expectations {
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
  const who = (key: string): string | null => requester?.maybe(key)?.text() ?? null;
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
    connections: texts('connections'),
    image: at.maybe('image')?.text() ?? null,
    tags: texts('tags'),
    containers: texts('containers'),
    techniques: texts('techniques'),
    recognised: at.maybe('recognised')?.text() ?? null,
    quiet: texts('quiet'),
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
