import type { Scalar } from '../types.js';

/** Names of a table's columns by their type, with blanks between. */
export type Columns = Partial<Record<Scalar, string>>;
