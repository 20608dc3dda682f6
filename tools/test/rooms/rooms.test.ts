import { circlesIn } from '../../rooms/circles';
import { importsOf, moduleNames, workspaceOf } from '../../rooms/imports';
import { codeLines, lineFigures, percentile } from '../../rooms/lines';
import { folderArrows, folderSizes, type Rooms } from '../../rooms/measure';
import { problemsOf, reportLines } from '../../rooms/report';
import { isTest, packageOf } from '../../rooms/sources';

const arrow = (from: string, to: string) => ({ from, to, imports: 1 });

describe('lines', () => {
  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([0.5, 0.9, 0.99].map((share) => percentile(values, share))).toEqual([
      50, 90, 99,
    ]);
    expect(percentile([], 0.9)).toBe(0);
  });

  it('drops comments and imports, but keeps what only looks like one', () => {
    const text = `import { a } from './a';
import type {
  B,
} from './b';
/** A comment. */
const url = 'https://x'; // and another

  /* one */ const page = <a href={url}>// text</a>;
`;
    expect(codeLines({ file: 'x.tsx', text })).toEqual([
      "const url = 'https://x';",
      'const page = <a href={url}>// text</a>;',
    ]);
  });

  it('counts raw lines with their indentation, and no blank ones', () => {
    const { raw, code, fileLines } = lineFigures([
      { file: 'x.ts', text: 'if (a)\n\n    b();\n' },
    ]);
    expect([raw.p99, code.p99, fileLines]).toEqual([8, 6, 3]);
  });
});

describe('imports', () => {
  it('names imports, type imports, re-exports and dynamic imports', () => {
    const text = `import a from './a';
import type { B } from './b';
export * from './c';
const d = () => import('./d');`;
    expect(moduleNames({ file: 'x.ts', text })).toEqual([
      './a',
      './b',
      './c',
      './d',
    ]);
  });

  it('resolves relative paths and workspace packages, and ignores others', () => {
    const known = new Set(['tools/lib/a.ts', 'platform/src/http/b.ts']);
    const workspaces = new Map([
      workspaceOf('platform', {
        name: '@souk/platform',
        exports: { './*': './src/*.ts' },
      }),
    ]);
    const text = `import '../lib/a'; import '@souk/platform/http/b'; import 'zod';`;
    expect(
      importsOf({ file: 'tools/stack/x.ts', text }, known, workspaces),
    ).toEqual(['tools/lib/a.ts', 'platform/src/http/b.ts']);
  });

  it('counts imports between folders, not within one', () => {
    const sources = [
      { file: 'a/x.ts', text: `import './y'; import '../b/z';` },
      { file: 'a/y.ts', text: `import type { Z } from '../b/z';` },
      { file: 'b/z.ts', text: '' },
    ];
    expect(folderArrows(sources, new Map())).toEqual([
      { from: 'a', to: 'b', imports: 2 },
    ]);
    expect(folderSizes(sources)).toEqual([
      { folder: 'a', files: 2 },
      { folder: 'b', files: 1 },
    ]);
  });
});

describe('circles', () => {
  it('are found however long they are', () => {
    expect(circlesIn([arrow('a', 'b'), arrow('b', 'a')])).toEqual([['a', 'b']]);
    expect(
      circlesIn([
        arrow('top', 'a'),
        arrow('a', 'b'),
        arrow('b', 'c'),
        arrow('c', 'a'),
        arrow('c', 'd'),
      ]),
    ).toEqual([['a', 'b', 'c']]);
  });

  it('are not seen in a diamond', () => {
    const diamond = [
      arrow('a', 'b'),
      arrow('a', 'c'),
      arrow('b', 'd'),
      arrow('c', 'd'),
    ];
    expect(circlesIn(diamond)).toEqual([]);
  });
});

describe('the report', () => {
  const figures = (name: string, p90: number) => ({
    name,
    files: 1,
    raw: { p50: 30, p90, p99: 80 },
    code: { p50: 20, p90: 60, p99: 70 },
    fileLines: 120,
  });
  const rooms = (change: Partial<Rooms> = {}): Rooms => ({
    packages: [figures('tools', 70)],
    all: figures('all', 70),
    tests: figures('tests', 90),
    folders: [{ folder: 'tools/lib', files: 16 }],
    arrows: [arrow('tools/stack', 'tools/lib')],
    circles: [],
    ...change,
  });

  it('has no problem at the limits', () => {
    expect(problemsOf(rooms())).toEqual([]);
    expect(reportLines(rooms())).toContain('  stack → lib: 1');
  });

  it('names a large folder, long lines and a circle', () => {
    const bad = rooms({
      folders: [{ folder: 'tools/lib', files: 17 }],
      all: figures('all', 71),
      circles: [['tools/lib', 'tools/stack']],
    });
    expect(problemsOf(bad)).toEqual([
      'tools/lib has 17 files, more than 16',
      'p90 of line length is 71, above 70',
      'CIRCLE tools/lib <-> tools/stack',
    ]);
    expect(reportLines(bad)).toContain('  stack → lib: 1  CIRCLE');
  });
});

it('knows packages and tests by their paths', () => {
  expect(packageOf('services/inventory/src/main.ts')).toBe(
    'services/inventory',
  );
  expect(packageOf('tools/lib/paths.ts')).toBe('tools');
  expect(isTest('services/inventory/test/a.test.ts')).toBe(true);
  expect(isTest('tests/lib/souk/souk.ts')).toBe(true);
  expect(isTest('platform/src/testing/until.ts')).toBe(false);
});
