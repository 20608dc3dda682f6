import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS } from '@souk/contracts/apps';
import { ROOT } from '@souk/tools/lib/paths';
import { APPS as RUN_HERE } from '@souk/tools/stack/apps';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const apps = [...APPS].sort();

const Scoped = z.looseObject({
  metadata: z.object({ name: z.string() }),
  scopes: z.array(z.string()).optional(),
});

/** The apps each Dapr resource is scoped to, by its name. */
const scopes = new Map(
  readdirSync(join(ROOT, 'components'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(read('components', file)))
    .map((document) => Scoped.parse(document.toJS()))
    .map(({ metadata, scopes: named }) => [metadata.name, named ?? []]),
);

describe('the list of apps in the contracts', () => {
  test('is that of the folders of services', () => {
    expect(readdirSync(join(ROOT, 'services')).sort()).toEqual(apps);
  });

  test('is that of the one-machine run', () => {
    expect(RUN_HERE.map(({ id }) => id).sort()).toEqual(apps);
  });

  test('is that of the bus, and no component knows another app', () => {
    expect([...(scopes.get('bus') ?? [])].sort()).toEqual(apps);
    const strangers = [...scopes.values()]
      .flat()
      .filter((app) => !apps.some((known) => known === app));
    expect(strangers).toEqual([]);
  });

  test('is that of the charts', () => {
    const Chart = z.object({
      dependencies: z.array(z.object({ name: z.string() })),
    });
    const { dependencies } = Chart.parse(parse(read('charts/souk/Chart.yaml')));
    const library = ['souk-service', 'mongodb', 'redis', 'jaeger'];
    const services = dependencies
      .map(({ name }) => name)
      .filter((name) => !library.includes(name));
    expect(services.sort()).toEqual(apps);
    const missing = apps.filter(
      (app) => !existsSync(join(ROOT, 'charts', app, 'Chart.yaml')),
    );
    expect(missing).toEqual([]);
  });

  test('is that of the Tiltfile', () => {
    const [, list = ''] = /^SERVICES = \[(.*)\]$/m.exec(read('Tiltfile')) ?? [];
    const services = [...list.matchAll(/'([^']+)'/g)].map(([, app]) => app);
    expect(services.sort()).toEqual(apps);
  });
});
