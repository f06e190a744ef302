import { type Severity, severities } from '../model/incident.js';
import type { Analysis } from './analyse.js';
import type { Place } from './place.js';
import type { Rule } from './rule.js';

export interface Finding extends Place {
  rule: string;
  severity: Severity;
  message: string;
  /** Last line of its instruction. */
  endLine: number;
  instruction: number;
}

/** Of several findings of a rule on one line, the most severe. */
export function findingsOf(analysis: Analysis, rules: readonly Rule[]): Finding[] {
  const worst = new Map<string, Finding>();
  for (const { id, severity, message, find } of rules) {
    for (const hit of find(analysis)) {
      const finding: Finding = {
        rule: id,
        severity: hit.severity ?? severity,
        message: hit.message ?? message,
        line: hit.line,
        column: hit.column,
        endLine: analysis.instructions[hit.instruction]?.endLine ?? hit.line,
        instruction: hit.instruction,
      };
      const key = `${id} ${hit.line}`;
      const known = worst.get(key);
      if (!known || rank(finding) > rank(known)) worst.set(key, finding);
    }
  }
  return [...worst.values()].sort(
    (a, b) => a.line - b.line || a.column - b.column || rank(b) - rank(a),
  );
}

export const rank = ({ severity }: { severity: Severity }): number => severities.indexOf(severity);
