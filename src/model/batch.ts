import type { TableName, Tables } from './generated/tables.js';

/** Rows by table: what travels from the sensors to the store together. */
export type Batch = { [T in TableName]?: Tables[T][] };

/** A row on its way, with the table that it belongs to. */
export type TableRow = { [T in TableName]: { table: T; row: Tables[T] } }[TableName];

/** The host that rows are about. */
export interface Device {
  DeviceId: string;
  DeviceName: string;
}
