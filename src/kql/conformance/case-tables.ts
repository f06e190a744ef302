import { dictionary } from '../../model/dictionary.js';
import type { Json } from '../../model/row.js';
import type { Case } from './cases.js';

/** Kusto's types by their .NET names. */
const types: Record<string, string> = dictionary({
  string: 'string',
  int64: 'long',
  int32: 'int',
  double: 'real',
  single: 'real',
  sbyte: 'bool',
  boolean: 'bool',
  datetime: 'datetime',
  timespan: 'timespan',
  object: 'dynamic',
  guid: 'guid',
  sqldecimal: 'decimal',
});

const typeNamed = (name: string): string => {
  const plain = name.replace(/^System\.(Data\.SqlTypes\.)?/, '').toLowerCase();
  return types[plain] ?? plain;
};

function cell(value: Json, type: string): string {
  if (type === 'string') return JSON.stringify(value ?? '');
  if (value === null) return `${type}(null)`;
  if (type === 'dynamic') return `dynamic(${JSON.stringify(value)})`;
  if (type === 'bool') return value === true || value === 1 ? 'true' : 'false';
  return `${type}(${typeof value === 'object' ? JSON.stringify(value) : value})`;
}

/** The query with its tables declared before it. */
export function withTables({ kql, tables = {} }: Case): string {
  const declared = Object.entries(tables).map(([name, { columns, rows }]) => {
    const heads = columns.map((column) => ({ ...column, type: typeNamed(column.type) }));
    const schema = heads.map((head) => `['${head.name}']:${head.type}`).join(', ');
    const cells = rows.flatMap((row) =>
      heads.map(({ type }, index) => cell(row[index] ?? null, type)),
    );
    return `let ['${name}'] = datatable(${schema}) [${cells.join(', ')}];\n`;
  });
  return `${declared.join('')}${kql}`;
}
