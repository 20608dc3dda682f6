import { customerCartId } from '@souk/contracts/orders/carts';
import type { Offer } from '@souk/contracts/products/views';
import { AppError } from '@souk/platform/http/errors';
import { anyPublisher, testIdentity } from '@souk/platform/testing/identity';
import { testShell } from '@souk/platform/testing/shell';
import { delivery, TEST_APP_TOKEN } from '@souk/platform/testing/sidecar';
import request from 'supertest';
import { createOrdersApp, type AppDeps } from '../../src/app';
import { quoteTokens } from '../../src/quotes/token';
import {
  memoryCartStore,
  memoryShippingStore,
  memoryTaxStore,
} from './memory-store';

const identity = testIdentity('orders');
const SCOPES = ['carts:read', 'carts:write', 'quotes:make', 'shipping:read'];

export const guest = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes: SCOPES,
});
export const vendor = (subject: string) =>
  identity.as({ subject, role: 'vendor', scopes: ['shipping:write'] });
export const operator = identity.as({
  subject: 'operator',
  role: 'operator',
  scopes: ['taxes:read', 'taxes:write'],
});
export const customer = (subject: string) =>
  identity.as({ subject, role: 'customer', scopes: SCOPES });

export const offer = (id: string, over: Partial<Offer> = {}): Offer => ({
  id,
  vendorId: 'ann',
  version: 1,
  status: 'active',
  name: `Product ${id}`,
  price: { amountMinor: 1250, currency: 'EUR' },
  image: null,
  ...over,
});

const away = () => {
  throw new AppError('unavailable', 'dependency-unavailable', 'away');
};

/** The orders app in memory, over these products with this stock. */
export function shop(offers: Offer[] = [], over: Partial<AppDeps> = {}) {
  const shelf = {
    offers: new Map(offers.map((one) => [one.id, one])),
    stock: new Map(offers.map(({ id }) => [id, 10])),
    productsAway: false,
    inventoryAway: false,
    clock: new Date('2026-01-02T03:04:05.006Z'),
  };
  const pick = <T>(all: Map<string, T>, ids: readonly string[]) =>
    new Map([...all].filter(([id]) => ids.includes(id)));
  const deps: AppDeps = {
    carts: memoryCartStore(),
    live: {
      offers: async (ids) =>
        shelf.productsAway ? away() : pick(shelf.offers, ids),
      available: async (ids) =>
        shelf.inventoryAway ? away() : pick(shelf.stock, ids),
    },
    shipping: memoryShippingStore(),
    taxes: memoryTaxStore(),
    pricesIncludeTax: true,
    tokens: quoteTokens(
      async () => ['k'.repeat(43)],
      () => shelf.clock,
    ),
    now: () => shelf.clock,
    verify: identity.verify,
    verifyEvent: anyPublisher,
    appApiToken: TEST_APP_TOKEN,
    keys: identity.keys,
    shell: testShell('orders'),
    ...over,
  };
  const api = request(createOrdersApp(deps).callback());
  const put = (
    productId: string,
    quantity: number,
    cartId = 'guest-1',
    who = guest,
  ) =>
    api.put(`/carts/${cartId}/lines/${productId}`).set(who).send({ quantity });
  const read = async (cartId = 'guest-1', who = guest) =>
    (await api.get(`/carts/${cartId}`).set(who).expect(200)).body as unknown;
  /** An event as the sidecar delivers it; its answer to the broker. */
  const event = async (topic: string, data: object) => {
    const { path, headers, body } = delivery(topic, data);
    const answer = await api.post(path).set(headers).send(body).expect(200);
    return answer.body as { status: string };
  };
  return { api, event, shelf, put, read, deps, cartOf: customerCartId };
}
