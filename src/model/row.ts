/** Microseconds since 1970-01-01T00:00:00Z: exact in a double until the year 2255. */
export type Micros = number;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type KustoType = 'string' | 'long' | 'int' | 'real' | 'bool' | 'datetime' | 'dynamic';

export interface ColumnSpec {
  name: string;
  type: KustoType;
  /** Whether Keelwatch added the column to Defender's. */
  ours: boolean;
}

export interface TableSpec {
  origin: 'defender' | 'keelwatch';
  /** Columns that identify a thing whose rows are versions; empty for a table of events. */
  key: string[];
  columns: ColumnSpec[];
}
