import type { Json, Micros } from '../../model/row.js';

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,12}))? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i;
/** As the Azure portal writes times in a CSV file: `5/11/2022, 6:10:20.400 PM`. */
const american =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,7}))? ([AP])M$/i;

/** As Defender's portal shows times, and Kibana in a CSV file: `Mar 1, 2026 8:15:00 PM`, `Mar 1, 2026 @ 20:15:00.123`. */
const named =
  /^([A-Z][a-z]{2})[a-z]{0,6} (\d{1,2}), (\d{4}),? (?:@ )?(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([AP])M)?$/;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A date and time as text; without a zone it is in UTC. More than microseconds are cut off. */
export function instantOf(value: Json | undefined): Micros | undefined {
  if (typeof value !== 'string') return undefined;
  const usual = usualInstant(value);
  if (usual !== undefined) return usual;
  const text = value.trim();
  const match = iso.exec(text);
  if (match) {
    const [, date, time, fraction, zone = 'Z'] = match;
    const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
    return added(Date.parse(`${date}T${time}${offset}`), fraction);
  }
  const parts = american.exec(text) ?? named.exec(text);
  return parts ? spelled(parts) : undefined;
}

/** Month, day, year, hour, minute, second, fraction, and the half of the day where it is told. */
function spelled([, month = '', day, year, hour, minute, second, fraction, half]: string[]) {
  const hours =
    half === undefined ? hour : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const two = (part: string | number | undefined): string => String(part).padStart(2, '0');
  const number = /^\d/.test(month) ? month : 1 + months.indexOf(month);
  return added(
    Date.parse(`${year}-${two(number)}-${two(day)}T${two(hours)}:${minute}:${second}Z`),
    fraction,
  );
}

/** The minute that was read last, and what it came to: the records of a file follow each other. */
let lastMinute = { text: '-', milliseconds: Number.NaN };

/** `2026-01-31T08:15:30.123456Z`, as most records have it; undefined for every other form. */
function usualInstant(text: string): Micros | undefined {
  if (text.length !== 27 || text[26] !== 'Z' || text[19] !== '.') return undefined;
  if (!text.startsWith(lastMinute.text)) {
    const minute = text.slice(0, 17);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:$/.test(minute)) return undefined;
    lastMinute = { text: minute, milliseconds: Date.parse(`${minute}00Z`) };
  }
  const seconds = digitsAt(text, 17, 19);
  const fraction = digitsAt(text, 20, 26);
  if (!(seconds < 60) || Number.isNaN(fraction)) return undefined;
  return inRange(lastMinute.milliseconds * 1000 + seconds * 1e6 + fraction);
}

/** The number that these digits are, or NaN. */
function digitsAt(text: string, from: number, until: number): number {
  let number = 0;
  for (let index = from; index < until; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = 10 * number + digit;
  }
  return number;
}

function added(milliseconds: number, fraction = ''): Micros | undefined {
  return inRange(milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6)));
}

/** Seconds since the epoch, with or without decimals, as number or text. */
export function secondsOf(value: Json | undefined): Micros | undefined {
  return scaled(value, 6);
}

/** Milliseconds since the epoch. */
export function millisecondsOf(value: Json | undefined): Micros | undefined {
  return scaled(value, 3);
}

/** Microseconds since the epoch. */
export function microsecondsOf(value: Json | undefined): Micros | undefined {
  return scaled(value, 0);
}

/** Nanoseconds since the epoch: as text, since a double does not hold them. */
export function nanosecondsOf(value: Json | undefined): Micros | undefined {
  return scaled(value, -3);
}

/** A time since the epoch of which only its size tells the unit: seconds, milliseconds, microseconds or nanoseconds. */
export function epochOf(value: Json | undefined): Micros | undefined {
  const [whole = ''] = /^\d{1,20}/.exec(String(value ?? '').trim()) ?? [];
  if (whole.length <= 11) return secondsOf(value);
  if (whole.length <= 14) return millisecondsOf(value);
  return whole.length <= 17 ? microsecondsOf(value) : nanosecondsOf(value);
}

/** Digits are moved rather than multiplied: 1591367999.305988 · 10⁶ is no whole number in binary. */
function scaled(value: Json | undefined, places: number): Micros | undefined {
  const match = /^(\d{1,20})(?:\.(\d{1,12}))?$/.exec(
    typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '',
  );
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const digits =
    places >= 0
      ? whole + fraction.padEnd(places, '0').slice(0, places)
      : whole.slice(0, places) || '0';
  return inRange(Number(digits));
}

function inRange(micros: number): Micros | undefined {
  return Number.isSafeInteger(micros) && micros > 0 ? micros : undefined;
}
