import type { Json } from '../../model/row.js';
import { textOf } from './values.js';

/**
 * A container's id as sources spell it: `docker://…`, `containerd://…`, bare, or cut to 12 or 31 digits. Falco says
 * `host` for none.
 */
export function containerIdIn(value: Json | undefined): string | undefined {
  const id = textOf(value)?.replace(/^[a-z-]+:\/\//, '');
  return id !== undefined && /^[0-9a-f]{12,64}$/.test(id) ? id : undefined;
}
