import { describe, expect, it } from 'vitest';
import { type Asker, createNamesBook, type NamesBook } from './kernel-names.js';

const second = 1_000_000;
const inside = (process: string): Asker => ({ process, containerId: 'c1' });
const outside = (process: string): Asker => ({ process, containerId: '' });
const address = '203.0.113.7';

function learn(
  book: NamesBook,
  asker: Asker,
  name: string,
  { time = 0, ttl = 5, at = address } = {},
): void {
  book.learn({ time, asker, name, resolver: '192.0.2.53', addresses: [{ address: at, ttl }] });
}

describe('names of addresses', () => {
  it('are those that the process looked up itself, before those of its container', () => {
    const book = createNamesBook();
    learn(book, inside('1'), 'mine.example');
    learn(book, inside('2'), 'other.example');
    expect(book.find(inside('1'), address, 1)).toEqual({
      names: ['mine.example'],
      scope: 'process',
      resolver: '192.0.2.53',
    });
    expect(book.find(inside('3'), address, 1)).toMatchObject({
      names: ['other.example', 'mine.example'],
      scope: 'container',
    });
  });

  it('never pass from a container to another, to the host, or from the host to a container', () => {
    const book = createNamesBook();
    learn(book, inside('1'), 'inside.example');
    learn(book, outside('2'), 'outside.example', { at: '203.0.113.8' });
    expect(book.find({ process: '9', containerId: 'c2' }, address, 1)).toBeUndefined();
    expect(book.find(outside('9'), address, 1)).toBeUndefined();
    expect(book.find(inside('9'), '203.0.113.8', 1)).toBeUndefined();
    expect(book.find(outside('9'), '203.0.113.8', 1)).toMatchObject({ scope: 'host' });
  });

  it('are forgotten a while after their life, sooner the farther away they were looked up', () => {
    const book = createNamesBook();
    learn(book, outside('1'), 'a.example', { ttl: 30 });
    expect(book.find(outside('2'), address, 90 * second)).toMatchObject({ scope: 'host' });
    expect(book.find(outside('2'), address, 91 * second)).toBeUndefined();
    expect(book.find(outside('1'), address, 91 * second)).toMatchObject({ scope: 'process' });
    expect(book.find(outside('1'), address, 3631 * second)).toBeUndefined();
  });

  it('may not claim to live for ever', () => {
    const book = createNamesBook();
    learn(book, outside('1'), 'a.example', { ttl: 0xffffffff });
    expect(book.find(outside('1'), address, 3 * 86_400 * second)).toBeUndefined();
  });

  it('are told once each, the latest first, at most eight', () => {
    const book = createNamesBook();
    for (let index = 0; index < 20; index += 1) learn(book, inside('1'), `n${index}.example`);
    learn(book, inside('1'), 'n15.example');
    expect(book.find(inside('1'), address, 1)?.names.slice(0, 3)).toEqual([
      'n15.example',
      'n19.example',
      'n18.example',
    ]);
    expect(book.find(inside('1'), address, 1)?.names).toHaveLength(8);
  });

  it('are bounded: the oldest addresses go', () => {
    const book = createNamesBook(10);
    for (let index = 0; index < 50; index += 1)
      learn(book, outside('1'), 'x', { at: `10.0.0.${index}` });
    expect(book.find(outside('1'), '10.0.0.0', 1)).toBeUndefined();
    expect(book.find(outside('1'), '10.0.0.49', 1)).toBeDefined();
  });
});
