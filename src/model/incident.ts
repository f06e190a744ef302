import type { Micros } from './row.js';

export const severities = ['Informational', 'Low', 'Medium', 'High', 'Critical'] as const;
export type Severity = (typeof severities)[number];

export const confidences = ['Low', 'Medium', 'High'] as const;
export type Confidence = (typeof confidences)[number];

/** One named, weighted, explained reason inside an incident. */
export interface Evidence {
  /** Name of the reason, kebab-case. */
  Id: string;
  /** What it adds to the incident's score. */
  Weight: number;
  /** One sentence with the values that it rests on. */
  Explanation: string;
  /** The rows behind it. */
  Rows: EvidenceRow[];
}

export interface EvidenceRow {
  Table: string;
  Time: Micros;
  /** What the row shows, as text from the row itself: hostile. */
  Text: string;
}

export interface TimelineEntry {
  Time: Micros;
  Kind: 'request' | 'file' | 'step' | 'connection' | 'image' | 'container' | 'alert' | 'gap';
  /** Text from rows: hostile. */
  Text: string;
}
