import type { Json } from '../../model/row.js';

/*
 * Reading of answers whose shape is not to be trusted: whatever is missing or of another type is absent. Texts and
 * lists are capped, since a label may hold megabytes.
 */

export const textLimit = 32 * 1024;
const listLimit = 1_000;

export type Fields = { [key: string]: Json };

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fields(value: Json | undefined): Fields {
  return isFields(value) ? value : {};
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value.slice(0, listLimit) : [];
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? cut(wellFormed(value)) : undefined;
}

/** Like `text`, but an empty one is absent too. */
export function filled(value: Json | undefined): string | undefined {
  return text(value) || undefined;
}

export function texts(value: Json | undefined): string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

export function whole(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function flag(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A map of texts, such as labels; values of another type are dropped. */
export function textMap(value: Json | undefined): Record<string, string> {
  const entries = Object.entries(fields(value)).slice(0, listLimit);
  return Object.fromEntries(
    entries.flatMap(([key, item]) =>
      typeof item === 'string' ? [[cut(key), text(item) ?? '']] : [],
    ),
  );
}

const imageId = /^sha256:[0-9a-f]{64}$/;
const containerId = /^[0-9a-f]{64}$/;

export const isImageId = (value: string): boolean => imageId.test(value);
export const isContainerId = (value: string): boolean => containerId.test(value);

function cut(value: string): string {
  if (value.length <= textLimit) return value;
  return `${value.slice(0, textLimit)}…[${value.length - textLimit} characters more]`;
}

/** Half surrogate pairs have no UTF-8 form: the store would refuse them. */
function wellFormed(value: string): string {
  return /[\ud800-\udfff]/.test(value) ? Buffer.from(value, 'utf8').toString('utf8') : value;
}
