import { type Severity, severities } from '../model/incident.js';
import type { Tone } from './document.js';

export function severityOf(text: string): Severity | undefined {
  return severities.find((severity) => severity.toLowerCase() === text.toLowerCase());
}

export const severityTone = (text: string): Tone => severityOf(text) ?? 'plain';
