import type { Product } from '@souk/contracts/products/views';
import { testIdentity } from '@souk/platform/testing/identity';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { createProductsApp } from '../../src/app';
import { memoryProductStore } from '../support/memory-store';

const identity = testIdentity('products');
const vendor = (subject: string) =>
  identity.as({
    subject,
    role: 'vendor',
    scopes: ['products:write', 'products:read'],
  });
const ann = vendor('ann');
const bob = vendor('bob');
const marketplace = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes: ['products:read', 'products:list'],
});

function setup(quota = { products: 100, categories: 100 }) {
  const store = memoryProductStore();
  let ids = 0;
  let clock = Date.parse('2026-01-02T03:04:05.006Z');
  const deps = {
    store,
    quota,
    newId: () => `p-${++ids}`,
    now: () => new Date(clock++),
    verify: identity.verify,
    keys: identity.keys,
    shell: testShell('products'),
  };
  const api = request(createProductsApp(deps).callback());
  const add = async (given: object = {}, headers = ann) =>
    (
      await api
        .post('/addProduct')
        .set(headers)
        .send({ ...cup, ...given })
        .expect(201)
    ).body as Product;
  return { api, store, add };
}

const price = { amountMinor: 1250, currency: 'EUR' };
const cup = { name: 'Cup', description: 'Blue', category: 'Kitchen', price };
const topics = (facts: { topic: string }[]) => facts.map(({ topic }) => topic);

describe('the offers of many products', () => {
  it('leave out unknown products', async () => {
    const { api, add } = setup();
    const { id } = await add({ images: ['https://images.souk.example/c.jpg'] });
    const found = await api
      .post('/findOffers')
      .set(marketplace)
      .send({ ids: [id, 'unknown'] })
      .expect(200);
    expect(found.body).toEqual({
      items: [
        {
          id,
          vendorId: 'ann',
          version: 1,
          status: 'active',
          name: 'Cup',
          price,
          image: 'https://images.souk.example/c.jpg',
        },
      ],
    });
  });

  it.each([[[]], [['not/an/id']], [Array(201).fill('p')]])(
    'are refused for %j',
    async (ids) => {
      const { api } = setup();
      await api.post('/findOffers').set(marketplace).send({ ids }).expect(422);
    },
  );
});

describe('the quota of a vendor', () => {
  it('bounds its products, archived ones too, and not those of others', async () => {
    const { api, add } = setup({ products: 2, categories: 100 });
    const first = await add();
    await add({}, bob);
    await api.delete(`/products/${first.id}`).set(ann).expect(204);
    const keyed = { ...ann, 'idempotency-key': 'k-1' };
    const second = await add({}, keyed);
    const refused = await api
      .post('/addProduct')
      .set(ann)
      .send(cup)
      .expect(409);
    expect(refused.body).toMatchObject({ type: '/problems/too-many-products' });
    expect(await add({}, keyed)).toEqual(second);
    await add({}, bob);
  });

  it('bounds the categories of its products', async () => {
    const { api, add } = setup({ products: 100, categories: 2 });
    const { id } = await add();
    await add({ category: 'Garden' });
    await add({ category: 'Garden' });
    await add({ category: 'Office' }, bob);
    const type = '/problems/too-many-categories';
    const added = await api
      .post('/addProduct')
      .set(ann)
      .send({ ...cup, category: 'Office' })
      .expect(409);
    expect(added.body).toMatchObject({ type });
    const change = (category: string) =>
      api.patch(`/products/${id}`).set(ann).send({ category });
    expect((await change('Office').expect(409)).body).toMatchObject({ type });
    await change('Garden').expect(200);
  });
});

describe('POST /addProduct', () => {
  it('creates a product for the vendor of the token and publishes all of it', async () => {
    const { api, store } = setup();
    const full = {
      ...cup,
      sku: 'S-1',
      images: ['https://img.example/1.jpg'],
      attributes: { Size: 'L' },
    };
    const initialStock = [{ warehouseId: 'w-1', quantity: 3 }];
    const res = await api
      .post('/addProduct')
      .set(ann)
      .send({ ...full, initialStock })
      .expect(201);
    const at = '2026-01-02T03:04:05.006Z';
    const expected = {
      ...full,
      initialStock,
      id: 'p-1',
      vendorId: 'ann',
      version: 1,
      status: 'active',
    };
    expect(res.body).toEqual({ ...expected, createdAt: at, updatedAt: at });
    expect(store.facts).toEqual([
      { topic: 'products.product-created.v1', data: res.body as unknown },
    ]);
    await api
      .get('/products/p-1')
      .set(marketplace)
      .expect(200, res.body as object);
  });

  it('announces a long description as left out, and answers with it', async () => {
    const { api, store } = setup();
    const long = 'é'.repeat(1_025);
    const added = await api
      .post('/addProduct')
      .set(ann)
      .send({ ...cup, description: long })
      .expect(201);
    expect(added.body).toMatchObject({ description: long });
    await api.patch('/products/p-1').set(ann).send({ name: 'Mug' }).expect(200);
    await api
      .patch('/products/p-1')
      .set(ann)
      .send({ description: long.slice(1) })
      .expect(200);
    expect(
      store.facts.map(({ data }) => (data as Product).description),
    ).toEqual([undefined, undefined, long.slice(1)]);
  });

  it('answers a repeated key and body with the current state of the first product', async () => {
    const { api, store } = setup();
    const send = (body: object) =>
      api.post('/addProduct').set(ann).set('idempotency-key', 'k-1').send(body);
    await send({ ...cup, sku: 'S-1' }).expect(201);
    const changed = await api
      .patch('/products/p-1')
      .set(ann)
      .send({ name: 'Mug' })
      .expect(200);
    await send({ sku: 'S-1', ...cup, name: ' Cup ' }).expect(
      201,
      changed.body as object,
    );
    expect(topics(store.facts)).toEqual([
      'products.product-created.v1',
      'products.product-changed.v1',
    ]);
  });

  it('refuses a key already used with another body, naming its product', async () => {
    const { api, store } = setup();
    const send = (body: object, headers = ann) =>
      api
        .post('/addProduct')
        .set(headers)
        .set('idempotency-key', 'k-1')
        .send(body);
    await send(cup).expect(201);
    const res = await send({ ...cup, name: 'Mug' }).expect(422);
    expect(res.body).toMatchObject({
      type: '/problems/idempotency-key-reused',
      productId: 'p-1',
    });
    expect(store.facts).toHaveLength(1);
    await send({ ...cup, name: 'Mug' }, bob).expect(201); // each vendor has its own keys
  });

  it('refuses a SKU the vendor already uses, naming its product', async () => {
    const { api, add, store } = setup();
    await add({ sku: 'S-1' });
    const res = await api
      .post('/addProduct')
      .set(ann)
      .send({ ...cup, sku: 'S-1' })
      .expect(409);
    expect(res.body).toMatchObject({
      type: '/problems/duplicate-sku',
      productId: 'p-1',
    });
    expect(store.facts).toHaveLength(1);
    await add({ sku: 'S-1' }, bob);
  });

  it('accepts the SKU of an archived product', async () => {
    const { api, add } = setup();
    await add({ sku: 'S-1' });
    await api.delete('/products/p-1').set(ann).expect(204);
    expect(await add({ sku: 'S-1' })).toMatchObject({
      sku: 'S-1',
      status: 'active',
    });
  });

  const injection = { $ne: null };
  it.each([
    ['nothing', undefined, 'name'],
    ['an array', [], ''],
    ['an unknown field', { ...cup, hack: 1 }, 'hack'],
    ['a vendor id', { ...cup, vendorId: 'bob' }, 'vendorId'],
    ['an empty name', { ...cup, name: ' ' }, 'name'],
    ['a long name', { ...cup, name: 'x'.repeat(201) }, 'name'],
    ['a NUL in the name', { ...cup, name: 'a\u0000b' }, 'name'],
    [
      'a negative price',
      { ...cup, price: { ...price, amountMinor: -1 } },
      'price.amountMinor',
    ],
    [
      'a fractional price',
      { ...cup, price: { ...price, amountMinor: 1.5 } },
      'price.amountMinor',
    ],
    [
      'a price of 2^53',
      { ...cup, price: { ...price, amountMinor: 2 ** 53 } },
      'price.amountMinor',
    ],
    [
      'a price in text',
      { ...cup, price: { ...price, amountMinor: '12' } },
      'price.amountMinor',
    ],
    [
      'an unknown currency',
      { ...cup, price: { ...price, currency: 'XXZ' } },
      'price.currency',
    ],
    [
      'a script as an image',
      { ...cup, images: ['javascript:alert(1)'] },
      'images.0',
    ],
    [
      'a query operator as an attribute',
      { ...cup, attributes: { $where: 'x' } },
      'attributes.$where',
    ],
    [
      'a negative quantity',
      { ...cup, initialStock: [{ warehouseId: 'w', quantity: -1 }] },
      'initialStock.0.quantity',
    ],
    [
      'a bad warehouse id',
      { ...cup, initialStock: [{ warehouseId: '../w', quantity: 1 }] },
      'initialStock.0.warehouseId',
    ],
    ...['name', 'description', 'category', 'sku'].map((field) => [
      `{"$ne":null} as ${field}`,
      { ...cup, [field]: injection },
      field,
    ]),
    [
      '{"$ne":null} as a currency',
      { ...cup, price: { ...price, currency: injection } },
      'price.currency',
    ],
    [
      '{"$ne":null} as a warehouse',
      { ...cup, initialStock: [{ warehouseId: injection, quantity: 1 }] },
      'initialStock.0.warehouseId',
    ],
  ] as [string, object | undefined, string][])(
    'refuses %s and saves nothing',
    async (_what, sent, path) => {
      const { api, store } = setup();
      const res = await api
        .post('/addProduct')
        .set(ann)
        .send(sent)
        .expect(422)
        .expect('content-type', /problem\+json/);
      const { type, errors } = res.body as {
        type: string;
        errors: { path: string }[];
      };
      expect(type).toBe('/problems/invalid-input');
      expect(errors.map((error) => error.path)).toContain(path);
      expect(store.facts).toEqual([]);
    },
  );

  it('names every invalid field', async () => {
    const res = await setup()
      .api.post('/addProduct')
      .set(ann)
      .send({ ...cup, name: '', hack: 1, price: {} })
      .expect(422);
    const paths = (res.body as { errors: { path: string }[] }).errors.map(
      ({ path }) => path,
    );
    expect(paths.sort()).toEqual([
      'hack',
      'name',
      'price.amountMinor',
      'price.currency',
    ]);
  });

  it.each(['', 'a b', 'x'.repeat(201)])(
    'refuses the Idempotency-Key "%s"',
    async (key) => {
      const { api, store } = setup();
      await api
        .post('/addProduct')
        .set(ann)
        .set('idempotency-key', key)
        .send(cup)
        .expect(422);
      expect(store.facts).toEqual([]);
    },
  );

  it('refuses a body that is not JSON', async () => {
    const { api } = setup();
    await api
      .post('/addProduct')
      .set(ann)
      .set('content-type', 'application/json')
      .send('{')
      .expect(400);
    await api
      .post('/addProduct')
      .set(ann)
      .set('content-type', 'text/plain')
      .send('Cup')
      .expect(415);
    await api
      .post('/addProduct')
      .set(ann)
      .send({ ...cup, name: 'x'.repeat(300_000) })
      .expect(413);
  });
});

describe('PATCH /products/:id', () => {
  it('changes the given fields, creates a version and publishes the whole product', async () => {
    const { api, add, store } = setup();
    const before = await add({ sku: 'S-1' });
    const res = await api
      .patch('/products/p-1')
      .set(ann)
      .send({ name: 'Mug', sku: null })
      .expect(200);
    const updatedAt = (res.body as Product).updatedAt;
    expect(res.body).toEqual({
      ...before,
      name: 'Mug',
      sku: null,
      version: 2,
      updatedAt,
    });
    expect(updatedAt > before.updatedAt).toBe(true);
    expect(store.facts[1]).toEqual({
      topic: 'products.product-changed.v1',
      data: res.body as unknown,
    });
  });

  it('creates no version and publishes nothing when nothing changes', async () => {
    const { api, add, store } = setup();
    const before = await add();
    await api
      .patch('/products/p-1')
      .set(ann)
      .send({ name: 'Cup', price })
      .expect(200, before);
    expect(store.facts).toHaveLength(1);
  });

  it('refuses a change of a stale version', async () => {
    const { api, add, store } = setup();
    await add();
    const patch = (tag: string, name: string) =>
      api.patch('/products/p-1').set(ann).set('if-match', tag).send({ name });
    await patch('"p1"', 'Mug').expect(200);
    const res = await patch('"p1.s4"', 'Jug').expect(409);
    expect(res.body).toMatchObject({
      type: '/problems/stale-product',
      version: 2,
    });
    await patch('rubbish', 'Jug').expect(409);
    await patch('"p2.s9"', 'Jug').expect(200);
    expect(store.facts).toHaveLength(3);
  });

  it('refuses the SKU of another product of the vendor', async () => {
    const { api, add } = setup();
    await add({ sku: 'S-1' });
    await add();
    const res = await api
      .patch('/products/p-2')
      .set(ann)
      .send({ sku: 'S-1' })
      .expect(409);
    expect(res.body).toMatchObject({
      type: '/problems/duplicate-sku',
      productId: 'p-1',
    });
  });

  it('refuses to change an archived product', async () => {
    const { api, add, store } = setup();
    await add();
    await api.delete('/products/p-1').set(ann).expect(204);
    const res = await api
      .patch('/products/p-1')
      .set(ann)
      .send({ name: 'Mug' })
      .expect(409);
    expect(res.body).toMatchObject({ type: '/problems/product-archived' });
    expect(store.facts).toHaveLength(2);
  });

  it.each([
    {},
    { vendorId: 'bob' },
    { status: 'archived' },
    { initialStock: [] },
    { name: { $ne: null } },
    { price: { amountMinor: 1 } },
  ])('refuses %j and changes nothing', async (change) => {
    const { api, add, store } = setup();
    await add();
    const res = await api
      .patch('/products/p-1')
      .set(ann)
      .send(change)
      .expect(422);
    expect(res.body).toMatchObject({ type: '/problems/invalid-input' });
    expect(store.facts).toHaveLength(1);
  });
});

describe('DELETE /products/:id', () => {
  it('archives a product; a repetition changes nothing', async () => {
    const { api, add, store } = setup();
    await add();
    await api.delete('/products/p-1').set(ann).expect(204);
    await api.delete('/products/p-1').set(ann).expect(204);
    const res = await api.get('/products/p-1').set(marketplace).expect(200);
    const { updatedAt: archivedAt } = res.body as Product;
    expect(res.body).toMatchObject({ status: 'archived', version: 2 });
    const archived = { id: 'p-1', vendorId: 'ann', version: 2, archivedAt };
    expect(store.facts.slice(1)).toEqual([
      { topic: 'products.product-archived.v1', data: archived },
    ]);
  });
});

describe('POST /products/:id/restore', () => {
  const restore = (api: ReturnType<typeof setup>['api']) =>
    api.post('/products/p-1/restore').set(ann);

  it('restores an archived product unchanged; a repetition changes nothing', async () => {
    const { api, add, store } = setup();
    const before = await add({ sku: 'S-1' });
    await api.delete('/products/p-1').set(ann).expect(204);
    const body: unknown = (await restore(api).expect(200)).body;
    expect(body).toEqual({
      ...before,
      version: 3,
      updatedAt: expect.any(String) as string,
    });
    await restore(api).expect(200, body as object);
    expect(store.facts.slice(2)).toEqual([
      { topic: 'products.product-changed.v1', data: body },
    ]);
  });

  it('refuses to restore a product whose SKU is now in use', async () => {
    const { api, add } = setup();
    await add({ sku: 'S-1' });
    await api.delete('/products/p-1').set(ann).expect(204);
    await add({ sku: 'S-1' });
    const refused = await restore(api).expect(409);
    expect(refused.body).toMatchObject({
      type: '/problems/duplicate-sku',
      productId: 'p-2',
    });
  });
});

describe('another vendor’s product', () => {
  it('gets the same answer as a missing one', async () => {
    const { api, add, store } = setup();
    await add();
    const withoutTrace = ({ body }: { body: unknown }) =>
      JSON.stringify(body).replaceAll('p-9', 'p-1');
    for (const call of [
      (id: string) => api.patch(`/products/${id}`).send({ name: 'Mine' }),
      (id: string) => api.delete(`/products/${id}`),
      (id: string) => api.post(`/products/${id}/restore`),
    ]) {
      const strange = await call('p-1').set(bob).expect(404);
      const missing = await call('p-9').set(bob).expect(404);
      expect(strange.body).toMatchObject({
        type: '/problems/product-not-found',
      });
      expect(withoutTrace(strange)).toBe(withoutTrace(missing));
    }
    expect(store.facts).toHaveLength(1);
  });
});

describe('GET', () => {
  it('reports a missing product', async () => {
    const res = await setup()
      .api.get('/products/p-9')
      .set(marketplace)
      .expect(404);
    expect(res.body).toMatchObject({ type: '/problems/product-not-found' });
  });

  it('pages all products by id, archived ones too', async () => {
    const { api, add } = setup();
    for (let n = 0; n < 3; n++) await add();
    await api.delete('/products/p-1').set(ann).expect(204);
    const page = async (query: string) =>
      (await api.get(`/products${query}`).set(marketplace).expect(200))
        .body as unknown;
    expect(await page('?limit=2')).toMatchObject({
      items: [{ id: 'p-1', status: 'archived' }, { id: 'p-2' }],
      next: 'p-2',
    });
    expect(await page('?limit=2&after=p-2')).toMatchObject({
      items: [{ id: 'p-3' }],
      next: null,
    });
  });

  it.each([
    '/products/a.b',
    `/products/${'x'.repeat(65)}`,
    '/products?limit=0',
    '/products?limit=201',
    '/products?after=$',
    '/products?x=1',
  ])('refuses %s', async (path) => {
    await setup().api.get(path).set(marketplace).expect(422);
  });
});

describe('access control', () => {
  const unsigned = [
    { alg: 'none' },
    {
      iss: 'marketplace',
      aud: 'products',
      sub: 'ann',
      role: 'vendor',
      scope: 'products:write',
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const foreign = testIdentity('products').as({
    subject: 'ann',
    role: 'vendor',
    scopes: ['products:write'],
  });
  const operator = identity.as({
    subject: 'op',
    role: 'operator',
    scopes: ['products:write'],
  });
  const reader = identity.as({
    subject: 'ann',
    role: 'vendor',
    scopes: ['products:read'],
  });

  it.each([
    ['no token', {}, 401, 'missing-token'],
    [
      'a malformed token',
      { authorization: 'Bearer nonsense' },
      401,
      'invalid-token',
    ],
    [
      'a token without a signature',
      { authorization: `Bearer ${unsigned}.` },
      401,
      'invalid-token',
    ],
    ['a token of a foreign key', foreign, 401, 'invalid-token'],
    ['a token without the scope', reader, 403, 'missing-scope'],
    ['a token in another role', operator, 403, 'missing-scope'],
  ])('refuses %s on every write', async (_what, headers, status, slug) => {
    const { api, store, add } = setup();
    await add();
    const calls = [
      api.post('/addProduct').send(cup),
      api.patch('/products/p-1').send({ name: 'x' }),
      api.delete('/products/p-1'),
    ];
    for (const call of calls) {
      const res = await call.set(headers).expect(status);
      expect(res.body).toMatchObject({ type: `/problems/${slug}` });
    }
    expect(store.facts).toHaveLength(1);
  });

  it('lists products for the marketplace only', async () => {
    await setup().api.get('/products').set(ann).expect(403);
  });
});

it('hides internal errors', async () => {
  const { api, store } = setup();
  store.find = async () => {
    throw new Error('password=hunter2');
  };
  const { text } = await api.get('/products/p-1').set(marketplace).expect(500);
  expect(text).not.toContain('hunter2');
});
