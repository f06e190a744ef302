import { createHash } from 'node:crypto';
import type { Finding } from '../../../dockerfile/finding.js';
import type { Rule } from '../../../dockerfile/rule.js';
import { asciiJson } from '../../ascii-json.js';
import { plain, scores, uriOf } from '../../sarif-parts.js';
import { version } from '../../version.js';
import type { Linted } from '../run.js';

const pages = 'https://attack.mitre.org/techniques/';

/** SARIF 2.1.0, as code scanning takes it. docs.oasis-open.org/sarif/sarif/v2.1.0 */
export function sarif(linted: Linted[], rules: Rule[]): string {
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: 'Keelwatch',
        semanticVersion: version,
        informationUri: `${pages}T1612/`,
        rules: rules.map(ruleOf),
      },
    },
    columnKind: 'utf16CodeUnits',
    // What could not be told is no finding, and no silence either.
    invocations: [
      { executionSuccessful: true, toolExecutionNotifications: linted.flatMap(unknownOf) },
    ],
    results: linted.flatMap((file) => resultsOf(file, indexOf)),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${asciiJson(log, 2)}\n`;
}

function ruleOf({ id, severity, message, why, instead, techniques }: Rule) {
  const { level = 'warning', score = '5.0' } = scores[severity] ?? {};
  const [technique] = techniques;
  const page = technique === undefined ? undefined : `${pages}${technique.replace('.', '/')}/`;
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: plain(message) },
    fullDescription: { text: plain(why) },
    help: {
      text: plain(`${why} ${instead}`),
      markdown: `${why}\n\n**Instead:** ${instead}`,
    },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level },
    properties: {
      tags: ['security', 'dockerfile', ...techniques],
      precision: 'high',
      'security-severity': score,
    },
  };
}

function resultsOf({ path, text, findings }: Linted, indexOf: Map<string, number>) {
  const lines = text.split(/\r\n|\r|\n/);
  const seen = new Map<string, number>();
  return findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: indexOf.get(finding.rule) ?? -1,
    level: scores[finding.severity]?.level ?? 'warning',
    message: { text: plain(finding.message) },
    locations: [place(path, finding)],
    partialFingerprints: {
      'keelwatch/v1': fingerprint(path, finding, lines[finding.line - 1] ?? '', seen),
    },
    properties: { severity: finding.severity },
  }));
}

function place(path: string, { line, column }: { line: number; column: number }) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path) },
      region: { startLine: line, startColumn: column },
    },
  };
}

/** The same for the same line elsewhere in the file, so that a finding is known again when lines are added above it. */
function fingerprint(
  path: string,
  { rule }: Finding,
  line: string,
  seen: Map<string, number>,
): string {
  const key = [path, rule, line.replace(/\s+/g, ' ').trim()].join('\n');
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return createHash('sha256').update(`${key}\n${count}`).digest('hex').slice(0, 32);
}

function unknownOf({ path, unknown }: Linted) {
  return unknown.map((each) => ({
    level: 'warning',
    message: { text: plain(`Not analysed: ${each.message}`) },
    locations: [place(path, each)],
  }));
}
