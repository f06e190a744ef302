import type { Severity } from '../model/incident.js';

/**
 * A report as its parts, whatever it is written in: render/ has one file per format. Text in it may have been written by
 * an attacker and stands here as it was; each format makes it fit for itself.
 */
export interface Document {
  kind: 'Incident' | 'Build';
  id: string;
  title: string;
  severity: Severity | undefined;
  sections: Section[];
}

export interface Section {
  title: string;
  /** Beside the title; says why nothing follows where nothing does. */
  note?: string;
  blocks: Block[];
}

export type Block =
  | { kind: 'fields'; fields: Field[] }
  | { kind: 'items'; items: Item[] }
  | { kind: 'listing'; lines: ListingLine[] }
  | { kind: 'commands'; language: 'sh' | 'kusto'; lines: string[] };

export interface Field {
  label: string;
  /** A field without a value is left out. */
  value: string;
  tone?: Tone;
}

/** A paragraph under its mark, with those that belong to it. */
export interface Item {
  mark?: string;
  text: string;
  tone?: Tone;
  items?: Item[];
}

/** A line of a text, such as a Dockerfile's; a gap stands for lines left out. */
export type ListingLine =
  | { kind: 'line'; number: number; text: string; marks: ListingMark[] }
  | { kind: 'gap'; lines: number };

export interface ListingMark {
  severity: string;
  rule: string;
  message: string;
}

/** What a text means, from which each format makes a colour, a weight or nothing. */
export type Tone = 'plain' | 'dim' | 'strong' | 'bad' | Severity;
