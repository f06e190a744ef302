import { type Analysis, analyse } from './analyse.js';
import { type Finding, findingsOf } from './finding.js';
import type { Unknown } from './instruction.js';
import type { Rule } from './rule.js';
import { rules as shipped } from './rules/index.js';

export interface Lint {
  findings: Finding[];
  /** Parts of which nothing can be said. */
  unknown: Unknown[];
  /** Findings that a comment in the file asks not to tell. */
  ignored: number;
}

const maxFindings = 1000;

/** What is wrong with a Dockerfile, in the order of its lines. */
export function lint(text: string, rules: readonly Rule[] = shipped): Lint {
  const analysis = analyse(text);
  const all = findingsOf(analysis, rules);
  const isIgnored = ignoring(analysis);
  const findings = all.filter((finding) => !isIgnored(finding));
  const unknown = [...analysis.unknown];
  if (findings.length > maxFindings) {
    const { line, column } = findings[maxFindings] as Finding;
    unknown.push({ line, column, message: `Only the first ${maxFindings} findings are told.` });
  }
  return {
    findings: findings.slice(0, maxFindings),
    unknown,
    ignored: all.length - findings.length,
  };
}

/** `# keelwatch ignore=ID,ID` above an instruction holds for it; above the first FROM, for the whole file. */
function ignoring({ instructions, index }: Analysis): (finding: Finding) => boolean {
  const first = instructions.find(({ name }) => name === 'FROM')?.start.line ?? 0;
  const whole = new Set<string>();
  const byInstruction = new Map<number, Set<string>>();
  let at = 0;
  for (const { index: offset, 1: list = '' } of index.text.matchAll(comment)) {
    const { line } = index.place(offset);
    while (at < instructions.length && (instructions[at]?.endLine ?? 0) < line) at += 1;
    const held = byInstruction.get(at) ?? new Set();
    for (const id of list.split(/[\s,]+/)) {
      held.add(id);
      if (line < first) whole.add(id);
    }
    byInstruction.set(at, held);
  }
  return ({ rule, instruction }) =>
    whole.has(rule) || byInstruction.get(instruction)?.has(rule) === true;
}

const comment = /^[ \t]*#[ \t]*keelwatch[ \t]+ignore[ \t]*=[ \t]*([^\r\n]+)/gim;
