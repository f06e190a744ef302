import type { Json } from '../../model/row.js';

/** A query with the rows that Kusto gave for it. */
export interface Case {
  id: string;
  kql: string;
  expected: { columns: { name: string; type: string }[]; rows: Json[][] };
  /** Whether the rows' order counts. */
  ordered: boolean;
  /** The rows differ from run to run: they are not compared. */
  nondeterministic_hint: boolean;
  operators: string[];
  /** Tables that the query names, with their rows; most queries bring their own. */
  tables?: Record<string, Case['expected']>;
}

const isBag = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTable = (value: unknown): value is Case['expected'] =>
  isBag(value) &&
  Array.isArray(value['columns']) &&
  value['columns'].every((one) => isBag(one) && typeof one['name'] === 'string') &&
  Array.isArray(value['rows']) &&
  value['rows'].every((row) => Array.isArray(row));

function caseOf(given: unknown, place: string): Case {
  if (!isBag(given)) throw new Error(`${place} is no object`);
  const { kql, expected, id, operators } = given;
  if (typeof kql !== 'string') throw new Error(`${place} has no kql`);
  if (!isTable(expected)) throw new Error(`${place} has no expected columns and rows`);
  const tables = given['tables'];
  if (tables !== undefined && !(isBag(tables) && Object.values(tables).every(isTable))) {
    throw new Error(`${place} has tables without columns and rows`);
  }
  return {
    id: typeof id === 'string' ? id : place,
    kql,
    expected,
    ordered: given['ordered'] === true,
    nondeterministic_hint: given['nondeterministic_hint'] === true,
    operators: Array.isArray(operators) ? operators.map(String) : [],
    ...(tables && { tables: tables as Record<string, Case['expected']> }),
  };
}

/** The cases of a file. Throws an error of one line for what is no such file. */
export function readCases(text: string): Case[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`no JSON: ${(error as Error).message}`, { cause: error });
  }
  const cases = isBag(parsed) ? parsed['cases'] : parsed;
  if (!Array.isArray(cases)) throw new Error('no file of cases: it has no list named cases');
  return cases.map((one, index) => caseOf(one, `cases[${index}]`));
}
