import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Call } from '@souk/contracts/call';
import * as customers from '@souk/contracts/customers/calls';
import * as inventory from '@souk/contracts/inventory/calls';
import * as products from '@souk/contracts/products/calls';
import * as vendors from '@souk/contracts/vendors/calls';
import { STATUS } from '@souk/platform/http/errors';
import { REPOSITORY } from '../lib/souk/souk';

const read = (...path: string[]) =>
  readFileSync(join(REPOSITORY, ...path), 'utf8');

function files(folder: string, ending: string): string[] {
  return readdirSync(join(REPOSITORY, folder), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter(
      (name) =>
        name.endsWith(ending) &&
        !/(^|\/)(node_modules|dist|\.local)\//.test(name),
    )
    .map((name) => join(folder, name));
}

const SERVICES = readdirSync(join(REPOSITORY, 'services'));
const SOURCES = [
  'platform/src',
  ...SERVICES.map((app) => `services/${app}/src`),
].flatMap((folder) => files(folder, '.ts'));

const CALLS: Record<string, Call> = {
  ...customers,
  ...inventory,
  ...products,
  ...vendors,
};

/** What a call declares as its refusals; every remapped call has some. */
function refusalsOf(name: string): readonly string[] {
  const { refusals } = CALLS[name] ?? {};
  if (!refusals) throw new Error(`The call ${name} declares no refusals`);
  return refusals;
}

/** Each slug in the sources, with its possible statuses. */
function slugsInUse(): Map<string, Set<number>> {
  const statuses = new Map<string, Set<number>>();
  const add = (slug: string, status: number) =>
    statuses.set(slug, (statuses.get(slug) ?? new Set()).add(status));
  for (const source of SOURCES.map((path) => read(path))) {
    for (const [, kind = '', slug = ''] of source.matchAll(
      /AppError\(\s*'([a-z-]+)',\s*'([a-z-]+)'/g,
    )) {
      add(slug, STATUS[kind as keyof typeof STATUS]);
    }
    // An internal refusal may have another status outside.
    for (const [, call = '', kind = ''] of source.matchAll(
      /remapRefusals\((?:\w+\.)?(\w+), '([a-z-]+)'\)/g,
    )) {
      for (const slug of refusalsOf(call))
        add(slug, STATUS[kind as keyof typeof STATUS]);
    }
  }
  const table =
    /EDGE_SLUGS[^{]*\{([^}]*)\}/.exec(
      read('platform/src/http/problem.ts'),
    )?.[1] ?? '';
  for (const [, status = '', slug = ''] of table.matchAll(
    /(\d{3}): '([a-z-]+)'/g,
  ))
    add(slug, Number(status));
  return statuses;
}

const inUse = slugsInUse();
const pages = files('docs/problems', '.md')
  .map((path) => path.replace(/^.*\//, '').replace('.md', ''))
  .filter((slug) => slug !== 'README');

describe('the problem pages', () => {
  test('explain every slug in use', () => {
    expect(inUse.size).toBeGreaterThan(20);
    expect([...inUse.keys()].filter((slug) => !pages.includes(slug))).toEqual(
      [],
    );
  });

  test('explain every refusal that a call declares', () => {
    const declared = Object.values(CALLS).flatMap(
      ({ refusals = [] }) => refusals,
    );
    expect(declared.length).toBeGreaterThan(20);
    expect(declared.filter((slug) => !inUse.has(slug))).toEqual([]);
  });

  test('explain only slugs in use', () => {
    expect(pages.filter((slug) => !inUse.has(slug))).toEqual([]);
  });

  test.each(pages)(
    '%s names its type and a status it is answered with',
    (slug) => {
      const head = /`type: \/problems\/([a-z-]+)` · status (\d{3})/.exec(
        read('docs', 'problems', `${slug}.md`),
      );

      expect(head?.[1]).toBe(slug);
      expect([...(inUse.get(slug) ?? [])]).toContain(Number(head?.[2]));
      expect(read('docs', 'problems', 'README.md')).toContain(
        `[${slug}](${slug}.md)`,
      );
    },
  );
});

describe('the documents', () => {
  const documents = [
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
    ...['STYLE.md', 'frontend/README.md'],
    ...SERVICES.map((app) => join('services', app, 'README.md')),
    ...files('docs', '.md'),
  ];
  const scripts = Object.keys(
    (JSON.parse(read('package.json')) as { scripts: object }).scripts,
  );

  test.each(documents)('%s links to pages that exist', (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target));

    expect(
      targets.filter(
        (target) => !existsSync(join(REPOSITORY, dirname(document), target)),
      ),
    ).toEqual([]);
  });

  test.each(documents)('%s names commands that exist', (document) => {
    const named = [
      ...read(document).matchAll(
        /npm (?:run ([a-z:]+)\b(?! -w)|(start|stop|test)\b)/g,
      ),
    ].map(([, run, short]) => run ?? short);

    expect(named.filter((command) => !scripts.includes(command ?? ''))).toEqual(
      [],
    );
  });

  test('the README names the two commands', () => {
    expect(read('README.md')).toMatch(/npm start[\s\S]*npm test/);
  });
});
