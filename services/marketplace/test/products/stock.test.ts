import { setImmediate as turn } from 'node:timers/promises';
import { signInOperator } from '../../src/identity/operators';
import { ownKeys } from '../../src/identity/keys';
import { product, stockLevel, stockLevels } from '../support/fixtures';
import { as, market, OPERATOR_KEY, refusing } from '../support/market';

const READ = 'GET products/products/prod-1';
const STOCK = 'GET inventory/stock/prod-1';
const LIVE = 'GET inventory/stock?ids=prod-1';
const PUT = 'PUT inventory/stock/prod-1/loft';
const OPEN = 'POST inventory/stock/prod-1/open';
const path = '/api/products/prod-1/stock/loft';

describe('GET stock', () => {
  const answers = { [READ]: product(), [STOCK]: stockLevel() };
  const own = '/api/products/prod-1/stock';

  it('shows its vendor what is on hand and reserved', async () => {
    const { api } = market(answers);
    const answer = await api.get(own).set(as('ann')).expect(200);
    expect(answer.body).toEqual(stockLevel());
    expect(answer.headers['etag']).toBe('"s4"');
  });

  it('shows it to an operator', async () => {
    const { api, deps } = market(answers);
    const { accessToken } = await signInOperator(
      ownKeys(deps.secrets),
      OPERATOR_KEY,
    );
    await api
      .get(own)
      .set({ authorization: `Bearer ${accessToken}` })
      .expect(200, stockLevel());
  });

  it('shows it to nobody else', async () => {
    const { api, to } = market(answers);
    await api.get(own).expect(401);
    const refused = await api.get(own).set(as('bob')).expect(404);
    expect(refused.body).toMatchObject({
      type: '/problems/product-not-found',
    });
    expect(to(STOCK)).toEqual([]);
  });
});

describe('GET availability', () => {
  const answers = { [READ]: product(), [LIVE]: stockLevels() };
  const late = (answer: () => unknown) => async () => {
    await turn();
    return answer();
  };

  it('shows what can be bought now, in all or at one warehouse', async () => {
    const { api } = market(answers);
    const all = await api.get('/api/products/prod-1/availability').expect(200);
    expect(all.body).toMatchObject({
      productId: 'prod-1',
      available: 7,
      inStock: true,
      version: 4,
    });
    const one = await api
      .get('/api/products/prod-1/availability?warehouse=loft')
      .expect(200);
    expect(one.body).toEqual({
      ...(all.body as object),
      available: 2,
      warehouses: [{ warehouseId: 'loft', name: 'Loft', available: 2 }],
    });
    await api
      .get('/api/products/prod-1/availability')
      .set('if-none-match', all.headers['etag']!)
      .expect(304);
  });

  it.each([
    [
      'an archived product',
      { ...answers, [READ]: product({ status: 'archived' }) },
      404,
      'product-not-found',
    ],
    [
      'no product',
      { ...answers, [READ]: refusing('not-found', 'product-not-found') },
      404,
      'product-not-found',
    ],
    [
      'no product, though inventory is the first to answer',
      {
        [READ]: late(refusing('not-found', 'product-not-found')),
        [LIVE]: { items: [], notOpen: ['prod-1'] },
      },
      404,
      'product-not-found',
    ],
    [
      'stock not open yet',
      { ...answers, [LIVE]: { items: [], notOpen: ['prod-1'] } },
      404,
      'stock-not-open',
    ],
    ['inventory away', { [READ]: product() }, 503, 'dependency-unavailable'],
  ])('never guesses: %s', async (_what, table, status, slug) => {
    const refused = await market(table)
      .api.get('/api/products/prod-1/availability')
      .expect(status);
    expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
  });
});

describe('PUT stock', () => {
  const answers = { [READ]: product(), [PUT]: stockLevel({ version: 5 }) };

  it('sets what is on hand for the owner, under an operation id of its own', async () => {
    const { api, to } = market(answers);
    const put = await api
      .put(path)
      .set(as('ann'))
      .set('if-match', '"s4"')
      .send({ onHand: 3 })
      .expect(200);
    expect(put.body).toEqual(stockLevel({ version: 5 }));
    expect(put.headers['etag']).toBe('"s5"');
    const [call] = to(PUT);
    expect(call).toMatchObject({
      body: { onHand: 3 },
      headers: { 'if-match': '"s4"' },
    });
    expect(call!.headers!['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['"4"', '"s4"'],
    ['"p1.s4.abcdefgh"', '"s4"'],
    ['*', undefined],
  ])('reads the stock version of If-Match %s', async (given, passed) => {
    const { api, to } = market(answers);
    await api
      .put(path)
      .set(as('ann'))
      .set('if-match', given)
      .send({ onHand: 3 })
      .expect(200);
    expect(to(PUT)[0]!.headers!['if-match']).toBe(passed);
  });

  it('serves an operator as well, but no other vendor', async () => {
    const { api, deps, to } = market(answers);
    const { accessToken } = await signInOperator(
      ownKeys(deps.secrets),
      'the-operators-key-of-the-tests',
    );
    await api
      .put(path)
      .set({ authorization: `Bearer ${accessToken}` })
      .send({ onHand: 3 })
      .expect(200);
    const refused = await api
      .put(path)
      .set(as('bob'))
      .send({ onHand: 3 })
      .expect(404);
    expect(refused.body).toMatchObject({ type: '/problems/product-not-found' });
    expect(to(PUT)).toHaveLength(1);
  });

  it('opens stock first, with the same stock, when its opening event has not arrived', async () => {
    const initialStock = [{ warehouseId: 'main-ann', quantity: 9 }];
    let open = false;
    const { api, to } = market({
      [READ]: product({ initialStock }),
      [PUT]: () =>
        open ? stockLevel() : refusing('not-found', 'stock-not-open')(),
      [OPEN]: () => {
        open = true;
        return stockLevel({ version: 1 });
      },
    });
    await api.put(path).set(as('ann')).send({ onHand: 3 }).expect(200);
    expect(to(OPEN)[0]!.body).toEqual({ vendorId: 'ann', initialStock });
    const [first, second] = to(PUT);
    expect(second!.headers).toEqual(first!.headers);
  });

  it.each([
    [
      'an archived product',
      { ...answers, [READ]: product({ status: 'archived' }) },
      409,
      'product-archived',
    ],
    [
      'a stale version',
      { ...answers, [PUT]: refusing('conflict', 'stale-stock') },
      409,
      'stale-stock',
    ],
    [
      'a foreign warehouse',
      { ...answers, [PUT]: refusing('not-found', 'warehouse-not-found') },
      404,
      'warehouse-not-found',
    ],
  ])('refuses %s', async (_what, table, status, slug) => {
    const refused = await market(table)
      .api.put(path)
      .set(as('ann'))
      .send({ onHand: 3 })
      .expect(status);
    expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
  });

  it.each([
    { onHand: -1 },
    { onHand: 1.5 },
    { onHand: '3' },
    { onHand: 2 ** 53 },
    { onHand: null },
    {},
    { onHand: 1, force: true },
  ])('refuses %j', async (body) => {
    const { api, to } = market(answers);
    await api.put(path).set(as('ann')).send(body).expect(422);
    expect(to(PUT)).toEqual([]);
  });
});
