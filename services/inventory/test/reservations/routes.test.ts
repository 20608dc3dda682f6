import { MAIN, runningApp } from '../support/running-app';

const line = (quantity: number, productId = 'p-1') => ({ productId, quantity });
const body = (reservationId: string, lines: object[], more: object = {}) => ({
  reservationId,
  operationId: `op-${reservationId}`,
  lines,
  ttlSeconds: 60,
  ...more,
});

/** Two products with five units each, and the calls an order would make. */
async function selling() {
  const running = runningApp();
  const { api, service, open } = running;
  for (const id of ['p-1', 'p-2'])
    await open(id, [{ warehouseId: MAIN, quantity: 5 }]).expect(200);
  const post = async (path: string, sent: object) =>
    (await api.post(path).set(service).send(sent).expect(200)).body as object;
  const reserve = (...args: Parameters<typeof body>) =>
    post('/reservations', body(...args));
  const end = (how: string, id: string, more: object = {}) =>
    post(`/reservations/${id}/${how}`, {
      operationId: `${how}-${id}`,
      productIds: ['p-1'],
      ...more,
    });
  const free = async (id: string) =>
    ((await api.get(`/stock/${id}`).set(service)).body as { available: number })
      .available;
  return { ...running, post, reserve, end, free };
}

describe('a reservation', () => {
  it('says what was taken where, and the same to a repeated call', async () => {
    const { reserve, free } = await selling();
    const first = await reserve('r-1', [line(1), line(2)]);
    expect(first).toEqual({
      reservationId: 'r-1',
      outcome: 'accepted',
      products: [
        {
          outcome: 'accepted',
          productId: 'p-1',
          vendorId: 'ann',
          version: 2,
          available: 2,
          reservation: {
            id: 'r-1',
            status: 'held',
            expiresAt: '2026-01-01T00:01:00.000Z',
            taken: [{ warehouseId: MAIN, quantity: 3 }],
          },
        },
      ],
    });
    expect(await reserve('r-1', [line(2), line(1)])).toEqual(first);
    expect(await free('p-1')).toBe(2);
  });

  it.each([
    [
      'more than there is',
      [line(6)],
      { reason: 'insufficient-stock', available: 5 },
    ],
    [
      'a product nobody opened',
      [line(1, 'p-9')],
      { reason: 'unknown-product' },
    ],
    [
      'more than one holder may hold',
      [line(101)],
      { reason: 'quantity-limit', limit: 100 },
    ],
  ])('of %s is refused, as an answer', async (_what, lines, refusal) => {
    const { reserve } = await selling();
    expect(await reserve('r-1', lines, { holder: 'ann' })).toMatchObject({
      outcome: 'refused',
      products: [refusal],
    });
  });

  it.each([
    ['confirm', 'confirmed'],
    ['release', 'released'],
    ['extend', 'held'],
  ])('can %s, once', async (how, status) => {
    const { reserve, end } = await selling();
    await reserve('r-1', [line(2)]);
    const more = how === 'extend' ? { ttlSeconds: 90 } : {};
    const first = await end(how, 'r-1', more);
    expect(first).toMatchObject({
      outcome: 'accepted',
      products: [{ reservation: { status } }],
    });
    expect(await end(how, 'r-1', more)).toEqual(first);
  });

  it.each([
    [{ ...body('r-1', [line(0)]) }, 'lines.0.quantity'],
    [{ ...body('r-1', []) }, 'lines'],
    [{ ...body('r-1', [line(1)]), reservationId: 'r 1' }, 'reservationId'],
    [{ ...body('r-1', [line(1)]), ttlSeconds: 0 }, 'ttlSeconds'],
    [{ ...body('r-1', [line(1)]), price: 1 }, 'price'],
  ])('that does not parse names the field: %j', async (sent, path) => {
    const { api, service } = runningApp();
    const answer = await api
      .post('/reservations')
      .set(service)
      .send(sent)
      .expect(422);
    expect(answer.body).toMatchObject({
      type: '/problems/invalid-input',
      errors: [{ path }],
    });
  });

  it.each([
    '/reservations',
    '/reservations/r-1/confirm',
    '/reservations/r-1/release',
    '/reservations/r-1/extend',
  ])('needs the scope stock:reserve at %s', async (path) => {
    const { api, identity } = runningApp();
    await api.post(path).send({}).expect(401);
    const reader = identity.as({
      subject: 'marketplace',
      role: 'service',
      scopes: ['stock:read'],
    });
    await api.post(path).set(reader).send({}).expect(403);
  });
});

describe('a reservation of many products', () => {
  const both = [line(2, 'p-2'), line(2, 'p-1')];

  it('answers them in the order of their ids', async () => {
    const { reserve, free } = await selling();
    expect(await reserve('r-1', both)).toMatchObject({
      outcome: 'accepted',
      products: [{ productId: 'p-1' }, { productId: 'p-2' }],
    });
    expect([await free('p-1'), await free('p-2')]).toEqual([3, 3]);
  });

  it('is all or nothing, and refused again when repeated', async () => {
    const { reserve, free } = await selling();
    for (let n = 0; n < 2; n++) {
      expect(
        await reserve('r-1', [line(2, 'p-1'), line(9, 'p-2')]),
      ).toMatchObject({
        outcome: 'refused',
        products: [
          { productId: 'p-2', reason: 'insufficient-stock', available: 5 },
        ],
      });
      expect([await free('p-1'), await free('p-2')]).toEqual([5, 5]);
    }
  });

  it('names every product that is refused', async () => {
    const { reserve } = await selling();
    const answer = await reserve('r-1', [
      line(9, 'p-1'),
      line(1, 'p-2'),
      line(1, 'p-9'),
    ]);
    expect(answer).toMatchObject({
      outcome: 'refused',
      products: [
        { productId: 'p-1', vendorId: 'ann', reason: 'insufficient-stock' },
        { productId: 'p-9', reason: 'unknown-product' },
      ],
    });
  });

  it('reserves all at the same time', async () => {
    const { reserve, state, open } = await selling();
    const ids = Array.from({ length: 20 }, (_, n) => `many-${n}`);
    for (const id of ids)
      await open(id, [{ warehouseId: MAIN, quantity: 1 }]).expect(200);
    const save = state.save.bind(state);
    const under = new Set<string>();
    let land = (): void => undefined;
    const all = new Promise<void>((resolve) => (land = resolve));
    state.save = async (key, value, etag) => {
      // The relay saves too, but not this reservation for the first time.
      if (JSON.stringify(value).includes('"r-1"')) under.add(key);
      // Nobody goes on before all are under way.
      if (under.size === ids.length) land();
      if (under.has(key)) await all;
      return save(key, value, etag);
    };
    const lines = ids.map((id) => line(1, id));
    expect(await reserve('r-1', lines)).toMatchObject({ outcome: 'accepted' });
    expect(under.size).toBe(ids.length);
  });

  it('continues where a fault stopped it', async () => {
    const { api, service, reserve, state, free, open } = await selling();
    await open('p-3', [{ warehouseId: MAIN, quantity: 1 }]);
    const save = state.save.bind(state);
    state.save = (key, value, etag) =>
      key === 'inventory-p-2'
        ? Promise.reject(new Error('away'))
        : save(key, value, etag);
    await api
      .post('/reservations')
      .set(service)
      .send(body('r-1', both))
      .expect(503);
    expect(await free('p-1')).toBe(3);
    state.save = save;
    expect(await reserve('r-1', both)).toMatchObject({ outcome: 'accepted' });
    expect([await free('p-1'), await free('p-2')]).toEqual([3, 3]);
  });

  it('is refused when a part was undone, even if the cause of the refusal is gone', async () => {
    const { reserve, free, open } = await selling();
    const lines = [line(2, 'p-1'), line(1, 'p-9')];
    expect(await reserve('r-1', lines)).toMatchObject({
      products: [{ productId: 'p-9', reason: 'unknown-product' }],
    });
    await open('p-9', [{ warehouseId: MAIN, quantity: 5 }]);
    expect(await reserve('r-1', lines)).toMatchObject({
      outcome: 'refused',
      products: [{ productId: 'p-1', reason: 'reservation-released' }],
    });
    expect([await free('p-1'), await free('p-9')]).toEqual([5, 5]);
  });

  it('confirms and releases product by product', async () => {
    const { reserve, end, free } = await selling();
    await reserve('r-1', both);
    await end('release', 'r-1', { productIds: ['p-2'] });
    expect(
      await end('confirm', 'r-1', { productIds: ['p-2', 'p-1'] }),
    ).toMatchObject({
      outcome: 'refused',
      products: [
        { productId: 'p-1', outcome: 'accepted' },
        {
          productId: 'p-2',
          outcome: 'refused',
          reason: 'reservation-released',
        },
      ],
    });
    expect([await free('p-1'), await free('p-2')]).toEqual([3, 5]);
  });
});
