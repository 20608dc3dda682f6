import { until } from '@souk/platform/testing/until';
import { MAIN, NOW, runningApp } from '../support/running-app';

const asOf = NOW.toISOString();
const problem = (slug: string) => ({ type: `/problems/${slug}` });

describe('opening stock', () => {
  it('opens at "Main" with nothing when nothing is named', async () => {
    const { open } = runningApp();
    const main = {
      warehouseId: MAIN,
      name: 'Main',
      onHand: 0,
      reserved: 0,
      available: 0,
    };
    await open('p-1').expect(200, {
      productId: 'p-1',
      vendorId: 'ann',
      version: 1,
      available: 0,
      asOf,
      warehouses: [main],
    });
  });

  it('changes nothing the second time, whatever the request', async () => {
    const { open, put } = runningApp();
    await open('p-1', [{ warehouseId: MAIN, quantity: 4 }]);
    await put('p-1', 9).expect(200);
    expect((await open('p-1').expect(200)).body).toMatchObject({
      version: 2,
      available: 9,
    });
  });

  it("refuses a warehouse that is missing or another vendor's, and opens nothing", async () => {
    const { open, api, vendor, service } = runningApp();
    await api.get('/warehouses').set(vendor('bob'));
    const lines = [MAIN, 'main-bob', 'nowhere'].map((warehouseId) => ({
      warehouseId,
      quantity: 1,
    }));
    const answer = await open('p-1', lines).expect(422);
    expect(answer.body).toMatchObject({
      ...problem('invalid-input'),
      errors: [
        { path: 'initialStock.1.warehouseId' },
        { path: 'initialStock.2.warehouseId' },
      ],
    });
    await api.get('/stock/p-1').set(service).expect(404);
  });

  it('is for the marketplace only', async () => {
    const { api, vendor } = runningApp();
    await api
      .post('/stock/p-1/open')
      .set(vendor('ann'))
      .send({ vendorId: 'ann', initialStock: [] })
      .expect(403);
  });
});

describe('setting what is on hand', () => {
  it('answers with the new level', async () => {
    const { open, put } = runningApp();
    await open('p-1');
    const main = {
      warehouseId: MAIN,
      name: 'Main',
      onHand: 7,
      reserved: 0,
      available: 7,
    };
    await put('p-1', 7).expect(200, {
      productId: 'p-1',
      vendorId: 'ann',
      version: 2,
      available: 7,
      asOf,
      warehouses: [main],
    });
  });

  it('reaches the ledger and the level view', async () => {
    const { open, put, ledger, levels } = runningApp();
    await open('p-1');
    await put('p-1', 7, { 'idempotency-key': 'k-1' });
    await until(
      'both changes are published',
      async () => (await levels.of(['p-1']))[0]?.version === 2,
    );
    const onHand = { before: 0, after: 7 };
    const change = {
      operationId: 'key:k-1',
      kind: 'set',
      warehouseId: MAIN,
      onHand,
      reserved: { before: 0, after: 0 },
    };
    const fact = {
      productId: 'p-1',
      vendorId: 'ann',
      version: 2,
      operationId: 'key:k-1',
      at: asOf,
      available: 7,
      changes: [change],
    };
    expect((await ledger.entries('p-1'))[1]).toEqual(fact);
    expect(await levels.of(['p-1'])).toEqual([
      { productId: 'p-1', version: 2, available: 7, asOf },
    ]);
  });

  it('applies one idempotency key once, and refuses it for another count', async () => {
    const { open, put } = runningApp();
    await open('p-1');
    await put('p-1', 7, { 'idempotency-key': 'k-1' });
    expect(
      (await put('p-1', 7, { 'idempotency-key': 'k-1' }).expect(200)).body,
    ).toMatchObject({ version: 2 });
    expect(
      (await put('p-1', 8, { 'idempotency-key': 'k-1' }).expect(422)).body,
    ).toMatchObject(problem('idempotency-key-reused'));
  });

  it('compares the version the caller has seen', async () => {
    const { open, put } = runningApp();
    await open('p-1');
    await put('p-1', 7, { 'if-match': '"s1"' }).expect(200);
    expect(
      (await put('p-1', 8, { 'if-match': '"s1"' }).expect(409)).body,
    ).toMatchObject({
      ...problem('stale-stock'),
      version: 2,
    });
    await put('p-1', 8, { 'if-match': '*' }).expect(200);
    expect(
      (await put('p-1', 9, { 'if-match': 'nonsense' }).expect(422)).body,
    ).toMatchObject({ errors: [{ path: 'if-match' }] });
  });

  it.each([-1, 1.5, 2 ** 53, '5', null, { $ne: null }])(
    'refuses %j and changes nothing',
    async (onHand) => {
      const { open, put, api, service } = runningApp();
      await open('p-1');
      expect((await put('p-1', onHand).expect(422)).body).toMatchObject({
        ...problem('invalid-input'),
        errors: expect.arrayContaining([
          { path: 'onHand', message: expect.any(String) as string },
        ]) as unknown,
      });
      expect((await api.get('/stock/p-1').set(service)).body).toMatchObject({
        version: 1,
      });
    },
  );

  it('refuses an unknown field by its name', async () => {
    const { api, vendor, open } = runningApp();
    await open('p-1');
    const answer = await api
      .put(`/stock/p-1/${MAIN}`)
      .set(vendor('ann'))
      .send({ onHand: 1, vendorId: 'ann' })
      .expect(422);
    expect(answer.body).toMatchObject({ errors: [{ path: 'vendorId' }] });
  });

  it('does not go below what is reserved', async () => {
    const { open, put, state } = runningApp();
    await open('p-1', [{ warehouseId: MAIN, quantity: 5 }]);
    const [key, stored] = [...state.stored.entries()][0]!;
    state.stored.set(key, {
      json: stored.json.replace('"reserved":0', '"reserved":3'),
      etag: 'by-hand',
    });
    expect((await put('p-1', 2).expect(409)).body).toMatchObject(
      problem('below-reserved'),
    );
  });

  it('needs open stock, and a product and a warehouse of the vendor', async () => {
    const { open, put, api, vendor } = runningApp();
    expect((await put('p-1', 1).expect(404)).body).toMatchObject(
      problem('stock-not-open'),
    );
    await open('p-1', [], 'bob');
    expect((await put('p-1', 1).expect(404)).body).toMatchObject(
      problem('product-not-found'),
    );
    await open('p-2');
    await api.get('/warehouses').set(vendor('bob'));
    expect(
      (await put('p-2', 1, {}, 'main-bob').expect(404)).body,
    ).toMatchObject(problem('warehouse-not-found'));
    expect((await put('p-2', 1, {}, 'nowhere').expect(404)).body).toMatchObject(
      problem('warehouse-not-found'),
    );
  });

  it('is open to an operator for any vendor, within one vendor’s warehouses', async () => {
    const { open, api, operator } = runningApp();
    await open('p-1');
    await open('p-2', [], 'bob');
    await api
      .put(`/stock/p-1/${MAIN}`)
      .set(operator)
      .send({ onHand: 3 })
      .expect(200);
    const answer = await api
      .put(`/stock/p-1/main-bob`)
      .set(operator)
      .send({ onHand: 3 })
      .expect(404);
    expect(answer.body).toMatchObject(problem('warehouse-not-found'));
  });

  it('answers 503 without detail while the store is unavailable', async () => {
    const { open, put, state, document } = runningApp();
    await open('p-1');
    await until(
      'the opening is told',
      () => document('p-1')?.outbox.length === 0,
    );
    state.faults.push('fails-before-write', 'fails-before-write');
    const answer = await put('p-1', 1).expect(503);
    expect(answer.body).not.toHaveProperty('detail');
  });
});

describe('reading stock', () => {
  it('is not found for stock that is not open', async () => {
    const { api, service } = runningApp();
    expect(
      (await api.get('/stock/p-1').set(service).expect(404)).body,
    ).toMatchObject(problem('stock-not-open'));
  });

  it('reads many live at once, and names those that are not open', async () => {
    const { api, open, put, service } = runningApp();
    await open('p-1');
    await put('p-1', 4);
    await open('p-2');
    const ask = () => api.get('/stock?ids=p-2,p-1,p-9').set(service);
    expect((await ask().expect(200)).body).toMatchObject({
      items: [
        { productId: 'p-2', available: 0 },
        {
          productId: 'p-1',
          available: 4,
          version: 2,
          warehouses: [{ warehouseId: MAIN, name: 'Main', onHand: 4 }],
        },
      ],
      notOpen: ['p-9'],
    });
    await api.get('/stock?ids=').set(service).expect(422);
    await api.get('/stock?ids=p%201').set(service).expect(422);
  });

  it('leaves out a product whose actor is slow', async () => {
    const { api, open, service, actors, clock } = runningApp();
    await open('p-2');
    clock.ms += 10_000; // its copy is too old to be peeked at
    await open('p-1');
    const called = { ...actors };
    jest
      .spyOn(actors, 'call')
      .mockImplementation((id, ...more) =>
        id === 'p-2' ? new Promise(() => undefined) : called.call(id, ...more),
      );
    const answer = await api.get('/stock?ids=p-1,p-2').set(service).expect(200);
    expect(answer.body).toMatchObject({
      items: [{ productId: 'p-1' }],
      notOpen: [],
    });
  });

  it('calls no actor that it hosts while its copy is fresh and nothing has expired', async () => {
    const { api, open, put, service, actors, clock } = runningApp();
    await open('p-1');
    await put('p-1', 4);
    const reserved = await api
      .post('/reservations')
      .set(service)
      .send({
        reservationId: 'r-1',
        operationId: 'o-1',
        ttlSeconds: 3,
        lines: [{ productId: 'p-1', quantity: 1 }],
      });
    expect(reserved.body).toMatchObject({ outcome: 'accepted' });
    const called = jest.spyOn(actors, 'call');
    const levels = () =>
      called.mock.calls.filter(([, method]) => method === 'level').length;
    const available = async () => {
      const answer = await api.get('/stock/p-1').set(service).expect(200);
      return (answer.body as { available: number }).available;
    };
    expect([await available(), levels()]).toEqual([3, 0]);
    clock.ms += 4_000; // fresh, but the reservation has expired
    expect(await available()).toBe(4);
    expect(levels()).toBe(1);
    clock.ms += 6_000; // another host may have written it meanwhile
    expect(await available()).toBe(4);
    expect(levels()).toBe(2);
  });

  it('lists many at once and leaves out unknown products', async () => {
    const { api, open, service, levels } = runningApp();
    await open('p-1');
    await until(
      'the level is shown',
      async () => (await levels.of(['p-1'])).length === 1,
    );
    const listed = api
      .post('/listStock')
      .set(service)
      .send({ ids: ['p-1', 'p-2'] });
    await listed.expect(200, {
      items: [{ productId: 'p-1', version: 1, available: 0, asOf }],
    });
  });

  it.each([
    [{ ids: [] }],
    [{ ids: ['a b'] }],
    [{ ids: [{ $ne: null }] }],
    [{}],
  ])('refuses the list %j', async (body) => {
    const { api, service } = runningApp();
    await api.post('/listStock').set(service).send(body).expect(422);
  });
});

describe('who may ask', () => {
  it.each([
    'GET /stock/p-1',
    'POST /listStock',
    `PUT /stock/p-1/${MAIN}`,
    'POST /stock/p-1/open',
    'GET /warehouses',
    'POST /warehouses',
    'GET /deadLetters',
    'POST /deadLetters/x/replay',
  ])('%s needs a token with its scope', async (route) => {
    const { api, identity } = runningApp();
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT', string];
    const ask = () => api[method.toLowerCase() as 'get' | 'post' | 'put'](path);
    await ask().expect(401);
    await ask()
      .set({ authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' })
      .expect(401);
    await ask()
      .set(
        identity.as({
          subject: 'ann',
          role: 'vendor',
          scopes: ['products:read'],
        }),
      )
      .expect(403);
  });

  it('lets no other app reach actors and events', async () => {
    const { api, service } = runningApp();
    await api
      .put('/actors/InventoryActor/p-1/method/apply')
      .set(service)
      .send({})
      .expect(403);
    await api
      .post('/events/products.product-created.v1')
      .set(service)
      .send({})
      .expect(403);
  });
});

describe('the query for many levels', () => {
  it.each([
    '',
    '?ids=',
    `?ids=${Array(201).fill('p').join(',')}`,
    '?ids=a%20b',
  ])('is refused for %j', async (query) => {
    const { api, service } = runningApp();
    await api.get(`/stock${query}`).set(service).expect(422);
  });
});

describe('an id that is no product', () => {
  it('reaches no actor, and is answered as by one', async () => {
    const { api, service, vendor, operator, put, reached } = runningApp();
    await api.get('/warehouses').set(vendor('ann'));
    await api.get('/stock/no-1').set(service).expect(404);
    await put('no-2', 1).expect(404);
    await api.get('/stock/no-3/ledger').set(operator).expect(404);
    const line = { productId: 'no-4', quantity: 1 };
    const reservation = {
      reservationId: 'r-1',
      operationId: 'o-1',
      lines: [line],
      ttlSeconds: 60,
    };
    const reserved = await api
      .post('/reservations')
      .set(service)
      .send(reservation)
      .expect(200);
    expect(reserved.body).toMatchObject({
      products: [{ productId: 'no-4', reason: 'unknown-product', version: 0 }],
    });
    expect([...reached]).toEqual([]);
  });

  it('is found the moment it is one', async () => {
    const { api, service, open } = runningApp();
    await api.get('/stock/p-1').set(service).expect(404);
    await open('p-1');
    await api.get('/stock/p-1').set(service).expect(200);
  });
});
