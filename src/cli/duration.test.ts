import { expect, it } from 'vitest';
import { parseDuration } from './duration.js';

it('reads units', () => {
  expect(['250ms', '1.5s', '60s', '5m', '1h', '7d'].map(parseDuration)).toEqual([
    250, 1500, 60_000, 300_000, 3_600_000, 604_800_000,
  ]);
});

it.each(['', '60', 's', '-1s', '0s', '1w', '1s ', 'Infinitys'])('refuses %j', (text) => {
  expect(() => parseDuration(text)).toThrow(/is not a duration/);
});

it('refuses what a timer cannot count', () => {
  expect(() => parseDuration('25d')).toThrow(/longer than 24 days/);
  expect(() => parseDuration(`${'9'.repeat(400)}d`)).toThrow(/longer than 24 days/);
});
