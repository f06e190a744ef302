import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { misplaced, type Source, vagueFolders } from './layout.js';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const paths = readdirSync(src, { recursive: true, encoding: 'utf8' });
const sources: Source[] = paths
  .filter((path) => /\.[cm]?tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(`${src}/${path}`, 'utf8') }));

const at = (path: string, text: string) => misplaced({ path, text });

describe('the layout of src', () => {
  it('is read', () => {
    expect(sources.map(({ path }) => path)).toContain('model/row.ts');
  });

  it('has imports that point only to earlier stages', () => {
    expect(sources.flatMap(misplaced)).toEqual([]);
  });

  it('has no folder whose name says nothing', () => {
    expect(vagueFolders(paths)).toEqual([]);
  });
});

describe('the guard of the layout', () => {
  it('lets imports go back, and stay in their stage', () => {
    expect(at('detect/run.ts', "import { a } from '../model/row.js';")).toEqual([]);
    expect(at('detect/run.ts', "import { a } from './rule.js';")).toEqual([]);
    expect(at('sense/docker/http.ts', "import { a } from '../../model/row.js';")).toEqual([]);
    expect(at('detect/run.ts', "import { join } from 'node:path';")).toEqual([]);
  });

  it('finds each way to import from a later stage', () => {
    const found = ['store/a.ts imports ../detect/run.js: store comes before detect'];
    expect(at('store/a.ts', "import { a } from '../detect/run.js';")).toEqual(found);
    expect(at('store/a.ts', "import type {\n  a,\n} from '../detect/run.js';")).toEqual(found);
    expect(at('store/a.ts', "import '../detect/run.js';")).toEqual(found);
    expect(at('store/a.ts', "export * from '../detect/run.js';")).toEqual(found);
    expect(at('store/a.ts', "const a = await import('../detect/run.js');")).toEqual(found);
    expect(at('store/a.ts', "type A = import('../detect/run.js').A;")).toEqual(found);
    expect(at('store/deep/a.ts', "import { a } from '../../detect/run.js';")).toEqual([
      'store/deep/a.ts imports ../../detect/run.js: store comes before detect',
    ]);
  });

  it('finds a stage that it does not know, and an import from outside of src', () => {
    expect(at('extra/a.ts', '')).toEqual(['extra/a.ts: no stage of that name']);
    expect(at('store/a.ts', "import { a } from '../extra/b.js';")).toEqual([
      'store/a.ts imports ../extra/b.js: no stage of that name',
    ]);
    expect(at('store/a.ts', "import { a } from '../../test/b.js';")).toEqual([
      'store/a.ts imports ../../test/b.js: no stage of that name',
    ]);
  });

  it('finds folders named for nothing', () => {
    expect(vagueFolders(['store/utils/a.ts', 'kql/common', 'cli/helpers.ts'])).toEqual([
      'store/utils/a.ts',
      'kql/common',
      'cli/helpers.ts',
    ]);
  });
});
