import { delta, lookBack } from '../kql/delta.js';
import { guards } from '../kql/guard.js';
import { lowerText, printQuery, renderDiagnostic } from '../kql/index.js';
import { type TableName, tables } from '../model/generated/tables.js';
import { RuleError } from './metadata.js';
import type { CompiledRule, RuleMetadata } from './rule.js';

const isKeyed = (table: string): boolean => (tables[table as TableName]?.key.length ?? 0) > 0;

/** Compiles a rule's query. Throws a RuleError that shows the place in `file` when it does not compile. */
export function compileRule(metadata: RuleMetadata, kql: string, file: string): CompiledRule {
  const lowered = lowerText(kql);
  if ('diagnostics' in lowered) {
    const shown = lowered.diagnostics.map((diagnostic) => renderDiagnostic(kql, diagnostic));
    throw new RuleError(`${file}: ${shown.join('\n')}`);
  }
  const { rel } = lowered;
  const names = new Set(rel.columns.map(({ name }) => name));
  const missing = metadata.alertKey.find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new RuleError(`${file}: the result has no column ${missing}, which alertKey names`);
  }
  const ordinary = metadata.triggerOperator === 'gt' && metadata.triggerThreshold === 0;
  const read = printQuery(rel).tables;
  const unread = metadata.newRowsOf.find((table) => !read.includes(table));
  if (unread !== undefined) {
    throw new RuleError(`${file}: the query does not read ${unread}, which newRowsOf names`);
  }
  const driving = metadata.newRowsOf.length > 0 ? new Set(metadata.newRowsOf) : undefined;
  const added = ordinary ? delta(rel, driving) : undefined;
  const query = printQuery(lookBack(added ?? rel, metadata.queryPeriod, isKeyed));
  if (added && metadata.alertKey.length === 0 && query.tables.some(isKeyed)) {
    throw new RuleError(
      `${file}: a rule over ${query.tables.filter(isKeyed).join(', ')} needs an alertKey in rule.yaml, since each version of a row would be an alert`,
    );
  }
  return {
    ...metadata,
    mode: added ? 'batch' : 'schedule',
    query,
    guards: added ? guards(added) : [],
  };
}
