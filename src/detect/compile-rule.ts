import { delta, lookBack } from '../kql/delta.js';
import { guards } from '../kql/guard.js';
import { lowerText, printQuery, renderDiagnostic } from '../kql/index.js';
import type { Diagnostic } from '../kql/types.js';
import { type TableName, tables } from '../model/generated/tables.js';
import type { Described } from './metadata.js';
import type { CompiledRule, RuleMetadata } from './rule.js';
import { RuleError } from './rule-error.js';

const isKeyed = (table: string): boolean => (tables[table as TableName]?.key.length ?? 0) > 0;

/**
 * Compiles a rule's query. Throws a RuleError that shows the places where it does not compile, or where its description
 * (`at` tells what stands where in it) speaks of what the query does not have.
 */
export function compileRule(
  metadata: RuleMetadata,
  kql: string,
  file: string,
  at: Described['at'] = () => 'rule.yaml',
): CompiledRule {
  const lowered = lowerText(kql);
  if ('diagnostics' in lowered) throw new RuleError(located(kql, file, lowered.diagnostics));
  const { rel } = lowered;
  const names = new Set(rel.columns.map(({ name }) => name));
  const read = printQuery(rel).tables;
  const problems = [
    ...metadata.alertKey.flatMap((name, index) =>
      names.has(name) ? [] : [`${at('alertKey', index)}: the result has no column ${name}`],
    ),
    ...metadata.newRowsOf.flatMap((table, index) =>
      read.includes(table) ? [] : [`${at('newRowsOf', index)}: the query does not read ${table}`],
    ),
    ...mappedColumns(metadata.entityMappings).flatMap(({ name, index }) =>
      names.has(name) ? [] : [`${at('entityMappings', index)}: the result has no column ${name}`],
    ),
  ];
  if (problems.length > 0) throw new RuleError(problems);
  const ordinary = metadata.triggerOperator === 'gt' && metadata.triggerThreshold === 0;
  const driving = metadata.newRowsOf.length > 0 ? new Set(metadata.newRowsOf) : undefined;
  const added = ordinary ? delta(rel, driving) : undefined;
  const query = printQuery(lookBack(added ?? rel, metadata.queryPeriod, isKeyed));
  if (added && metadata.alertKey.length === 0 && query.tables.some(isKeyed)) {
    throw new RuleError(
      `${at('alertKey')}: a rule over ${query.tables.filter(isKeyed).join(', ')} needs an alertKey, since each version of a row would be an alert`,
    );
  }
  return {
    ...metadata,
    mode: added ? 'batch' : 'schedule',
    query,
    guards: added ? guards(added) : [],
  };
}

/** Diagnostics of a query's text with the place in its file, and the lines that show it. */
export const located = (kql: string, file: string, diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map((each) => renderDiagnostic(kql, each, `${file}:${each.line}:${each.column}`));

function mappedColumns(mappings: unknown): { name: string; index: number }[] {
  return (mappings as { fieldMappings: { columnName: string }[] }[]).flatMap((each, index) =>
    each.fieldMappings.map(({ columnName }) => ({ name: columnName, index })),
  );
}
