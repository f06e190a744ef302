import { rank } from '../../../dockerfile/finding.js';
import { redactLine } from '../../../dockerfile/redact.js';
import type { Rule } from '../../../dockerfile/rule.js';
import { severityPaint } from '../../../explain/palette.js';
import { columnsOf, printable } from '../../../explain/printable.js';
import { table as aligned } from '../../../explain/table.js';
import { wrap } from '../../../explain/wrap.js';
import { severities } from '../../../model/incident.js';
import { many } from '../../many.js';
import { palette, tableWidth, textWidth } from '../../terminal.js';
import type { Linted } from '../run.js';

/** Findings with their lines, file by file; what to do instead, once for each rule; how much there was. */
export function table(linted: Linted[], rules: Rule[]): string {
  const { bold, dim } = palette;
  const width = textWidth();
  const out: string[] = [];
  for (const { path, text, findings, unknown } of linted) {
    if (findings.length === 0 && unknown.length === 0) continue;
    const lines = text.split(/\r\n|\r|\n/);
    out.push(bold(printable(path === '-' ? 'standard input' : path)));
    let shown = 0;
    for (const { line, severity, rule, message } of findings) {
      if (line !== shown) {
        const content = redactLine((lines[line - 1] ?? '').trim());
        out.push(`${dim(`${String(line).padStart(6)} │`)} ${printable(content, width - 10)}`);
      }
      shown = line;
      const lead = `${' '.repeat(9)}${severity.padEnd(13)} ${rule.padEnd(18)}  `;
      const [first = '', ...rest] = wrap(message, width - columnsOf(lead), 3);
      const paint = severityPaint(palette, severity);
      out.push(`${' '.repeat(9)}${paint(severity.padEnd(13))} ${bold(rule.padEnd(18))}  ${first}`);
      for (const more of rest) out.push(' '.repeat(columnsOf(lead)) + more);
    }
    for (const { line, message } of unknown)
      out.push(
        `${dim(`${String(line).padStart(6)} │`)} ${dim('not analysed:')} ${printable(message)}`,
      );
    out.push('');
  }
  out.push(...advice(linted, rules, width), summary(linted));
  return `${out.join('\n')}\n`;
}

function advice(linted: Linted[], rules: Rule[], width: number): string[] {
  const found = new Set(linted.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
  const told = rules.filter(({ id }) => found.has(id));
  if (told.length === 0) return [];
  const lines = told.flatMap(({ id, instead }) =>
    wrap(instead, width - 24, 4).map((line, i) => `  ${(i === 0 ? id : '').padEnd(20)}  ${line}`),
  );
  return [palette.bold('What to do instead'), ...lines, ''];
}

function summary(linted: Linted[]): string {
  const all = linted.flatMap(({ findings }) => findings);
  const counts = [...severities]
    .reverse()
    .map((severity) => [
      all.filter((finding) => rank(finding) === rank({ severity })).length,
      severity,
    ])
    .filter(([count]) => count !== 0)
    .map(([count, severity]) => `${count} ${severity}`);
  const ignored = linted.reduce((sum, each) => sum + each.ignored, 0);
  const unknown = linted.reduce((sum, each) => sum + each.unknown.length, 0);
  const rest = [
    ignored > 0 ? `; ${ignored} ignored by comments` : '',
    unknown > 0 ? `; ${many(unknown, 'part')} not analysed` : '',
  ].join('');
  return `${many(linted.length, 'file')}: ${counts.join(', ') || 'nothing was found'}${rest}`;
}

export function listTable(rules: Rule[]): string {
  const rows = aligned(
    rules,
    [
      { title: 'RULE', text: ({ id }) => id },
      {
        title: 'SEVERITY',
        text: ({ severity }) => severity,
        paint: (shown, { severity }) => severityPaint(palette, severity)(shown),
      },
      { title: 'TECHNIQUES', text: ({ techniques }) => techniques.join(' '), flexible: true },
      { title: 'FINDS', text: ({ message }) => message, flexible: true },
    ],
    tableWidth(),
    palette.dim,
  );
  return `${rows.join('\n')}\n`;
}
