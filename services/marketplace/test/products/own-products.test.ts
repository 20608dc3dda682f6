import { product } from '../support/fixtures';
import { as, market, OPERATOR_KEY, refusing } from '../support/market';

const RESTORE = 'POST products/products/prod-1/restore';
const READ = 'GET products/products/prod-1';
const LEDGER = 'GET inventory/stock/prod-1/ledger?order=desc&after=0&limit=100';
const change = {
  kind: 'set',
  warehouseId: 'main-ann',
  onHand: { before: 0, after: 7 },
  reserved: { before: 0, after: 0 },
};
const turn = {
  productId: 'prod-1',
  vendorId: 'ann',
  version: 4,
  operationId: 'repair:1',
  at: '2026-01-01T00:00:00.000Z',
  available: 7,
  changes: [
    {
      ...change,
      operationId: 'op-1',
      reservationId: 'r-1',
      reason: 'two broke',
      by: 'operator',
    },
  ],
};
const shown = {
  version: 4,
  at: turn.at,
  available: 7,
  changes: [{ ...change, reason: 'two broke' }],
};
const history = { items: [turn], next: 4 };

describe('POST /api/products/{id}/restore', () => {
  it('restores a product for the vendor of the token', async () => {
    const { api, to } = market({ [RESTORE]: product({ version: 3 }) });
    const restored = await api
      .post('/api/products/prod-1/restore')
      .set(as('ann'))
      .expect(200);
    expect(restored.body).toEqual(product({ version: 3 }));
    expect(restored.headers).toMatchObject({ etag: '"p3"' });
    const claims = JSON.parse(
      Buffer.from(
        to(RESTORE)[0]!.token!.split('.')[1]!,
        'base64url',
      ).toString(),
    ) as object;
    expect(claims).toMatchObject({
      sub: 'ann',
      role: 'vendor',
      scope: 'products:write',
    });
  });

  it.each([
    ['not-found', 'product-not-found', 404],
    ['conflict', 'duplicate-sku', 409],
  ] as const)('is refused as %s %s', async (kind, slug, status) => {
    const { api } = market({ [RESTORE]: refusing(kind, slug) });
    const refused = await api
      .post('/api/products/prod-1/restore')
      .set(as('ann'))
      .expect(status);
    expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
  });

  it('is for vendors only', async () => {
    await market().api.post('/api/products/prod-1/restore').expect(401);
  });
});

describe('GET /api/products/{id}/stock/history', () => {
  const path = '/api/products/prod-1/stock/history';

  it('shows its owner what happened, without who asked for it', async () => {
    const { api } = market({ [READ]: product(), [LEDGER]: history });
    const told = await api.get(path).set(as('ann')).expect(200);
    expect(told.body).toEqual({ items: [shown], next: 4 });
    expect(told.headers['cache-control']).toBe('no-store');
  });

  it('shows it to an operator as well', async () => {
    const { api } = market({ [READ]: product(), [LEDGER]: history });
    const session = await api
      .post('/api/operators/sessions')
      .send({ key: OPERATOR_KEY })
      .expect(201);
    const { accessToken } = session.body as { accessToken: string };
    await api
      .get(path)
      .set({ authorization: `Bearer ${accessToken}` })
      .expect(200, { items: [shown], next: 4 });
  });

  it('shows a kind of change that only a later version knows', async () => {
    const changes = turn.changes.map((one) => ({ ...one, kind: 'recounted' }));
    const items = [{ ...turn, changes }];
    const ledger = { items, next: null };
    const { api } = market({ [READ]: product(), [LEDGER]: ledger });
    const told = await api.get(path).set(as('ann')).expect(200);
    expect(told.body).toMatchObject({
      items: [{ changes: [{ kind: 'recounted' }] }],
    });
  });

  it('continues after a page', async () => {
    const { api, to } = market({
      [READ]: product(),
      'GET inventory/stock/prod-1/ledger?order=desc&after=4&limit=2': {
        items: [],
        next: null,
      },
    });
    await api
      .get(`${path}?after=4&limit=2`)
      .set(as('ann'))
      .expect(200, { items: [], next: null });
    expect(to(LEDGER)).toEqual([]);
  });

  it('is not found for another vendor, nor before the stock is open', async () => {
    const { api } = market({
      [READ]: product(),
      [LEDGER]: refusing('not-found', 'stock-not-open'),
    });
    expect((await api.get(path).set(as('bob')).expect(404)).body).toMatchObject(
      { type: '/problems/product-not-found' },
    );
    expect((await api.get(path).set(as('ann')).expect(404)).body).toMatchObject(
      { type: '/problems/stock-not-open' },
    );
    await api.get(`${path}?limit=201`).set(as('ann')).expect(422);
    await api.get(path).expect(401);
  });
});
