import type { Block, Document, Item, ListingLine } from '../document.js';
import { markdownFence, markdownText } from '../markdown-text.js';
import { more } from '../parts.js';

/** A document for a ticket or a wiki. Hostile text makes no links, images, headings or HTML. */
export function markdownOf({ kind, id, title, severity, sections }: Document): string {
  const grade = severity ? `**${severity.toUpperCase()}** ` : '';
  const lines = [`# ${markdownText(title) || kind}`, '', `${grade}${kind} ${markdownText(id)}`];
  for (const section of sections) {
    const { note } = section;
    lines.push('');
    if (section.title) lines.push(`## ${markdownText(section.title)}`, '');
    if (note) lines.push(`${markdownText(note)}`, '');
    for (const block of section.blocks) {
      const text = blockLines(block);
      if (text.length > 0) lines.push(...text, '');
    }
    while (lines.at(-1) === '') lines.pop();
  }
  return `${lines.join('\n')}\n`;
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'fields':
      return block.fields
        .filter(({ value }) => value !== '')
        .map(({ label, value }) => `- **${markdownText(label)}:** ${markdownText(value)}`);
    case 'items':
      return block.items.flatMap((item) => itemLines(item, 0));
    case 'listing':
      return [
        ...markdownFence('', block.lines.map(listingLine)),
        ...block.lines.flatMap(markLines),
      ];
    case 'commands':
      return markdownFence(block.language, block.lines);
  }
}

function itemLines({ mark = '', text, items = [] }: Item, depth: number): string[] {
  const head = [markdownText(mark), markdownText(text)].filter(Boolean).join(' ');
  return [
    `${'  '.repeat(depth)}- ${head}`,
    ...items.flatMap((inner) => itemLines(inner, depth + 1)),
  ];
}

function listingLine(line: ListingLine): string {
  if (line.kind === 'gap') return `       … ${more(line.lines, 'line')}`;
  const bar = line.marks.length > 0 ? '▶' : ' ';
  return `${String(line.number).padStart(4)} ${bar} ${line.text.replaceAll('\t', '  ')}`;
}

function markLines(line: ListingLine): string[] {
  if (line.kind === 'gap') return [];
  return line.marks.map(
    ({ severity, rule, message }) =>
      `- line ${line.number}, ${markdownText(severity)}: ${markdownText(message)} (${markdownText(rule)})`,
  );
}
