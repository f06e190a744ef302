import type { Item, Section } from '../document.js';
import { fineClock } from '../moments.js';
import { first, type IncidentParts, type Limits, more } from '../parts.js';
import { severityTone } from '../tone.js';

export function alertList({ alerts }: IncidentParts, limits: Limits): Section[] {
  const { kept, left } = first(alerts, limits.alerts);
  if (kept.length === 0) return [];
  const items = kept.map(
    (row): Item => ({
      mark: `${fineClock(row.TimeGenerated)} ${row.Severity ?? ''}`,
      text: [`${row.RuleId ?? ''}: ${row.Description || row.Title || ''}`, row.Detail]
        .filter(Boolean)
        .join('; '),
      tone: severityTone(row.Severity ?? ''),
    }),
  );
  if (left > 0) items.push({ mark: '…', text: more(left, 'alert'), tone: 'dim' });
  return [{ title: 'Alerts', note: 'of detections', blocks: [{ kind: 'items', items }] }];
}
