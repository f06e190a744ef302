import { listOf, numberOf, objectOf, textOf } from '../../correlate/json.js';
import type { Json } from '../../model/row.js';
import type { Block, Field, Item, Section, Tone } from '../document.js';
import { fineClock } from '../moments.js';
import { objects, texts } from '../names.js';
import { first, type IncidentParts, type Limits } from '../parts.js';
import { severityTone } from '../tone.js';

/** Why it is an incident: the evidence with its weights, and what else it could have been. */
export function soWhat({ incident, alerts }: IncidentParts, limits: Limits): Section {
  const tone = severityTone(incident.Severity ?? '');
  const all = objects(incident.Evidence).sort((a, b) => weightOf(b) - weightOf(a));
  // What adds nothing is counted with another.
  const counted = limits.isBrief ? all.filter((each) => weightOf(each) !== 0) : all;
  const { kept, left } = first(counted, limits.evidence);
  const items = kept.map((evidence) => evidenceItem(evidence, tone, limits));
  if (left > 0) {
    const rest = counted.slice(limits.evidence).reduce((sum, each) => sum + weightOf(each), 0);
    items.push({ mark: `+${rest}`, text: `${left} more reasons`, tone: 'dim' });
  }
  const rules = [...new Set(alerts.map(({ RuleId, Title }) => RuleId || Title || ''))].sort();
  const fields: Field[] = [
    { label: 'Techniques', value: texts(incident.Techniques).join(', ') },
    { label: 'Tactics', value: limits.isBrief ? '' : texts(incident.Tactics).join(', ') },
    {
      label: 'Detections',
      value:
        alerts.length > 0
          ? `${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'} of ${rules.join(', ')}`
          : '',
    },
    { label: 'Recognised', value: recognised(incident.AdditionalFields, incident) },
  ];
  const blocks: Block[] = [
    { kind: 'items', items },
    { kind: 'items', items: benign(incident) },
    { kind: 'fields', fields },
  ];
  const score = `score ${incident.Score ?? 'unknown'}, confidence ${(incident.Confidence || 'unknown').toLowerCase()}`;
  return { title: 'So what', note: `${incident.Severity ?? ''}, ${score}`, blocks };
}

function evidenceItem(evidence: { [key: string]: Json }, tone: Tone, limits: Limits): Item {
  const weight = numberOf(evidence['Weight']);
  const id = textOf(evidence['Id']);
  const explanation = textOf(evidence['Explanation']);
  const rows = limits.isBrief ? [] : objects(evidence['Rows']);
  return {
    mark: weight === null ? '+?' : `+${weight}`,
    text: limits.isBrief ? explanation : `${explanation} [${id}]`,
    tone,
    items: rows.map((row) => {
      const time = numberOf(row['Time']);
      return {
        mark: `${time === null ? '' : fineClock(time)} ${textOf(row['Table'])}`.trim(),
        text: textOf(row['Text']),
        tone: 'dim',
      };
    }),
  };
}

const weightOf = (evidence: { [key: string]: Json }): number => numberOf(evidence['Weight']) ?? 0;

function recognised(more: Json | undefined, incident: object): string {
  const named = textsAt(incident, more, 'RecognisedAs');
  return named.join(', ');
}

/** The harmless explanations that were weighed, each with whether it holds and why. */
function benign(incident: { AdditionalFields?: Json | undefined }): Item[] {
  const listed = at(incident, incident.AdditionalFields, 'BenignExplanations');
  return listOf(listed).flatMap((item): Item[] => {
    if (typeof item === 'string') return [{ mark: '−', text: item, tone: 'dim' }];
    const { Id, Name, Explanation, Accepted, Weight } = objectOf(item);
    const name = textOf(Name) || textOf(Id);
    const text = textOf(Explanation);
    if (name === '' && text === '') return [];
    const verdict = Accepted === true ? ' (accepted)' : Accepted === false ? ' (not accepted)' : '';
    const weight = numberOf(Weight);
    const mark = weight === null ? '−' : String(weight);
    return [{ mark, text: `${[name, text].filter(Boolean).join(': ')}${verdict}`, tone: 'dim' }];
  });
}

function textsAt(row: object, more: Json | undefined, name: string): string[] {
  const value = at(row, more, name);
  return typeof value === 'string' && value !== '' ? [value] : texts(value);
}

const at = (row: object, more: Json | undefined, name: string): Json =>
  (row as { [key: string]: Json })[name] ?? objectOf(more ?? null)[name] ?? null;
