import type { CompiledRule } from '../../detect/rule.js';
import { duration } from '../../explain/moments.js';
import { severityPaint } from '../../explain/palette.js';
import { table } from '../../explain/table.js';
import { asciiJson } from '../ascii-json.js';
import { palette, print, tableWidth } from '../terminal.js';
import { chosenRules } from './chosen.js';

export async function listRules(
  names: readonly string[],
  { json }: { json?: true },
): Promise<void> {
  const rules = await chosenRules(names);
  if (json) {
    for (const { query, guards: _, ...rule } of rules)
      print(asciiJson({ ...rule, tables: query.tables }));
    return;
  }
  const columns = [
    { title: 'RULE', text: ({ id }: CompiledRule) => id },
    {
      title: 'SEVERITY',
      text: ({ severity }: CompiledRule) => severity,
      paint: (shown: string, { severity }: CompiledRule) => severityPaint(palette, severity)(shown),
    },
    { title: 'CONFIDENCE', text: ({ confidence }: CompiledRule) => confidence },
    { title: 'TECHNIQUES', text: ({ techniques }: CompiledRule) => techniques.join(' ') },
    { title: 'RUNS', text: runs },
    { title: 'NAME', text: ({ name }: CompiledRule) => name, flexible: true },
  ];
  print(table(rules, columns, tableWidth(), palette.dim).join('\n'));
}

/** How a watcher runs it. */
const runs = ({ mode, queryFrequency }: CompiledRule): string =>
  mode === 'batch' ? 'at once' : `every ${duration(queryFrequency)}`;
