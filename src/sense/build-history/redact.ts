import { redactDockerfile } from '../redact-dockerfile.js';
import { redactParameter } from '../requests/redact-parameter.js';
import type { BuildHistoryRecord, HistoryStep } from './record.js';

const removed = '<redacted>';
const argument = 'build-arg:';
/** Values shorter than this stand in too many innocent places to be struck out of them. */
const minimumSecret = 6;

/** The fields of a record that BuildKit's clients fill, without values of build arguments and secrets. */
export function redactRecord(record: BuildHistoryRecord): BuildHistoryRecord {
  const secrets = Object.entries(record.attributes ?? {})
    .filter(([name, value]) => name.startsWith(argument) && value.length >= minimumSecret)
    .map(([, value]) => value)
    .sort((a, b) => b.length - a.length);
  const strike = (text: string): string =>
    secrets.reduce((left, secret) => left.replaceAll(secret, removed), text);
  const { attributes, exporters, error, references, dockerfile, steps } = record;
  return {
    ...record,
    ...(attributes && { attributes: redactMap(attributes, strike) }),
    ...(exporters && {
      exporters: exporters.map(({ type, attributes: given }) => ({
        type,
        attributes: redactMap(given, strike),
      })),
    }),
    ...(error && { error: { ...error, message: strike(error.message) } }),
    ...(references && { references: references.map(strike) }),
    // Its own text holds no value that was given with the request.
    ...(dockerfile && { dockerfile: { ...dockerfile, text: redactDockerfile(dockerfile.text) } }),
    ...(steps && {
      // BuildKit fills values into the names of steps, and steps may print them. Commands hold none: they get them as
      // environment.
      steps: steps.map((step) => redactStep(step, strike)),
    }),
  };
}

function redactStep(step: HistoryStep, strike: (text: string) => string): HistoryStep {
  const { name, error, output } = step;
  return {
    ...step,
    name: strike(name),
    ...(error === undefined ? {} : { error: strike(error) }),
    ...(output === undefined ? {} : { output: strike(output) }),
  };
}

function redactMap(
  map: Record<string, string>,
  strike: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [
      name,
      name.startsWith(argument) ? removed : redactParameter(name, strike(value)),
    ]),
  );
}
