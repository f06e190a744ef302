/**
 * Makes everything that follows from schema/*.yaml: row types, DuckDB's DDL, Kusto's symbols and the page of tables;
 * then, with those, the shipped rules' SQL and the page of detections from detections/.
 *
 * `tsx scripts/generate.ts` writes; with `--check` it writes nothing and exits 1 when a file is not current.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { CompiledRule } from '../src/detect/rule.js';

const kustoTypes = ['string', 'long', 'int', 'real', 'bool', 'datetime', 'dynamic'] as const;
type KustoType = (typeof kustoTypes)[number];

interface Column {
  name: string;
  type: KustoType;
  ours?: true;
  description: string;
}

interface Table {
  table: string;
  origin: 'defender' | 'keelwatch';
  description: string;
  key?: string[];
  columns: Column[];
}

const typescript: Record<KustoType, string> = {
  string: 'string',
  long: 'number | null',
  int: 'number | null',
  real: 'number | null',
  bool: 'boolean | null',
  datetime: 'Micros | null',
  dynamic: 'Json | null',
};

/** Strings are never null in Kusto; every other type is null when unknown. */
const duckdb: Record<KustoType, string> = {
  string: "VARCHAR NOT NULL DEFAULT ''",
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
};

const notice = '// Made from schema/*.yaml by `npm run generate`. Do not edit.\n';

function readTables(): Table[] {
  return readdirSync('schema')
    .sort()
    .map((file) => {
      const table = parse(readFileSync(join('schema', file), 'utf8')) as Table;
      checkTable(file, table);
      return table;
    });
}

function checkTable(file: string, table: Table): void {
  const fail = (what: string): never => {
    throw new Error(`schema/${file}: ${what}`);
  };
  if (`${table.table}.yaml` !== file) fail(`table is named ${table.table}`);
  const names = new Set<string>();
  for (const column of table.columns) {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(column.name)) fail(`${column.name} is not PascalCase`);
    if (!kustoTypes.includes(column.type)) fail(`${column.name} has unknown type ${column.type}`);
    if (!column.description) fail(`${column.name} has no description`);
    if (names.has(column.name)) fail(`${column.name} stands twice`);
    names.add(column.name);
  }
  for (const name of [...(table.key ?? []), 'TimeGenerated', 'DeviceName', 'ActionType']) {
    const derived = name === 'ActionType' && table.key !== undefined;
    if (!names.has(name) && !derived) fail(`column ${name} is missing`);
  }
}

/** A row always has its time and its key; what else is absent is unknown. */
function isRequired(table: Table, column: Column): boolean {
  return (
    ['TimeGenerated', 'ActionType'].includes(column.name) || (table.key ?? []).includes(column.name)
  );
}

function rowInterface(table: Table): string {
  const fields = table.columns.map((column) => {
    const type = column.name === 'TimeGenerated' ? 'Micros' : typescript[column.type];
    return isRequired(table, column)
      ? `  ${column.name}: ${type};`
      : `  ${column.name}?: ${type} | undefined;`;
  });
  return `/** ${table.description} */\nexport interface ${table.table} {\n${fields.join('\n')}\n}\n`;
}

function types(tables: Table[]): string {
  const specs = tables.map((table) => {
    const columns = table.columns.map(
      (column) =>
        `      { name: '${column.name}', type: '${column.type}', ours: ${column.ours === true || table.origin === 'keelwatch'} },`,
    );
    const key = (table.key ?? []).map((name) => `'${name}'`).join(', ');
    return `  ${table.table}: {\n    origin: '${table.origin}',\n    key: [${key}],\n    columns: [\n${columns.join('\n')}\n    ],\n  },`;
  });
  return `${notice}import type { Json, Micros, TableSpec } from '../row.js';

${tables.map(rowInterface).join('\n')}
/** The row type of each table. */
export interface Tables {
${tables.map((table) => `  ${table.table}: ${table.table};`).join('\n')}
}

export type TableName = keyof Tables;

/** Every table with its columns, in the order in which they are declared. */
export const tables: Record<TableName, TableSpec> = {
${specs.join('\n')}
};
`;
}

function ddl(tables: Table[]): string {
  const statements = tables.map((table) => {
    const columns = table.columns.map((column) => `  "${column.name}" ${duckdb[column.type]}`);
    return `  ${table.table}: \`CREATE TABLE "${table.table}" (\n${columns.join(',\n')}\n)\`,`;
  });
  return `${notice}import type { TableName } from '../../model/generated/tables.js';

/** The statement that makes each table in DuckDB. */
export const ddl: Record<TableName, string> = {
${statements.join('\n')}
};
`;
}

function symbols(tables: Table[]): string {
  const lines = tables.map((table) => {
    const columns = table.columns.map((column) => `['${column.name}']:${column.type}`);
    return `  ${table.table}:\n    "(${columns.join(', ')})",`;
  });
  return `${notice}import type { TableName } from '../../model/generated/tables.js';

/** The schema of each table as Kusto writes it. */
export const symbols: Record<TableName, string> = {
${lines.join('\n')}
};
`;
}

const escapeMarkdown = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function docs(tables: Table[]): string {
  const sections = tables.map((table) => {
    const intro =
      table.origin === 'defender'
        ? 'A table of Microsoft Defender advanced hunting: the columns that a Linux host can fill, and ours.'
        : "Keelwatch's own.";
    const key = table.key
      ? ` Rows with the same ${table.key.map((name) => `\`${name}\``).join(' and ')} are versions of one thing; queries see the newest.`
      : '';
    const rows = table.columns.map((column) => {
      const ours = table.origin === 'defender' ? `${column.ours ? ' ours' : ''} |` : '';
      return `| ${column.name} | ${column.type} |${ours} ${escapeMarkdown(column.description)} |`;
    });
    const header =
      table.origin === 'defender'
        ? '| column | type | | meaning |\n|---|---|---|---|'
        : '| column | type | meaning |\n|---|---|---|';
    return `## ${table.table}\n\n${escapeMarkdown(table.description)}${key} ${intro}\n\n${header}\n${rows.join('\n')}\n`;
  });
  return `<!-- Made from schema/*.yaml by \`npm run generate\`. Do not edit. -->

# Tables

Types are Kusto's. A string that is unknown is empty, since Kusto's strings are never null; everything else that is unknown is null. Times are UTC with microseconds.

${sections.join('\n')}`;
}

/** Loads the compiler once the tables that it reads are written. */
async function rules(): Promise<CompiledRule[]> {
  const { loadRules } = await import('../src/detect/load.js');
  return loadRules('detections');
}

const compiledRules = (compiled: CompiledRule[]): string =>
  `// Made from detections/ by \`npm run generate\`. Do not edit.
import type { CompiledRule } from '../rule.js';

/** The shipped rules with their queries as SQL. */
export const compiled: CompiledRule[] = ${JSON.stringify(compiled, null, 2)};
`;

function detectionDocs(compiled: CompiledRule[]): string {
  const rows = compiled.map(
    ({ id, name, severity, techniques }) =>
      `| [${id}](#${id}) | ${severity} | ${techniques.join(', ')} | ${escapeMarkdown(name)} |`,
  );
  const sections = compiled.map((rule) => {
    const settings = settingsOf(readFileSync(join('detections', rule.id, 'query.kql'), 'utf8'));
    const tuning =
      settings.length > 0
        ? `Settings at the top of its query: ${settings.map((name) => `\`${name}\``).join(', ')}.`
        : 'It has no settings: copy the rule and narrow its query.';
    const falsePositives = rule.falsePositives.map((text) => `- ${escapeMarkdown(text)}`);
    return `## ${rule.id}

${escapeMarkdown(rule.description)}

${rule.severity}, confidence ${rule.confidence.toLowerCase()}; ${rule.tactics.join(', ')}; ${rule.techniques.join(', ')}. Reads ${rule.query.tables.join(', ')}, ${rule.mode === 'batch' ? 'on each batch of new rows' : 'on a schedule'}.

What else it may be:

${falsePositives.join('\n')}

${tuning}
`;
  });
  return `<!-- Made from detections/ by \`npm run generate\`. Do not edit. -->

# Detections

The shipped rules, each a directory under \`detections/\` with its query and recorded cases. Their alerts are shown in the incident of the build that they belong to, and add nothing to its score: see [scoring.md](scoring.md).

A rule is tuned by copying its directory, changing the copy, and naming it with \`--rules\` in place of the shipped one; [add-a-detection.md](add-a-detection.md) tells how to check it. \`keelwatch scan --replay\` shows beforehand how noisy it would have been.

| rule | severity | techniques | finds |
|---|---|---|---|
${rows.join('\n')}

${sections.join('\n')}`;
}

/** The page of `keelwatch lint`: what is written by hand, then its rules. */
async function lintPage(): Promise<string> {
  const { rules: all } = await import('../src/dockerfile/rules/index.js');
  const written = readFileSync('docs/lint.md', 'utf8');
  const rows = all.map(
    ({ id, severity, techniques, message, why, instead }) =>
      `| \`${id}\` | ${severity} | ${techniques.join(' ')} | ${escapeMarkdown(`${message} ${why}`)} | ${escapeMarkdown(instead)} |`,
  );
  const table = `| rule | severity | techniques | what it finds, and why | instead |\n|---|---|---|---|---|\n${rows.join('\n')}`;
  return written.replace(
    /(<!-- rules: made by `npm run generate` -->\n)[\s\S]*?(<!-- end of rules -->)/,
    (_, begin: string, end: string) => `${begin}${table}\n${end}`,
  );
}

/** Names of the constants of a query that a user may want to change. */
const settingsOf = (kql: string): string[] =>
  [...kql.matchAll(/^let (\w+) = (?:dynamic\(|\d|@?")/gm)].map(([, name = '']) => name);

const tables = readTables();
const outputs: Record<string, string> = {
  'src/model/generated/tables.ts': types(tables),
  'src/store/generated/ddl.ts': ddl(tables),
  'src/kql/generated/symbols.ts': symbols(tables),
  'docs/tables.md': docs(tables),
};

const stale: string[] = [];

function put(path: string, text: string): void {
  let current = '';
  try {
    current = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (current === text) return;
  stale.push(path);
  if (process.argv.includes('--check')) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

for (const [path, text] of Object.entries(outputs)) put(path, text);
const compiled = await rules();
put('src/detect/generated/rules.ts', compiledRules(compiled));
put('docs/detections.md', detectionDocs(compiled));
put('docs/lint.md', await lintPage());
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`not current, run npm run generate: ${stale.join(', ')}\n`);
  process.exitCode = 1;
}
