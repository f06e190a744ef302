import { sep } from 'node:path';
import { printable } from '../explain/printable.js';
import { dictionary } from '../model/dictionary.js';

/** Severity for people who sort by number: GitHub reads 9 and above as critical, 7 high, 4 medium. */
export const scores: Record<string, { level: string; score: string }> = dictionary({
  Critical: { level: 'error', score: '9.5' },
  High: { level: 'error', score: '8.0' },
  Medium: { level: 'warning', score: '5.0' },
  Low: { level: 'note', score: '2.0' },
  Informational: { level: 'note', score: '0.0' },
});

/** A message's brackets would be a link. SARIF 2.1.0, 3.11.6. */
export const plain = (text: string): string => printable(text).replace(/[[\]\\]/g, '\\$&');

/** A file's name as a URI: relative where it is, so that code scanning finds it in the repository. */
export function uriOf(name: string): string {
  if (name === '-') return 'stdin';
  const path = name.split(sep).map(encodeURIComponent).join('/');
  return name.startsWith(sep) ? `file://${path}` : path;
}
