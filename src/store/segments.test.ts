import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  current,
  list,
  parseSegmentName,
  replaces,
  type Segment,
  segmentName,
} from './segments.js';

const range = (name: string) => parseSegmentName(name) ?? expect.fail(name);

describe('the name of a segment', () => {
  it.each(['1-1', '3-17', '3-17.kept'])('%s is read as it is written', (name) => {
    expect(segmentName(range(name))).toBe(name);
  });

  it.each(['1-1.tmp', '1-1.gone', '1-1.kept.tmp', '1', '-1-1', 'a-b', ''])('is not %s', (name) => {
    expect(parseSegmentName(name)).toBeUndefined();
  });
});

it.each([
  ['1-4', '2-3', true],
  ['1-4', '1-3', true],
  ['1-4', '1-4', false],
  ['1-4.kept', '1-4', true],
  ['1-4', '1-4.kept', false],
  ['2-5', '1-4', false],
])('%s replaces %s: %s', (b, a, expected) => {
  expect(replaces(range(b), range(a))).toBe(expected);
});

it('chooses the widest, in order, whatever the order of the listing', () => {
  const names = ['10-10', '9-9', '1-8', '3-3', '1-4', '1-8.kept', '5-8.kept', '11-12', '12-12'];
  const chosen = current(names.map(range)).map(segmentName);
  expect(chosen).toEqual(['1-8.kept', '9-9', '10-10', '11-12']);
  for (const name of names.filter((each) => !chosen.includes(each)))
    expect(chosen.some((by) => replaces(range(by), range(name)))).toBe(true);
});

describe('a listing', () => {
  let data: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'keelwatch-list-'));
    await mkdir(join(data, 'journal'));
    for (const n of [1, 2, 10, 11]) await writeFile(join(data, 'journal', `${n}.ndjson`), '');
    for (const name of ['1-1', '1-9', '10-10.tmp', '2-2.gone']) {
      await mkdir(join(data, 'segments', name), { recursive: true });
      const manifest = { format: 1, sealed: [1, 1], next: 5, tables: {}, state: {} };
      await writeFile(join(data, 'segments', name, 'segment.json'), JSON.stringify(manifest));
    }
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('leaves out what is sealed, replaced, half made or half removed', async () => {
    const { journals, segments, replaced } = await list(data, new Map());
    expect(journals).toEqual([10, 11]);
    expect(segments.map(segmentName)).toEqual(['1-9']);
    expect(replaced.map(segmentName)).toEqual(['1-1']);
  });

  it('misses nothing that is sealed while it is made', async () => {
    const text = JSON.stringify({ format: 1, sealed: [1, 1], next: 5, tables: {}, state: {} });
    const [journal, sealed] = [join(data, 'journal'), join(data, 'segments')];
    const progress = { last: 11 };
    const seal = async (n: number): Promise<void> => {
      await writeFile(join(journal, `${n + 1}.ndjson`), '');
      progress.last = n + 1;
      await mkdir(join(sealed, `${n}-${n}.tmp`));
      await writeFile(join(sealed, `${n}-${n}.tmp`, 'segment.json'), text);
      await rename(join(sealed, `${n}-${n}.tmp`), join(sealed, `${n}-${n}`));
      await unlink(join(journal, `${n}.ndjson`));
    };
    const sealing = (async () => {
      for (let n = 11; n < 300; n += 1) await seal(n);
    })();
    const known = new Map<string, Segment>();
    const missing: number[] = [];
    while (progress.last < 300) {
      const due = progress.last;
      const { journals, segments } = await list(data, known);
      const seen = new Set([...journals, ...segments.map(({ from }) => from)]);
      for (let n = 10; n <= due; n += 1) if (!seen.has(n)) missing.push(n);
    }
    await sealing;
    expect(missing).toEqual([]);
  });

  it.each(['', '{', 'null', '{"format":1}', '{"format":2,"tables":{}}'])(
    'names a damaged segment.json: %s',
    async (text) => {
      const path = join(data, 'segments', '1-9', 'segment.json');
      await writeFile(path, text);
      await expect(list(data, new Map())).rejects.toThrow(`${path} is damaged`);
    },
  );
});
