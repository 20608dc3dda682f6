import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import {
  addition,
  product,
  stockLevels,
  warehouses,
} from '../support/fixtures';
import { as, market, refusing } from '../support/market';

const ADD = 'POST products/addProduct';
const READ = 'GET products/products/prod-1';
const STOCK = 'GET inventory/stock?ids=prod-1';
const CHANGE = 'PATCH products/products/prod-1';
const NAME = 'GET vendors/vendors/ann';

describe('POST /api/products', () => {
  it('adds it for the vendor of the token, with its Location', async () => {
    const { api, to } = market({ [ADD]: product() });
    const added = await api
      .post('/api/products')
      .set(as('ann'))
      .set('idempotency-key', 'k-1')
      .send(addition)
      .expect(201);
    expect(added.headers).toMatchObject({
      location: '/api/products/prod-1',
      etag: '"p1"',
    });
    expect(added.body).toEqual(product());
    const [call] = to(ADD);
    expect(call).toMatchObject({
      body: addition,
      headers: { 'idempotency-key': 'k-1' },
    });
    const claims = JSON.parse(
      Buffer.from(call!.token!.split('.')[1]!, 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({
      sub: 'ann',
      role: 'vendor',
      scope: 'products:write',
      aud: 'products',
      iss: 'marketplace',
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(60);
  });

  it.each([
    ['an unknown field', { ...addition, vendorId: 'bob' }, 'vendorId'],
    ['a wrong type', { ...addition, name: 7 }, 'name'],
    ['an operator in a string', { ...addition, name: { $ne: null } }, 'name'],
    [
      'an operator in the category',
      { ...addition, category: { $ne: null } },
      'category',
    ],
    [
      'a negative price',
      { ...addition, price: { amountMinor: -1, currency: 'EUR' } },
      'price.amountMinor',
    ],
    [
      'a fraction of a cent',
      { ...addition, price: { amountMinor: 1.5, currency: 'EUR' } },
      'price.amountMinor',
    ],
    [
      '2^53',
      { ...addition, price: { amountMinor: 2 ** 53, currency: 'EUR' } },
      'price.amountMinor',
    ],
    [
      'a number that is none',
      { ...addition, price: { amountMinor: 'NaN', currency: 'EUR' } },
      'price.amountMinor',
    ],
    [
      'an unknown currency',
      { ...addition, price: { amountMinor: 1, currency: 'XXY' } },
      'price.currency',
    ],
    ['an empty name', { ...addition, name: '' }, 'name'],
    ['a name that is too long', { ...addition, name: 'x'.repeat(201) }, 'name'],
    ['a list', [addition], ''],
  ])(
    'refuses %s, naming the field, without a call',
    async (_what, body, path) => {
      const { api, to } = market({ [ADD]: product() });
      const refused = await api
        .post('/api/products')
        .set(as('ann'))
        .send(body)
        .expect(422);
      expect(refused.body).toMatchObject({
        type: '/problems/invalid-input',
        errors: expect.arrayContaining([
          expect.objectContaining({ path }),
        ]) as unknown,
      });
      expect(to(ADD)).toEqual([]);
    },
  );

  it('refuses a __proto__ in the body as an unknown field', async () => {
    const { api, to } = market({ [ADD]: product() });
    const body = `{"__proto__":{"vendorId":"bob"},${JSON.stringify(addition).slice(1)}`;
    const refused = await api
      .post('/api/products')
      .set(as('ann'))
      .set('content-type', 'application/json')
      .send(body);
    expect([refused.status, to(ADD)]).toEqual([expect.any(Number), []]);
    expect([400, 422]).toContain(refused.status);
  });

  it.each([
    ['bad JSON', 'application/json', '{"name":', 400, 'malformed-body'],
    [
      'a body that is not JSON',
      'text/plain',
      'name=bowl',
      415,
      'unsupported-media-type',
    ],
    [
      'a body over the limit',
      'application/json',
      JSON.stringify({ ...addition, name: 'x'.repeat(1 << 20) }),
      413,
      'body-too-large',
    ],
  ])('refuses %s', async (_what, type, body, status, slug) => {
    const { api, to } = market({ [ADD]: product() });
    const refused = await api
      .post('/api/products')
      .set(as('ann'))
      .set('content-type', type)
      .send(body)
      .expect(status);
    expect(refused.headers['content-type']).toMatch(
      /application\/problem\+json/,
    );
    expect(refused.body).toMatchObject({ type: `/problems/${slug}`, status });
    expect(to(ADD)).toEqual([]);
  });

  it.each(['has space', 'ä', 'x'.repeat(201)])(
    'refuses the Idempotency-Key %p',
    async (key) => {
      const { api } = market({ [ADD]: product() });
      const sent = api
        .post('/api/products')
        .set(as('ann'))
        .set('idempotency-key', Buffer.from(key).toString('latin1'));
      const refused = await sent.send(addition).expect(422);
      expect(refused.body).toMatchObject({
        errors: [{ path: 'idempotency-key' }],
      });
    },
  );

  it('accepts stock for own warehouses and names every other one', async () => {
    const { api, to } = market({
      [ADD]: product(),
      'GET inventory/warehouses': warehouses,
    });
    const lines = (...ids: string[]) => ({
      ...addition,
      initialStock: ids.map((warehouseId) => ({ warehouseId, quantity: 3 })),
    });
    await api
      .post('/api/products')
      .set(as('ann'))
      .send(lines('main-ann', 'loft'))
      .expect(201);
    const refused = await api
      .post('/api/products')
      .set(as('ann'))
      .send(lines('main-bob', 'loft', 'nowhere'))
      .expect(422);
    const paths = (refused.body as { errors: { path: string }[] }).errors.map(
      ({ path }) => path,
    );
    expect(paths).toEqual([
      'initialStock.0.warehouseId',
      'initialStock.2.warehouseId',
    ]);
    expect(to(ADD)).toHaveLength(1);
  });

  it('passes on the refusals of products with their members', async () => {
    const { api } = market({ [ADD]: refusing('conflict', 'duplicate-sku') });
    const refused = await api
      .post('/api/products')
      .set(as('ann'))
      .send(addition)
      .expect(409);
    expect(refused.body).toMatchObject({ type: '/problems/duplicate-sku' });
  });
});

describe('PATCH /api/products/:id', () => {
  it.each([
    ['"p3"', '"p3"'],
    ['"3"', '"p3"'],
    ['"p3.s9.abcdefgh"', '"p3"'],
    ['"somebody-elses"', '"p0"'],
  ])('reads the product version of If-Match %s', async (given, passed) => {
    const { api, to } = market({ [CHANGE]: product({ version: 4 }) });
    const changed = await api
      .patch('/api/products/prod-1')
      .set(as('ann'))
      .set('if-match', given)
      .send({ name: 'Bowl' })
      .expect(200);
    expect(changed.headers['etag']).toBe('"p4"');
    expect(to(CHANGE)[0]!.headers).toEqual({
      'if-match': passed,
      'idempotency-key': expect.any(String) as string,
    });
  });

  it('asks for no version without If-Match, and refuses a malformed one', async () => {
    const { api, to } = market({ [CHANGE]: product() });
    await api
      .patch('/api/products/prod-1')
      .set(as('ann'))
      .send({ name: 'Bowl' })
      .expect(200);
    expect(to(CHANGE)[0]!.headers).toEqual({
      'idempotency-key': expect.any(String) as string,
    });
    const refused = await api
      .patch('/api/products/prod-1')
      .set(as('ann'))
      .set('if-match', 'p3')
      .send({ name: 'Bowl' })
      .expect(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'if-match' }] });
  });

  it('refuses a malformed id', async () => {
    const refused = await market()
      .api.patch('/api/products/a%2Eb')
      .set(as('ann'))
      .send({ name: 'Bowl' })
      .expect(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'id' }] });
  });
});

describe('DELETE /api/products/:id', () => {
  it('archives for the owner', async () => {
    const { api, to } = market({
      'DELETE products/products/prod-1': () => undefined,
    });
    await api.delete('/api/products/prod-1').set(as('ann')).expect(204, {});
    expect(to('DELETE products/products/prod-1')).toHaveLength(1);
  });

  it('reports a stranger’s product as missing', async () => {
    const { api } = market({
      'DELETE products/products/prod-1': refusing(
        'not-found',
        'product-not-found',
      ),
    });
    await api.delete('/api/products/prod-1').set(as('bob')).expect(404);
  });
});

describe('GET /api/products/:id', () => {
  const answers = {
    [READ]: product(),
    [STOCK]: stockLevels(),
    [NAME]: { id: 'ann', name: 'Ann & Co' },
  };

  it('joins details, stock and the vendor’s name', async () => {
    const { api } = market(answers);
    const page = await api.get('/api/products/prod-1').expect(200);
    expect(page.body).toMatchObject({
      id: 'prod-1',
      vendor: { id: 'ann', name: 'Ann & Co' },
      stock: { available: 7, version: 4 },
    });
    expect((page.body as ProductView).stock?.warehouses).toEqual([
      { warehouseId: 'main-ann', name: 'Main', available: 5 },
      { warehouseId: 'loft', name: 'Loft', available: 2 },
    ]);
    expect(page.body).not.toHaveProperty('initialStock');
    expect(page.headers['cache-control']).toBe('no-cache');
  });

  it('answers 304 while product, stock and vendor are unchanged', async () => {
    const changing = { ...answers };
    const { api } = market(changing);
    const etag = (await api.get('/api/products/prod-1').expect(200)).headers[
      'etag'
    ]!;
    expect(etag).toMatch(/^"p1\.s4\.[\w-]{8}"$/);
    await api
      .get('/api/products/prod-1')
      .set('if-none-match', etag)
      .expect(304, {});
    const listed = {
      'if-none-match': `"other", W/${etag}`,
      'cache-control': 'no-cache',
    };
    await api.get('/api/products/prod-1').set(listed).expect(304, {});
    changing[STOCK] = stockLevels({ version: 5 });
    const other = await api
      .get('/api/products/prod-1')
      .set('if-none-match', etag)
      .expect(200);
    expect(other.headers['etag']).not.toBe(etag);
  });

  it('shows one warehouse when asked, and does not find one without the product', async () => {
    const { api } = market(answers);
    const page = await api
      .get('/api/products/prod-1?warehouse=loft')
      .expect(200);
    expect(page.body).toMatchObject({
      stock: { available: 2, warehouses: [{ warehouseId: 'loft' }] },
    });
    const refused = await api
      .get('/api/products/prod-1?warehouse=attic')
      .expect(404);
    expect(refused.body).toMatchObject({
      type: '/problems/warehouse-not-found',
    });
  });

  it('has no stock figure when inventory does not answer', async () => {
    const { api, to } = market({
      ...answers,
      [STOCK]: refusing('unavailable', 'dependency-unavailable'),
    });
    const page = await api.get('/api/products/prod-1').expect(200);
    expect(page.body).toMatchObject({
      stock: null,
      stockProblem: 'inventory-unavailable',
    });
    expect(to(STOCK)).toHaveLength(1);
  });

  it('says so when stock is not open yet', async () => {
    const { api } = market({
      ...answers,
      [STOCK]: { items: [], notOpen: ['prod-1'] },
    });
    const page = await api.get('/api/products/prod-1').expect(200);
    expect(page.body).toMatchObject({
      stock: null,
      stockProblem: 'stock-not-open-yet',
    });
  });

  it('shows the vendor’s id while the name is unknown, and asks only until then', async () => {
    const learning: Record<string, unknown> = {
      ...answers,
      [NAME]: refusing('unavailable', 'dependency-unavailable'),
    };
    const { api, to } = market(learning);
    expect((await api.get('/api/products/prod-1')).body).toMatchObject({
      vendor: { id: 'ann', name: 'ann' },
    });
    learning[NAME] = { id: 'ann', name: 'Ann & Co' };
    await api.get('/api/products/prod-1').expect(200);
    expect((await api.get('/api/products/prod-1')).body).toMatchObject({
      vendor: { name: 'Ann & Co' },
    });
    expect(to(NAME)).toHaveLength(2);
  });

  it('does not find an archived or missing product, and refuses an unknown parameter', async () => {
    await market({ ...answers, [READ]: product({ status: 'archived' }) })
      .api.get('/api/products/prod-1')
      .expect(404);
    await market({
      ...answers,
      [READ]: refusing('not-found', 'product-not-found'),
    })
      .api.get('/api/products/prod-1')
      .expect(404);
    const refused = await market(answers)
      .api.get('/api/products/prod-1?wharehouse=loft')
      .expect(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'wharehouse' }] });
  });

  it('takes the details from the view, and asks their owner only for what is missing', async () => {
    const { api, to, store } = market({ [STOCK]: stockLevels() });
    await store.putProduct(product());
    await store.putVendor({ id: 'ann', name: 'Ann & Co' });
    const page = await api.get('/api/products/prod-1').expect(200);
    expect(page.body).toMatchObject({
      name: 'Walnut bowl',
      description: 'Turned by hand',
      sku: 'BOWL-1',
      attributes: { Wood: 'Walnut' },
      images: product().images,
      vendor: { id: 'ann', name: 'Ann & Co' },
      stock: { version: 4 },
    });
    expect([to(READ), to(NAME)]).toEqual([[], []]);
  });

  it('asks once for a description that was too long for an event', async () => {
    const long = product({ version: 2, description: 'x'.repeat(3_000) });
    const { api, to, store } = market({ ...answers, [READ]: long });
    await store.putProduct({
      ...long,
      description: undefined,
    });
    for (let n = 0; n < 2; n++) {
      const page = await api.get('/api/products/prod-1').expect(200);
      expect(page.body).toMatchObject({
        description: long.description,
        version: 2,
      });
    }
    expect(to(READ)).toHaveLength(1);
  });

  it('does not ask inventory for a product that does not exist', async () => {
    const { api, to } = market({
      ...answers,
      [READ]: refusing('not-found', 'product-not-found'),
    });
    await api.get('/api/products/prod-1').expect(404);
    expect(to(STOCK)).toEqual([]);
  });

  it('shows a vendor its own change and archiving before their events arrive', async () => {
    const changing: Record<string, unknown> = {
      ...answers,
      [CHANGE]: product({ version: 2, name: 'Oak bowl' }),
      'DELETE products/products/prod-1': () => undefined,
    };
    const { api, store } = market(changing);
    await store.putProduct(product());
    await api
      .patch('/api/products/prod-1')
      .set(as('ann'))
      .send({ name: 'Oak bowl' })
      .expect(200);
    const page = await api.get('/api/products/prod-1').expect(200);
    expect(page.body).toMatchObject({ name: 'Oak bowl', version: 2 });
    changing[READ] = product({ version: 3, status: 'archived' });
    await api.delete('/api/products/prod-1').set(as('ann')).expect(204);
    await api.get('/api/products/prod-1').expect(404);
  });

  it('is unavailable when products is', async () => {
    await market({ [STOCK]: stockLevels() })
      .api.get('/api/products/prod-1')
      .expect(503);
  });
});
