import type { Section } from '../document.js';
import { texts } from '../names.js';
import { first, type IncidentParts, type Limits } from '../parts.js';

export function unknown({ incident }: IncidentParts, limits: Limits): Section {
  const title = 'What is not known';
  const { kept, left } = first(texts(incident.Unknowns), limits.unknowns);
  if (kept.length === 0) return { title, note: 'nothing that was looked for', blocks: [] };
  const items = kept.map((text) => ({ mark: '?', text, tone: 'Medium' as const }));
  if (left > 0) items.push({ mark: '?', text: `${left} more`, tone: 'Medium' });
  return { title, blocks: [{ kind: 'items', items }] };
}
