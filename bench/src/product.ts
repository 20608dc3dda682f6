import { join } from 'node:path';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { childServer } from './support/servers/child-server';
import { httpLoad, type Loaded } from './support/http-load';
import { rounds } from './support/rounds';

const CONNECTIONS = 16;
const REQUESTS = 1_000;
const ROUNDS = 5;
const SPREAD = 1_000;

/** Of the marketplace that `npm start` runs. */
async function main(): Promise<void> {
  const origin = (await readEndpoints()).urls.api;
  const ids = await productIds(origin, SPREAD);
  const hot = `/api/products/${ids[0] ?? ''}`;
  const page = (await (await fetch(origin + hot)).json()) as object;
  const bare = await childServer(
    join(__dirname, 'support/servers/bare-koa.ts'),
    page,
  );
  const last = new Map<string, Loaded>();
  const workload = (
    name: string,
    from: string,
    pathOf: (n: number) => string,
  ) => ({
    name,
    run: async () => {
      const loaded = await httpLoad(from, CONNECTIONS, REQUESTS, pathOf);
      last.set(name, loaded);
      return loaded.perSecond;
    },
  });
  const spread = `spread over ${ids.length}`;
  try {
    await rounds(
      [
        workload('one hot product', origin, () => hot),
        workload(
          spread,
          origin,
          (n) => `/api/products/${ids[n % ids.length] ?? ''}`,
        ),
        workload('bare Koa', bare.origin, () => hot),
      ],
      [
        {
          measure: 'one hot product ÷ bare Koa over the same JSON',
          side: 'one hot product',
          base: 'bare Koa',
          atLeast: 0.5,
        },
        {
          measure: `${spread} ÷ one hot product`,
          side: spread,
          base: 'one hot product',
          atLeast: 0.4,
        },
      ],
      ROUNDS,
      async () => undefined,
    );
    console.table(
      [...last].map(([workload, { p50, p99 }]) => ({
        workload,
        'p50 ms': Number(p50.toFixed(2)),
        'p99 ms': Number(p99.toFixed(2)),
        'p99 ÷ p50 (goal ≤ 4)': Number((p99 / p50).toFixed(2)),
      })),
    );
  } finally {
    await bare.close();
  }
}

async function productIds(origin: string, wanted: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = '';
  while (after !== null && ids.length < wanted) {
    const query: string = after === '' ? '' : `&after=${after}`;
    const answer = await fetch(`${origin}/api/products?limit=100${query}`);
    const page: CataloguePage = CataloguePage.parse(await answer.json());
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  }
  return ids.slice(0, wanted);
}

void main();
