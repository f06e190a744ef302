import { InvalidArgumentError } from 'commander';
import { dictionary } from '../model/dictionary.js';

const milliseconds: Record<string, number> = dictionary({
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
});

/** What a timer of Node can count: longer ones would fire at once. */
const longest = 2 ** 31 - 1;

/** Reads `90s`, `5m`, `1h`, `250ms` or `7d`; milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = milliseconds[match?.[2] ?? ''];
  const value = Number(match?.[1]) * (unit ?? Number.NaN);
  if (value > longest)
    throw new InvalidArgumentError(`${JSON.stringify(text)} is longer than 24 days`);
  if (!(value > 0)) {
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is not a duration such as 60s, 5m or 1h`,
    );
  }
  return value;
}
