import type { Batch } from '../model/batch.js';
import type { Json, KustoType, Micros } from '../model/row.js';

/** Type of a result column: Kusto's. */
export type ResultType = KustoType | 'timespan' | 'guid' | 'decimal';

export interface ResultColumn {
  name: string;
  type: ResultType;
}

/**
 * A query in the store's SQL. Tables stand in three schemas: `main` (all rows), and while a batch is staged `new` (its
 * rows) and `old` (all others). Values are bound, never interpolated.
 */
export interface Query {
  sql: string;
  /** Values of `$name` parameters. */
  parameters: Record<string, string | number | bigint | boolean | null>;
  columns: ResultColumn[];
  /** Tables that it reads, so that the store need not open others. */
  tables: string[];
  /** No row with an earlier TimeGenerated matters, so that the store need not open files that hold just such rows. */
  since?: Micros | undefined;
}

/** datetime is Micros, dynamic is parsed JSON, long is a bigint where a double could not hold it. */
export type Value = Json | bigint;

export interface Result {
  columns: ResultColumn[];
  rows: Value[][];
}

/** The first rows of a result. */
export interface Head extends Result {
  /** How many rows the whole of it has. */
  total: number;
}

export interface Reader {
  query(query: Query): Promise<Result>;
  close(): Promise<void>;
}

/** Rows that can be asked for results that do not fit into memory. */
export interface Source extends Reader {
  /** A result piece by piece. */
  stream(query: Query): AsyncGenerator<Value[][]>;
  /** At most so many rows of a result. */
  head(query: Query, most: number): Promise<Head>;
  /**
   * A result as a Parquet file in the source's temporary directory, gone when the source is closed: text is never null,
   * dynamic is JSON, a timespan counts 100 ns. Names of columns have to differ in more than case.
   */
  toParquet(query: Query): Promise<{ path: string; rows: number }>;
  /** Ends the queries that run now, for good: they reject, and so may later ones. */
  interrupt(): void;
}

/** Small named values that are stored together with the rows that they belong to, such as a sensor's cursor. */
export type State = Record<string, Json>;

/** A batch that can be queried but is not stored yet. */
export interface StagedBatch {
  query(query: Query): Promise<Result>;
  /** Stores the batch, further rows (alerts, builds, incidents made from it) and state in one step; durable once resolved. */
  commit(further?: Batch, state?: State): Promise<void>;
  discard(): Promise<void>;
}

export interface Writer extends Reader {
  stage(batch: Batch): Promise<StagedBatch>;
  /** Rolls cold rows, and drops what is over the limits of age and size. */
  maintain(): Promise<void>;
  state(): State;
}

/** The data directory cannot be used: one sentence that names it and says what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}
