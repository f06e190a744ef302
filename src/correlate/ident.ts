import { createHash } from 'node:crypto';

/** A short identifier that is the same whenever it is made from the same parts. */
export function ident(prefix: string, ...parts: (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${prefix}-${hash.slice(0, 12)}`;
}
