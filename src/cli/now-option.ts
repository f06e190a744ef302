import { InvalidArgumentError, Option } from 'commander';
import type { Micros } from '../model/row.js';
import { instantOf } from '../normalise/import/instant.js';

/** What now() and ago() mean: the present, or an instant in microseconds. */
export type Now = Micros | 'wall';

export function nowOption(otherwise: string): Option {
  return new Option(
    '--now <time>',
    `what now() and ago() mean: "wall" for the present, or an ISO 8601 time (default: ${otherwise})`,
  ).argParser(parseNow);
}

function parseNow(text: string): Now {
  if (text === 'wall') return 'wall';
  const time = instantOf(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (time === undefined)
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is neither "wall" nor a time such as 2026-01-31T08:00:00Z`,
    );
  return time;
}

/** The instant that was asked for; without a wish the end of the data, or the present where there is none. */
export const instantFor = (now: Now | undefined, end: Micros | undefined): Micros =>
  now === 'wall' || (now === undefined && end === undefined)
    ? Date.now() * 1000
    : (now ?? end ?? 0);
