import { describe, expect, it } from 'vitest';
import { lanes } from './lanes.js';

/** Tasks that end when told, with a log of their beginnings. */
function script() {
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    began,
    task: (name: string) => () => {
      began.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    },
    async end(name: string): Promise<void> {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('lanes', () => {
  it('runs as many as it is wide, and those of one key in order', async () => {
    const { began, task, end } = script();
    const { run, pending, idle } = lanes(2);
    for (const name of ['a1', 'a2', 'b1', 'c1']) void run(name.slice(0, 1), task(name));
    expect(began).toEqual(['a1', 'b1']);
    await end('b1');
    expect(began).toEqual(['a1', 'b1', 'c1']);
    await end('a1');
    expect(began).toEqual(['a1', 'b1', 'c1', 'a2']);
    expect(pending()).toBe(2);
    const idled = idle();
    await end('c1');
    await end('a2');
    await idled;
    expect(pending()).toBe(0);
  });

  it('lets the background wait', async () => {
    const { began, task, end } = script();
    const { run } = lanes(1);
    void run('x', task('first'));
    void run('a', task('later'), true);
    void run('b', task('sooner'));
    await end('first');
    expect(began).toEqual(['first', 'sooner']);
    await end('sooner');
    expect(began).toEqual(['first', 'sooner', 'later']);
  });

  it('keeps the order of one key though its first task waits in the background', async () => {
    const { began, task, end } = script();
    const { run } = lanes(1);
    void run('x', task('first'));
    void run('a', task('a1'), true);
    void run('a', task('a2'));
    await end('first');
    await end('a1');
    expect(began).toEqual(['first', 'a1', 'a2']);
  });

  it('goes on after a task that fails', async () => {
    const { run } = lanes(1);
    await expect(run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(run('a', () => Promise.resolve())).resolves.toBeUndefined();
  });
});
