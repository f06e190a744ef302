import { dictionary } from '../model/dictionary.js';
import { printable } from './printable.js';

const entities: Record<string, string> = dictionary({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
});

/** Text that stands for itself between tags and inside quoted attributes. */
export const htmlText = (text: string): string =>
  printable(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? character);
