import type { Rule } from '../../../dockerfile/rule.js';
import { asciiJson } from '../../ascii-json.js';
import type { Linted } from '../run.js';

/** One object: `files`, each with its findings and what of it is unknown. */
export function json(linted: Linted[], rules: Rule[]): string {
  const techniques = new Map(rules.map((rule) => [rule.id, rule.techniques]));
  const files = linted.map(({ path, findings, unknown, ignored }) => ({
    Path: path,
    Findings: findings.map(({ rule, severity, line, column, endLine, message }) => ({
      Rule: rule,
      Severity: severity,
      Line: line,
      Column: column,
      EndLine: endLine,
      Message: message,
      Techniques: techniques.get(rule) ?? [],
    })),
    Unknown: unknown.map(({ line, column, message }) => ({
      Line: line,
      Column: column,
      Message: message,
    })),
    Ignored: ignored,
  }));
  return `${asciiJson({ files }, 2)}\n`;
}

export function listJson(rules: Rule[]): string {
  const all = rules.map(({ id, severity, message, why, instead, techniques }) => ({
    Id: id,
    Severity: severity,
    Message: message,
    Why: why,
    Instead: instead,
    Techniques: techniques,
  }));
  return `${asciiJson({ rules: all }, 2)}\n`;
}
