import { numberOf, textOf } from '../../correlate/json.js';
import type { Incidents } from '../../model/generated/tables.js';
import type { Json } from '../../model/row.js';
import type { Block, Field, Item, Section, Tone } from '../document.js';
import { fineClock } from '../moments.js';
import { objects, texts } from '../names.js';
import { first, type IncidentParts, type Limits, more } from '../parts.js';
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
    items.push({ mark: signed(rest), text: more(left, 'reason'), tone: 'dim' });
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
    {
      label: 'Recognised',
      value: incident.RecognisedAs ? `as the work of ${incident.RecognisedAs}` : '',
    },
  ];
  const blocks: Block[] = [
    { kind: 'items', items },
    { kind: 'items', items: benign(incident, limits) },
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
    mark: weight === null ? '+?' : signed(weight),
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

const signed = (weight: number): string => (weight < 0 ? `−${-weight}` : `+${weight}`);

const weightOf = (evidence: { [key: string]: Json }): number => numberOf(evidence['Weight']) ?? 0;

/** The harmless explanations that were weighed, each with whether it holds, what it rests on and what speaks against. */
function benign({ BenignExplanations }: Incidents, limits: Limits): Item[] {
  const all = objects(BenignExplanations);
  const { kept, left } = first(all, limits.explanations);
  const items = kept.map((explanation) => explanationItem(explanation, limits));
  if (left > 0) items.push({ mark: '…', text: more(left, 'harmless explanation'), tone: 'dim' });
  return items;
}

function explanationItem(explanation: { [key: string]: Json }, limits: Limits): Item {
  const lowers = numberOf(explanation['Lowers']) ?? 0;
  const isAccepted = explanation['Accepted'] === true;
  const verdict = isAccepted
    ? `accepted, confidence ${textOf(explanation['Confidence']).toLowerCase()}, takes ${lowers} at most`
    : 'considered and not accepted';
  const basis = objects(explanation['Basis']).map(({ Text, Forgery, Points }): Item => {
    const forgery = textOf(Forgery) ? `; to forge it takes ${textOf(Forgery)}` : '';
    return { mark: `+${numberOf(Points) ?? '?'}`, text: `${textOf(Text)}${forgery}`, tone: 'dim' };
  });
  const against = texts(explanation['Against']);
  const text = `${textOf(explanation['Name'])}: ${verdict}`;
  if (limits.isBrief) {
    const [why] = isAccepted ? basis.map((item) => item.text) : against;
    return { mark: '○', text: why ? `${text}. ${why}` : text, tone: 'dim' };
  }
  const items = [
    ...basis,
    ...against.map((each): Item => ({ mark: 'but', text: each, tone: 'dim' })),
  ];
  return { mark: '○', text, tone: 'strong', items };
}
