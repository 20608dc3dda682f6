import type { Principal, Role } from '@souk/platform/auth/principal';
import { createApp } from '@souk/platform/http/app';
import { AppError } from '@souk/platform/http/errors';
import { asker } from '@souk/platform/dapr/ask';
import { memoryInvoke } from '@souk/platform/testing/memory-invoke';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { guestCarts } from '../../src/cart/cookie';
import { cartRoutes } from '../../src/cart/routes';

const EMPTY = {
  version: 0,
  parts: [],
  saved: [],
  units: 0,
  holdsStock: false,
  missing: [],
};
const PUT = '/api/cart/lines/prod-1';
const SESSION = '__Host-souk=session';

/** The cart's routes for a browser whose session cookie is that of `role`. */
function setup(
  role: Role | AppError,
  refusals: Record<string, AppError[]> = {},
) {
  const asked: string[] = [];
  const { invoke } = memoryInvoke((route, { token }) => {
    asked.push(`${route.replace('orders/carts/', '')} as ${token}`);
    const [refusal] = (refusals[route.split(' ')[0] ?? ''] ?? []).splice(0);
    if (refusal) throw refusal;
    return EMPTY;
  });
  const mint = async (_app: string, _scopes: unknown, who?: Principal) =>
    who?.id ?? 'nobody';
  const identity = {
    async identify() {
      if (role instanceof AppError) throw role;
      return { id: 'carl', role, scopes: new Set<string>() };
    },
  };
  const deps = {
    ask: asker(mint, invoke),
    guests: guestCarts(
      async () => ['k'.repeat(43)],
      () => new Date(),
    ),
    identity,
    vendorNames: { nameOf: async (id: string) => id },
  };
  const app = createApp(
    testShell('marketplace'),
    cartRoutes.router(deps, identity),
  );
  app.proxy = true;
  const api = request(app.callback());
  const guest = async () => {
    const answer = await api.put(PUT).send({ quantity: 1 }).expect(200);
    return cookieOf(answer).split(';')[0] ?? '';
  };
  const id = () => /guest-[0-9a-f-]+/.exec(asked.join())?.[0] ?? '';
  return { api, asked, guest, id };
}

const cookieOf = ({ headers }: { headers: Record<string, unknown> }) =>
  ((headers['set-cookie'] ?? []) as string[])[0] ?? '';
const revoked = new AppError('unauthenticated', 'session-revoked', 'ended');

it('is that of the customer once there is one, with what the guest had', async () => {
  const { api, asked, guest, id } = setup('customer');
  const cookie = `${SESSION}; ${await guest()}`;
  const read = await api.get('/api/cart').set({ cookie }).expect(200);
  expect(cookieOf(read)).toMatch(
    /^__Host-souk-cart=; .*expires=Thu, 01 Jan 1970/,
  );
  await api.get('/api/cart').set({ cookie: SESSION }).expect(200);
  expect(asked).toEqual([
    `PUT ${id()}/lines/prod-1 as nobody`,
    'POST customer-carl/merge as carl',
    'GET customer-carl as carl',
    'GET customer-carl as carl',
  ]);
});

it('is that of the customer while both do not fit together', async () => {
  const full = new AppError('conflict', 'too-many-lines', 'full');
  const { api, guest } = setup('customer', { POST: [full] });
  const cookie = `${SESSION}; ${await guest()}`;
  const read = await api.get('/api/cart').set({ cookie }).expect(200);
  expect(cookieOf(read)).toBe('');
});

it('is not shown without what the guest had when that cannot be merged', async () => {
  const away = new AppError('unavailable', 'dependency-unavailable', 'away');
  const { api, guest } = setup('customer', { POST: [away] });
  const cookie = `${SESSION}; ${await guest()}`;
  const read = await api.get('/api/cart').set({ cookie }).expect(503);
  expect(cookieOf(read)).toBe('');
});

it.each(['vendor', 'operator', revoked] as const)(
  'is that of the browser for %s',
  async (role) => {
    const { api, asked, guest, id } = setup(role);
    const cookie = `${SESSION}; ${await guest()}`;
    await api.get('/api/cart').set({ cookie }).expect(200);
    expect(asked[1]).toBe(`GET ${id()} as nobody`);
  },
);

it('is refused for a token that is not valid', async () => {
  const { api } = setup(revoked);
  const authorization = 'Bearer x';
  await api.get('/api/cart').set({ authorization }).expect(401);
});

it('is not changed without the CSRF token of the session', async () => {
  const { api } = setup(new AppError('forbidden', 'csrf-refused', 'no'));
  const cookie = SESSION;
  await api.put(PUT).set({ cookie }).send({ quantity: 1 }).expect(403);
});

it('begins anew for a tab whose cart was merged meanwhile', async () => {
  const merged = new AppError('conflict', 'cart-merged', 'merged');
  const { api, asked } = setup('vendor', { PUT: [merged] });
  const answer = await api.put(PUT).send({ quantity: 1 }).expect(200);
  expect(asked).toHaveLength(2);
  expect(asked[0]).not.toBe(asked[1]);
  expect(cookieOf(answer)).toMatch(/^__Host-souk-cart=\w/);
});
