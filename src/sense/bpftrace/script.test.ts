import { describe, expect, it } from 'vitest';
import { begins, endsWith, equals } from './language.js';
import { findOffsets } from './offsets.js';
import { script } from './script.js';

/** A kernel whose members all have offset 8. */
const found = findOffsets({ offset: () => 8, enumValue: () => 2 });
const offsets = 'offsets' in found ? found.offsets : undefined;

const made = (has: (tracepoint: string) => boolean = () => true): string => {
  if (offsets === undefined) throw new Error('an offset is missing');
  return script({
    offsets,
    has,
    exclude: [4242],
    sockets: ['/srv/engine.sock'],
    engines: { pids: [77], ports: [2375] },
  });
};

describe('script', () => {
  it('uses tracepoints only', () => {
    const probes = [...made().matchAll(/^([a-z]+):/gm)].map(([, kind]) => kind);
    expect(new Set(probes)).toEqual(new Set(['tracepoint', 'interval']));
  });

  it('leaves out itself, the watcher, and tracepoints that this kernel lacks', () => {
    const filters = [...made().matchAll(/^\/(.*)\/$/gm)].map(([, filter]) => filter);
    expect(filters.length).toBeGreaterThan(10);
    for (const filter of filters) expect(filter).toMatch(/^pid != \$1 && pid != 4242/);
    expect(made()).toContain('sys_exit_creat');
    expect(made((name) => !name.endsWith('creat'))).not.toContain('sys_exit_creat');
  });

  it('sets every variable before it is used', () => {
    for (const body of made()
      .split(/^tracepoint/m)
      .slice(1)) {
      const uses = [...body.matchAll(/\$[a-z]\w*/gi)].map(([name]) => name);
      for (const name of new Set(uses)) expect(body).toContain(`${name} = (uint64)0;`);
    }
  });

  it('writes maps that variables are set from with their type alone: since 0.22 a number without one has another', () => {
    const text = made();
    const read = new Set([...text.matchAll(/\$\w+ = (@\w+)\[/g)].map(([, map = '']) => map));
    expect(read.size).toBeGreaterThan(3);
    for (const map of read) {
      for (const [, value] of text.matchAll(new RegExp(`${map}\\[[^\\]]*\\] = ([^;]*);`, 'g')))
        expect(value, map).not.toMatch(/^\d/);
    }
  });

  it('never shares a tracepoint between lists that differ: 0.17 puts both programs under one name', () => {
    const lists = new Map<string, string>();
    for (const [list] of made().matchAll(/^tracepoint:[^/]+/gm)) {
      for (const tracepoint of list.trim().split(/,\s*/)) {
        expect(lists.get(tracepoint) ?? list, tracepoint).toBe(list);
        lists.set(tracepoint, list);
      }
    }
    expect(lists.size).toBeGreaterThan(20);
  });

  it('prints no text that a process chose other than in hexadecimal', () => {
    const formats = [...made().matchAll(/printf\("([^"]*)"/g)].map(([, format]) => format);
    for (const format of formats) expect(format).toMatch(/^[A-Za-z]( %llx)*( %rh)?\\n$/);
  });
});

describe('findOffsets', () => {
  it('says which members a kernel lacks', () => {
    const lacking = findOffsets({
      offset: (struct, member) => (struct === 'mm_struct' && member === 'exe_file' ? null : 0),
      enumValue: () => null,
    });
    expect(lacking).toEqual({ missing: ['mm_struct.exe_file'] });
  });

  it('takes the older or newer name of a member', () => {
    const newer = findOffsets({
      offset: (_struct, member) => (member === 'parent' ? null : member === '__parent' ? 96 : 0),
      enumValue: () => null,
    });
    expect(newer).toMatchObject({ offsets: { nodeParent: 96, controller: null } });
  });
});

describe('comparing text as numbers', () => {
  it('compares whole and partial words', () => {
    expect(begins('$w', 'tmp\0')).toBe('($w & 0xffffffff) == 0x706d74');
    expect(begins('$w', 'dockerfi')).toBe('$w == 0x696672656b636f64');
    expect(equals('$p', '$n', '/run/x.sock')).toBe(
      '($n == 11 && *(uint64 *)kptr($p + 0) == 0x732e782f6e75722f && (*(uint64 *)kptr($p + 8) & 0xffffff) == 0x6b636f)',
    );
    expect(endsWith('$p', '$n', '/d.sock')).toContain('$n >= 7 && ');
  });
});
