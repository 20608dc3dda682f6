import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contextHash } from '../../package/context-hash';
import { ROOT } from '../../lib/paths';
import { PAGE_INPUTS } from '../../package/web';
import { tempFolder } from '../support/temp';

const folder = tempFolder();

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder(), file)), { recursive: true });
  writeFileSync(join(folder(), file), text);
}

beforeEach(() => {
  execFileSync('git', ['init', '--quiet'], { cwd: folder() });
  write('Dockerfile', 'FROM scratch');
  write('services/orders/src/main.ts', 'run()');
});

it('is the same for the same sources, whatever other files there are', async () => {
  const before = await contextHash(folder());
  write('docs/orders.md', 'about orders');
  write('services/orders/test/main.test.ts', 'test()');
  expect(await contextHash(folder())).toBe(before);
  expect(before).toMatch(/^[0-9a-f]{12}$/);
});

it.each<[string, string]>([
  ['services/orders/src/main.ts', 'run() '],
  ['services/payments/src/main.ts', 'run()'],
  ['package-lock.json', '{}'],
  ['bench/package.json', '{}'],
  ...PAGE_INPUTS.filter((path) => !path.includes('.')).map(
    (path) => [`${path}/new.ts`, 'made()'] as [string, string],
  ),
])('changes when %s changes', async (file, text) => {
  const before = await contextHash(folder());
  write(file, text);
  expect(await contextHash(folder())).not.toBe(before);
});

describe('the Docker build context', () => {
  const tracked = (...paths: string[]) =>
    execFileSync('git', ['ls-files', '--', ...paths], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  /** As docker reads them: the last matching rule decides. */
  const given = (file: string): boolean => {
    const last = rules.findLast((rule) => {
      const path = rule.replace(/^!/, '');
      const inside = (part: string) => `/${file}/`.includes(`/${part}/`);
      return (
        path === '*' ||
        (path.startsWith('**/')
          ? inside(path.slice(3))
          : `${file}/`.startsWith(`${path}/`))
      );
    });
    return last === undefined || last.startsWith('!');
  };

  it('includes everything the pages are built from', () => {
    const files = tracked(...PAGE_INPUTS).filter(
      (file) => !/(^|\/)test\//.test(file),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !given(file))).toEqual([]);
  });

  it('includes the manifest of every workspace, and no test', () => {
    const { workspaces } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as { workspaces: string[] };
    const manifests = tracked(
      ...workspaces.map((path) => `:(glob)${path}/package.json`),
    );
    expect(manifests.length).toBeGreaterThan(workspaces.length);
    expect(manifests.filter((file) => !given(file))).toEqual([]);
    expect(
      tracked().filter((file) => given(file) && /\.test\.tsx?$/.test(file)),
    ).toEqual([]);
  });
});
