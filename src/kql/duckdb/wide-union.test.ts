import { expect, it } from 'vitest';
import { openMemory } from '../../store/duckdb.js';
import { compile } from '../compile.js';

it('pads each row of a union of many tables as it pads those of few', async () => {
  const parts = Array.from(
    { length: 46 },
    (_, at) => `(print n${at}=${at}, t${at}="x", Same=${at})`,
  );
  const compiled = compile(`union ${parts.join(', ')}, (print same="b", N1=1) | sort by Same`);
  if ('diagnostics' in compiled) throw new Error(compiled.diagnostics[0]?.message);
  const { columns, sql } = compiled.query;
  expect(sql).toContain('UNION ALL BY NAME');
  const writer = await openMemory();
  const { rows } = await writer.query(compiled.query);
  writer.close();
  const names = columns.map(({ name }) => name);
  const told = rows.map((row) =>
    Object.fromEntries(
      row.flatMap((value, at) => (value === null || value === '' ? [] : [[names[at], value]])),
    ),
  );
  expect(told[0]).toEqual({ n45: 45, t45: 'x', Same: 45 });
  expect(told.at(-1)).toEqual({ same: 'b', N1: 1 });
  expect(rows).toHaveLength(47);
  const texts = columns.flatMap(({ type }, at) => (type === 'string' ? [at] : []));
  expect(rows.every((row) => texts.every((at) => row[at] !== null))).toBe(true);
});
