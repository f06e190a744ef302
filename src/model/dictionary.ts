/**
 * A table to look words up in that somebody else chose: it knows its own entries and nothing besides, as an object does
 * `constructor`.
 */
export function dictionary<T extends object>(entries: T): T {
  return Object.assign(Object.create(null), entries);
}
