import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { Agent, request } from 'undici';
import { compare, report } from './support/compare';
import { httpLoad } from './support/http-load';
import { rounds } from './support/rounds';

const LINES = 5;
const VENDORS = 3;
const CONNECTIONS = 16;
const REQUESTS = 1_000;
const ROUNDS = 5;
const GOAL = 400;

/**
 * Of the marketplace that `npm start` runs: what a quote costs beside the calls
 * it is made of, one after the other, and how many carts are shown a second.
 */
async function main(): Promise<void> {
  const { api } = (await readEndpoints()).urls;
  const dispatcher = new Agent({ connections: 1 });
  const send = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { body, cookie = '', status = 200 }: Sent = {},
  ) => {
    const answer = await request(new URL(path, api), {
      method,
      dispatcher,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== status)
      throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
    return { text, headers: answer.headers };
  };
  const listed = await send('GET', '/api/products?limit=100');
  const chosen = linesOf(CataloguePage.parse(JSON.parse(listed.text)));
  const lines = chosen.map(({ id: productId }) => ({ productId, quantity: 1 }));
  const [first] = chosen;
  if (!first || lines.length < LINES)
    throw new Error('`npm start` with the sample catalogue runs first');

  const quote = async () => {
    const body = { lines, shipTo: { country: 'DE' } };
    await send('POST', '/api/checkout/quotes', { body });
  };
  let unknown = 0;
  const hops = async () => {
    await send('GET', `/api/vendors/${first.vendor.id}/shipping-methods`);
    const nobody = `/api/products/bench-${Date.now()}-${unknown++}`;
    await send('GET', nobody, { status: 404 });
    await send('GET', `/api/products/${first.id}/availability`);
  };
  report([
    await compare(
      {
        measure: `quote of ${LINES} lines over ${VENDORS} vendors ÷ calls to orders, products and inventory`,
        side: { name: 'quote', run: quote },
        base: { name: 'hops', run: hops },
        goal: 1.5,
      },
      20,
    ),
  ]);

  let cookie = '';
  for (const { productId } of lines) {
    const path = `/api/cart/lines/${productId}`;
    const body = { quantity: 1 };
    const { headers } = await send('PUT', path, { body, cookie });
    const [set] = [headers['set-cookie'] ?? []].flat();
    cookie = set?.split(';')[0] ?? cookie;
  }
  await dispatcher.close();
  const asked = { path: '/api/cart', headers: { cookie } };
  await rounds(
    [
      {
        name: `carts of ${LINES} lines`,
        run: async () =>
          (await httpLoad(api, CONNECTIONS, REQUESTS, () => asked)).perSecond,
      },
      { name: `${GOAL} a second`, run: () => Promise.resolve(GOAL) },
    ],
    [
      {
        measure: `carts a second ÷ the goal, ${CONNECTIONS} connections`,
        side: `carts of ${LINES} lines`,
        base: `${GOAL} a second`,
        atLeast: 1,
      },
    ],
    ROUNDS,
    () => Promise.resolve(),
  );
}

interface Sent {
  body?: unknown;
  cookie?: string;
  status?: number;
}

/** Two products of each of the first vendors, as many as there are lines. */
function linesOf({ items }: CataloguePage): CataloguePage['items'] {
  const stocked = items.filter(({ stock }) => stock.inStock);
  const vendors = [...new Set(stocked.map(({ vendor }) => vendor.id))];
  return vendors
    .slice(0, VENDORS)
    .flatMap((id) =>
      stocked.filter(({ vendor }) => vendor.id === id).slice(0, 2),
    )
    .slice(0, LINES);
}

void main();
