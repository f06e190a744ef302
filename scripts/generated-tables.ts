import type { DuckDBConnection } from '@duckdb/node-api';
import { huntingSchema } from '../src/kql/microsoft-schema.js';
import { openEngine } from '../src/store/engine.js';

const sqlTypes: Record<string, string> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  int: 'INTEGER',
  real: 'DOUBLE',
  bool: 'BOOLEAN',
  datetime: 'TIMESTAMP',
  dynamic: 'JSON',
};

/** Values that a column may have, by its type; null among them where the type has one. */
const pools: Record<string, string[]> = {
  string: [
    "''",
    "'powershell.exe'",
    "'cmd.exe'",
    "'C:\\Windows\\System32\\'",
    "'powershell -enc SQBFAFgAIAA='",
    "'192.0.2.7'",
    "'https://example.org/a?b=c'",
  ],
  long: ['0', '7', '4294967296', 'NULL'],
  int: ['80', '443', '3389', 'NULL'],
  real: ['0.5', '7e0', '-3.25', 'NULL'],
  bool: ['TRUE', 'FALSE', 'NULL'],
  datetime: ["TIMESTAMP '2026-01-01 10:00:00'", "TIMESTAMP '2025-12-30 23:59:59.5'", 'NULL'],
  dynamic: [`'{"Name":"x","Size":3,"List":["a",1]}'`, "'[1,2]'", 'NULL'],
};

const rowCount = 24;

/** Microsoft's tables, each made when a query first reads it: empty ones, or with generated rows. */
export async function generatedTables(filled: boolean): Promise<{
  connection: DuckDBConnection;
  prepare(tables: readonly string[]): Promise<void>;
  close(): void;
}> {
  const { connection, close } = await openEngine({ threads: '1' });
  const made = new Set<string>();
  const make = async (table: string): Promise<void> => {
    const columns = [...(huntingSchema[table] ?? '').matchAll(/\['(\w+)'\]:(\w+)/g)].map(
      ([, name = '', type = '']) => ({ name, type }),
    );
    const taken = new Set<string>();
    const defined = columns.map(({ name, type }) => {
      // As the compiler names columns that differ in case alone.
      const unique = taken.has(name.toLowerCase()) ? `${name}~2` : name;
      taken.add(name.toLowerCase());
      return `"${unique}" ${sqlTypes[type]}`;
    });
    await connection.run(`CREATE TABLE "${table}" (${defined.join(', ')})`);
    const rows = Array.from({ length: filled ? rowCount : 0 }, (_, row) =>
      columns.map(({ type }, index) => {
        const pool = pools[type] ?? [];
        return pool[(row * (1 + (index % 3)) + index) % pool.length];
      }),
    );
    for (const cells of rows) await connection.run(`INSERT INTO "${table}" VALUES (${cells})`);
  };
  return {
    connection,
    close,
    async prepare(tables) {
      for (const table of tables) {
        if (!made.has(table)) await make(table);
        made.add(table);
      }
    },
  };
}
