import { type Severity, severities } from '../../model/incident.js';
import type { Expectations, StepExpectation } from '../scenario/scenario.js';
import { expand, unset } from '../scenario/variables.js';
import type { Known, Subject } from './known.js';

/** The questions that a scenario may ask about what Keelwatch knows. */
export const questions = [
  'seen',
  'severity',
  'who',
  'client',
  'state',
  'dockerfile',
  'step command',
  'step connection',
  'image',
  'containers',
  'techniques',
  'recognised',
] as const;
export type Question = (typeof questions)[number];

export interface Answer {
  question: Question;
  verdict: 'right' | 'wrong' | 'unknown';
  expected: string;
  /** What Keelwatch says, as text from rows: hostile. */
  said: string;
}

export interface Judgement {
  /** Whether there is an incident. */
  seen: boolean;
  /** Of the worst incident; null where there is none. */
  severity: Severity | null;
  answers: Answer[];
  /** The incident and the build that the answers were taken from; null where nothing was found. */
  incidentId: string | null;
  buildId: string | null;
}

/** Pure. Where several builds could be meant, the one that answers most is taken. */
export function judge(
  expected: Expectations,
  known: Known,
  variables: Readonly<Record<string, string>>,
): Judgement {
  const incidents = known.subjects.flatMap(({ incident }) => (incident === null ? [] : [incident]));
  const severity =
    incidents
      .map(({ Severity }) => Severity as Severity)
      .sort((one, other) => severities.indexOf(other) - severities.indexOf(one))[0] ?? null;
  const candidates =
    expected.incident === true
      ? known.subjects.filter(({ incident }) => incident !== null)
      : known.subjects;
  const judged = (candidates.length > 0 ? candidates : known.subjects).map((subject) => ({
    subject,
    answers: answersOf(expected, subject, variables),
  }));
  const right = ({ answers }: { answers: Answer[] }): number =>
    answers.filter(({ verdict }) => verdict === 'right').length;
  const best = judged.sort((one, other) => right(other) - right(one))[0];
  const subject = best?.subject ?? { build: null, steps: [], incident: null };
  return {
    seen: incidents.length > 0,
    severity,
    answers: [
      ...overall(expected, known, severity, subject, variables),
      ...(best?.answers ?? answersOf(expected, subject, variables)),
    ],
    incidentId: subject.incident?.IncidentId ?? null,
    buildId: subject.build?.BuildId ?? null,
  };
}

function overall(
  expected: Expectations,
  known: Known,
  worst: Severity | null,
  subject: Subject,
  variables: Readonly<Record<string, string>>,
): Answer[] {
  const answers: Answer[] = [];
  const rank = (severity: Severity | null): number =>
    severity === null ? -1 : severities.indexOf(severity);
  if (expected.incident !== null) {
    const said = worst === null ? 'no incident' : 'incident';
    const wanted = expected.incident ? 'incident' : 'no incident';
    answers.push(verdictOf('seen', wanted, said, said === wanted));
  }
  const own = (subject.incident?.Severity as Severity | undefined) ?? null;
  const { atLeast, below } = expected;
  if (atLeast !== null) {
    answers.push(
      verdictOf('severity', `at least ${atLeast}`, own ?? '', rank(own) >= rank(atLeast)),
    );
  }
  if (below !== null) {
    const said = worst ?? 'no incident';
    answers.push(verdictOf('severity', `below ${below}`, said, rank(worst) < rank(below)));
  }
  for (const tag of expected.quiet.map((text) => expand(text, variables))) {
    const guilty = known.subjects.find(
      ({ build, incident }) =>
        texts(build?.Tags).includes(tag) &&
        rank((incident?.Severity as Severity | undefined) ?? null) >= rank('High'),
    );
    const said = guilty === undefined ? 'quiet' : String(guilty.incident?.Severity);
    answers.push(verdictOf('severity', `${tag} below High`, said, guilty === undefined));
  }
  return answers;
}

function answersOf(
  expected: Expectations,
  { build, steps, incident }: Subject,
  variables: Readonly<Record<string, string>>,
): Answer[] {
  const answers: Answer[] = [];
  const value = (text: string): string => expand(text, variables);
  const same = (question: Question, wanted: string | null, said: string): void => {
    if (wanted === null) return;
    const missing = unset(wanted, variables);
    if (missing.length > 0) throw new Error(`${missing[0]} has no value: did a script tell it?`);
    answers.push(verdictOf(question, value(wanted), said, said === value(wanted)));
  };
  const holds = (question: Question, wanted: string, said: string): void => {
    answers.push(verdictOf(question, value(wanted), said, said.includes(value(wanted))));
  };
  const details = objectOf(build?.AdditionalFields);
  const column = (name: string): string =>
    String((build as Record<string, unknown> | null)?.[name] ?? details[name] ?? '');

  same('who', expected.requester.user, build?.AccountName ?? incident?.AccountName ?? '');
  same('who', expected.requester.remote, column('RequesterRemoteIP'));
  same('who', expected.requester.container, build?.RequesterContainerId ?? '');
  const { client } = expected.requester;
  if (client !== null) {
    // The agent that a client over the network names is all that can be known of it.
    const said = [build?.RequesterFileName, details['RequesterUserAgent']]
      .filter(Boolean)
      .join(' ');
    const names = said.split(/[\s/]+/);
    answers.push(verdictOf('client', value(client), said, names.includes(value(client))));
  }
  same('state', expected.state, build?.State ?? '');
  for (const text of expected.dockerfile) holds('dockerfile', text, build?.Dockerfile ?? '');
  for (const step of expected.steps) answers.push(...stepAnswers(step, steps, value));
  const reached = [
    ...objectsOf(build?.RemoteAddresses),
    ...objectsOf(details['DaemonConnections']),
    ...steps.flatMap((step) => objectsOf(step.Connections)),
  ].flatMap(endpoints);
  for (const wanted of expected.connections.map(value)) {
    answers.push(verdictOf('step connection', wanted, reached.join(' '), reached.includes(wanted)));
  }
  same('image', expected.image, build?.ImageId ?? incident?.ImageId ?? '');
  for (const tag of expected.tags.map(value)) {
    const said = texts(build?.Tags);
    answers.push(verdictOf('image', tag, said.join(' '), said.includes(tag)));
  }
  for (const id of expected.containers.map(value)) {
    const said = texts(incident?.ContainerIds ?? build?.ContainerIds);
    answers.push(verdictOf('containers', id, said.join(' '), said.includes(id)));
  }
  for (const technique of expected.techniques) {
    const said = texts(incident?.Techniques);
    answers.push(verdictOf('techniques', technique, said.join(' '), said.includes(technique)));
  }
  if (expected.recognised !== null) {
    const said = column('RecognisedAs');
    answers.push(verdictOf('recognised', expected.recognised, said, said === expected.recognised));
  }
  return answers;
}

function stepAnswers(
  expected: StepExpectation,
  steps: Subject['steps'],
  value: (text: string) => string,
): Answer[] {
  const command = value(expected.command);
  const found = steps.filter((step) => (step.Command ?? '').includes(command));
  const commands = steps.map((step) => step.Command ?? '').join(' | ');
  const answers = [verdictOf('step command', command, commands, found.length > 0)];
  const connections = found.flatMap((step) => objectsOf(step.Connections));
  const { connection, name } = expected;
  if (connection !== null) {
    const said = connections.map(endpointOf);
    const wanted = value(connection);
    answers.push(verdictOf('step connection', wanted, said.join(' '), said.includes(wanted)));
  }
  if (name !== null) {
    const said = [
      ...connections.map(({ RemoteUrl }) => String(RemoteUrl ?? '')),
      ...found.flatMap(({ Lookups }) => objectsOf(Lookups)).map(({ Name }) => String(Name ?? '')),
    ].filter(Boolean);
    answers.push(
      verdictOf(
        'step connection',
        value(name),
        said.join(' '),
        said.some((each) => each.includes(value(name))),
      ),
    );
  }
  return answers;
}

/** What is not said is not known, which is not the same as wrong. */
function verdictOf(question: Question, expected: string, said: string, right: boolean): Answer {
  const otherwise = said === '' ? 'unknown' : 'wrong';
  return { question, expected, said, verdict: right ? 'right' : otherwise };
}

function endpointOf({ RemoteIP, RemotePort }: Record<string, unknown>): string {
  const address = String(RemoteIP);
  return address.includes(':') ? `[${address}]:${RemotePort}` : `${address}:${RemotePort}`;
}

/** By address, and by the name that it is known by. */
function endpoints(connection: Record<string, unknown>): string[] {
  const { RemoteUrl, RemotePort } = connection;
  const address = endpointOf(connection);
  return RemoteUrl ? [address, `${RemoteUrl}:${RemotePort}`] : [address];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function objectsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
