import type { Json, Micros } from '../../model/row.js';

/** Reads the engine's times: RFC 3339 text with up to nine decimals, or whole seconds. Year 1 means never. */
export function toMicros(value: Json | undefined): Micros | undefined {
  if (typeof value === 'number') return inRange(value * 1e6);
  if (typeof value !== 'string') return undefined;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value);
  if (!match) return undefined;
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  const fraction = Number((match[2] ?? '').padEnd(6, '0').slice(0, 6));
  return inRange(milliseconds * 1000 + fraction);
}

function inRange(micros: number): Micros | undefined {
  return Number.isSafeInteger(micros) && micros > 0 ? micros : undefined;
}
