import type { Json } from '../model/row.js';

// Readers of JSON columns: rows come back from the store, or from an importer, so nothing is taken on trust.

export type JsonObject = { [key: string]: Json };

export function objectOf(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

export function booleanOf(value: Json | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
