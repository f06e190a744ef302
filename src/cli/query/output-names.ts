export const outputNames = ['table', 'json', 'ndjson', 'csv', 'parquet'] as const;
export type OutputName = (typeof outputNames)[number];
