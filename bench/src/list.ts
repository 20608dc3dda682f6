import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { filledCatalogue } from './support/catalogue';
import { childServer, type ChildServer } from './support/servers/child-server';
import { usedBy } from './support/cpu';
import { httpLoad } from './support/http-load';
import type { ListServer } from './support/servers/list-server';
import { rounds } from './support/rounds';

const CONNECTIONS = 16;
const REQUESTS = 2_000;
const ROUNDS = 7;
const PRODUCTS = 10_000;
const BARE = 'bare Koa over the same view';

/**
 * A list page of the marketplace beside bare Koa over the same view, with the
 * share of requests that are traced. The collector is Jaeger of the marketplace
 * that `npm start` runs, on the same cores.
 */
async function main(): Promise<void> {
  const { urls } = await readEndpoints();
  const folder = mkdtempSync(join(tmpdir(), 'souk-bench-'));
  const db = join(folder, 'catalogue.db');
  const store = await filledCatalogue(db, PRODUCTS);
  const page = await store.page({
    filter: { sort: 'newest' },
    after: undefined,
    limit: 24,
  });
  const server = (side: ListServer['side'], traced?: number) => {
    const given: ListServer = { side, db, page, otlp: urls.otlp };
    return childServer(
      join(__dirname, 'support/servers/list-server.ts'),
      given,
      {
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: String(traced ?? 0),
      },
    );
  };
  const servers: [string, ChildServer][] = [
    ['bare Koa over the JSON', await server('koa')],
    [BARE, await server('view')],
    ['marketplace, nothing traced', await server('marketplace', 0)],
    ['marketplace, 5 % traced', await server('marketplace', 0.05)],
    ['marketplace, all traced', await server('marketplace', 1)],
  ];
  const cpu = new Map<string, number[]>();
  const workload = ([name, { origin, pid }]: [string, ChildServer]) => ({
    name,
    run: async () => {
      const before = usedBy(pid);
      const { perSecond } = await httpLoad(
        origin,
        CONNECTIONS,
        REQUESTS,
        () => '/api/products?limit=24',
      );
      const spent = (usedBy(pid) - before) / REQUESTS;
      cpu.set(name, [...(cpu.get(name) ?? []), spent]);
      return perSecond;
    },
  });
  const goal = (side: string, atLeast: number) => ({
    measure: `${side} ÷ ${BARE}`,
    side,
    base: BARE,
    atLeast,
  });
  try {
    await rounds(
      servers.map(workload),
      [
        goal('marketplace, 5 % traced', 0.7),
        goal('marketplace, all traced', 0.55),
      ],
      ROUNDS,
      async () => undefined,
    );
    console.table(
      [...cpu].map(([workload, spent]) => ({
        workload,
        'CPU µs a request': Math.round(medianOf(spent)),
      })),
    );
  } finally {
    await Promise.all(servers.map(([, server]) => server.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const medianOf = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

void main();
