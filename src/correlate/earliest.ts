import type { Micros } from '../model/row.js';

/** The earliest of what was put in, at most `limit`; the rest is counted. Whatever the order, the same is kept. */
export class Earliest<T> {
  readonly #items: { time: Micros; key: string; item: T }[] = [];
  leftOut = 0;

  constructor(readonly limit: number) {}

  /** Whether it changed anything. What has the same time and key is the same. */
  add(time: Micros, key: string, item: T): boolean {
    const items = this.#items;
    let at = items.length;
    while (at > 0 && isBefore(time, key, items[at - 1])) at -= 1;
    if (items[at - 1]?.time === time && items[at - 1]?.key === key) return false;
    items.splice(at, 0, { time, key, item });
    if (items.length > this.limit) {
      items.pop();
      this.leftOut += 1;
    }
    return true;
  }

  get items(): T[] {
    return this.#items.map(({ item }) => item);
  }
}

function isBefore(time: Micros, key: string, other?: { time: Micros; key: string }): boolean {
  return other !== undefined && (time < other.time || (time === other.time && key < other.key));
}
