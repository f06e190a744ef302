import { numberOf, textOf } from '../../correlate/json.js';
import type { Item, Section } from '../document.js';
import { fineClock } from '../moments.js';
import { objects } from '../names.js';
import { first, type IncidentParts, type Limits, more } from '../parts.js';

export function timeline({ incident }: IncidentParts, limits: Limits): Section[] {
  const { kept, left } = first(objects(incident.Timeline), limits.timeline);
  if (kept.length === 0) return [];
  const items = kept.map((entry): Item => {
    const time = numberOf(entry['Time']);
    const when = time === null ? '?' : fineClock(time);
    return { mark: `${when} ${textOf(entry['Kind'])}`, text: textOf(entry['Text']), tone: 'dim' };
  });
  if (left > 0) items.push({ mark: '…', text: more(left, 'entry', 'entries'), tone: 'dim' });
  return [{ title: 'Timeline', note: 'UTC', blocks: [{ kind: 'items', items }] }];
}
