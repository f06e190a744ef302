import type { Block, Document, Item, ListingLine, Section, Tone } from '../document.js';
import { Lines, type ReportStyle } from '../lines.js';
import { type Palette, severityPaint } from '../palette.js';
import { more } from '../parts.js';
import { printable } from '../printable.js';
import { severityTone } from '../tone.js';
import { wrap } from '../wrap.js';

export interface TextStyle extends ReportStyle {
  /** No blank lines between sections, and long texts are cut. */
  isDense: boolean;
  /** Lines of a text that is longer, where it is dense. */
  textLines: number;
}

/** A document for a terminal, line by line. */
export function textOf(document: Document, style: TextStyle): string[] {
  const { palette, width } = style;
  const lines = new Lines(style);
  const { kind, id, severity = '' } = document;
  const grade = severity ? `${severityPaint(palette, severity)(severity.toUpperCase())}  ` : '';
  lines.raw(`${grade}${palette.bold(kind)} ${printable(id)}`);
  for (const line of wrap(document.title, width, 3)) lines.raw(palette.bold(line));
  for (const section of document.sections) sectionText(lines, section, style);
  return lines.all;
}

function sectionText(lines: Lines, section: Section, style: TextStyle): void {
  const { title, note = '', blocks } = section;
  if (title !== '') lines.heading(title, note, !style.isDense);
  for (const block of blocks) blockText(lines, block, style);
}

function blockText(lines: Lines, block: Block, style: TextStyle): void {
  const most = mostOf(style);
  switch (block.kind) {
    case 'fields':
      // What is said once is said whole, where two lines are enough for it.
      for (const { label, value, tone } of block.fields)
        lines.field(label, value, Math.max(2, most), paintOf(style.palette, tone));
      return;
    case 'items':
      for (const item of block.items) itemText(lines, item, 0, style);
      return;
    case 'listing':
      for (const line of block.lines) listingText(lines, line, style);
      return;
    case 'commands':
      // Never wrapped: a command is copied as it stands.
      for (const line of block.lines) lines.raw(`    ${printable(line)}`);
      return;
  }
}

const mostOf = ({ isDense, textLines }: TextStyle): number => (isDense ? textLines : 40);

/** Columns by which what belongs to an item is set in. */
const step = 4;

function itemText(lines: Lines, item: Item, depth: number, style: TextStyle): void {
  const indent = ' '.repeat(depth * step);
  const paint = paintOf(style.palette, item.tone);
  lines.item(`${indent}${printable(item.mark ?? '')}`, item.text, paint, mostOf(style));
  for (const inner of item.items ?? []) itemText(lines, inner, depth + 1, style);
}

function listingText(lines: Lines, line: ListingLine, style: TextStyle): void {
  const { palette, isDense } = style;
  if (line.kind === 'gap') {
    lines.raw(`       ${palette.dim(`… ${more(line.lines, 'line')}`)}`);
    return;
  }
  const [worst] = line.marks;
  const paint = worst ? severityPaint(palette, severityTone(worst.severity)) : palette.dim;
  const bar = `${String(line.number).padStart(4)} ${worst ? '▶' : '│'}`;
  lines.item(bar, line.text.replaceAll('\t', '  '), paint, mostOf(style));
  for (const { severity, rule, message } of line.marks.slice(0, isDense ? 1 : undefined))
    lines.item(
      '      ^',
      `${severity ? `${severity}: ` : ''}${message} [${rule}]`,
      paint,
      isDense ? 1 : 40,
    );
}

function paintOf(palette: Palette, tone: Tone | undefined): (text: string) => string {
  switch (tone) {
    case undefined:
    case 'plain':
      return (text) => text;
    case 'strong':
      return palette.bold;
    case 'dim':
      return palette.dim;
    case 'bad':
      return palette.bad;
    default:
      return palette.severity[tone];
  }
}
