import { createHash } from 'node:crypto';
import type { Block, Document, Field, Item, ListingLine, Section } from '../document.js';
import { htmlText } from '../html-text.js';
import { more } from '../parts.js';
import { css } from './css.js';

/** Nothing may be loaded, run, sent or framed; of styles just the one that is written here. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A document as one page that needs nothing else: no scripts, no external resources; it prints as it stands. */
export function htmlOf({ kind, id, title, severity, sections }: Document): string {
  const name = htmlText(`${kind} ${id}`);
  const named = sections.filter((section) => section.title !== '');
  const grade = severity ? `<span class="grade ${severity.toLowerCase()}">${severity}</span> ` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${name}: ${htmlText(title)}</title>
<style>${css}</style>
</head>
<body>
<header>
<p>${grade}${name}</p>
<h1>${htmlText(title) || name}</h1>
</header>
<nav aria-label="Sections">
<ul>
${named.map((section) => `<li><a href="#${anchor(section)}">${htmlText(section.title)}</a></li>`).join('\n')}
</ul>
</nav>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

/** From a section's title, which is ours. */
const anchor = ({ title }: Section): string => title.toLowerCase().replace(/[^a-z]+/g, '-');

function sectionHtml(section: Section): string {
  const { title, note, blocks } = section;
  const heading = title ? `<h2 id="${anchor(section)}">${htmlText(title)}</h2>\n` : '';
  const remark = note ? `<p class="note">${htmlText(note)}</p>\n` : '';
  return `<section>\n${heading}${remark}${blocks.map(blockHtml).join('\n')}\n</section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'fields':
      return fieldsHtml(block.fields.filter(({ value }) => value !== ''));
    case 'items':
      return itemsHtml(block.items);
    case 'listing':
      return `<ol class="listing">\n${block.lines.map(listingHtml).join('\n')}\n</ol>`;
    case 'commands':
      return `<pre><code>${block.lines.map(htmlText).join('\n')}</code></pre>`;
  }
}

function fieldsHtml(fields: Field[]): string {
  if (fields.length === 0) return '';
  const pairs = fields.map(
    ({ label, value }) => `<dt>${htmlText(label)}</dt><dd>${htmlText(value)}</dd>`,
  );
  return `<dl>\n${pairs.join('\n')}\n</dl>`;
}

function itemsHtml(items: Item[]): string {
  if (items.length === 0) return '';
  return `<ul class="items">\n${items.map(itemHtml).join('\n')}\n</ul>`;
}

function itemHtml({ mark, text, tone = 'plain', items = [] }: Item): string {
  const head = mark ? `<span class="mark">${htmlText(mark)}</span> ` : '';
  return `<li class="${tone.toLowerCase()}">${head}<span>${htmlText(text)}</span>${itemsHtml(items)}</li>`;
}

function listingHtml(line: ListingLine): string {
  if (line.kind === 'gap') return `<li class="gap">… ${more(line.lines, 'line')}</li>`;
  const { number, marks } = line;
  const text = `<code>${htmlText(line.text.replaceAll('\t', '  '))}</code>`;
  if (marks.length === 0) return `<li value="${number}">${text}</li>`;
  const found = marks.map(
    ({ severity, rule, message }) =>
      `<span class="found">${htmlText(severity)}: ${htmlText(message)} <i>${htmlText(rule)}</i></span>`,
  );
  return `<li value="${number}" class="marked"><mark>${text}</mark>${found.join('')}</li>`;
}
