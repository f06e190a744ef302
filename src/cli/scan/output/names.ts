export const outputNames = ['table', 'json', 'ndjson', 'csv', 'sarif', 'markdown'] as const;
export type OutputName = (typeof outputNames)[number];
