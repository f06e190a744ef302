import { createRequire } from 'node:module';

// They are CommonJS in 200 files: an import reads each of them twice, to learn the names that it exports.
const require = createRequire(import.meta.url);

export const api = require('@duckdb/node-api') as typeof import('@duckdb/node-api');
export const bindings = require('@duckdb/node-bindings') as typeof import('@duckdb/node-bindings');
