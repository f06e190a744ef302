import { describe, expect, it } from 'vitest';
import { ledger, type Stamped } from './ledger.js';

const second = 1_000_000_000n;
const at = (time: bigint, key = 'x'): Stamped => ({ time: 1_795_342_536_094_175_108n + time, key });

describe('ledger', () => {
  it('takes each event once, also after a restart with its cursor', () => {
    const first = ledger();
    const events = [at(0n), at(0n, 'y'), at(second / 2n)];
    for (const event of events) {
      expect(first.take(event)).toBe(true);
      expect(first.take(event)).toBe(false);
      first.done(event);
      expect(first.take(event)).toBe(false);
    }
    const later = ledger(first.cursor());
    expect(later.since()).toBe(at(second / 2n).time - second);
    for (const event of events) {
      expect(later.knows(event)).toBe(true);
      expect(later.take(event)).toBe(false);
    }
    expect(later.take(at(second / 2n, 'new'))).toBe(true);
  });

  it('takes none twice that a cursor of a cursor stood for, while newer ones come', () => {
    const first = ledger();
    const old = [at(0n), at((9n * second) / 10n)];
    for (const event of old) {
      first.take(event);
      first.done(event);
    }
    // The next watcher hears of a newer one and is killed before all of the replay.
    const later = ledger(first.cursor());
    const newer = at(second + second / 2n);
    later.take(newer);
    later.done(newer);
    const third = ledger(later.cursor());
    expect(third.since()).toBeLessThanOrEqual(old[1]?.time ?? 0n);
    expect(third.take(at((9n * second) / 10n))).toBe(false);
    expect(third.take(newer)).toBe(false);
  });

  it('never passes an event whose record is not out yet', () => {
    const book = ledger();
    const [slow, quick] = [at(0n, 'slow'), at(60n * second, 'quick')];
    book.take(slow);
    book.take(quick);
    book.done(quick);
    const later = ledger(book.cursor());
    expect(later.since()).toBe(slow.time - second);
    expect(later.take(slow)).toBe(true);
    expect(later.take(quick)).toBe(false);
  });

  it('starts at the engine time while nothing has happened, and never goes back before it', () => {
    const book = ledger();
    expect(book.cursor()).toBeUndefined();
    book.startAt(at(0n).time);
    expect(book.cursor()).toBe(`${at(0n).time}/`);
    book.take(at(1n));
    book.done(at(1n));
    expect(book.since()).toBe(at(0n).time);
    book.startAt(at(5n).time);
    expect(book.since()).toBe(at(0n).time);
  });

  it('stays small: a cursor after 10,000 events of one second is below 4 KB', () => {
    const book = ledger();
    for (let index = 0n; index < 10_000n; index++) {
      const event = at(index);
      book.take(event);
      book.done(event);
    }
    expect(book.cursor()?.length).toBeLessThan(4_000);
    expect(ledger(book.cursor()).take(at(9_999n))).toBe(false);
  });

  it.each(['', 'x', '12', '12/short', '-1/'])('refuses %j as a cursor', (text) => {
    expect(() => ledger(text)).toThrow(JSON.stringify(text));
  });
});
