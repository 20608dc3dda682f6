import { warehouses } from '../support/fixtures';
import { as, market, NOW, refusing } from '../support/market';

const REGISTER = 'POST vendors/registerVendor';
const SIGN_IN = 'POST vendors/sessions';
const REFRESH = 'POST vendors/sessions/refresh';
const registration = {
  name: 'Ann & Co',
  email: 'Ann@Example.com',
  password: 'correct horse',
};
const view = {
  id: 'ann',
  name: 'Ann & Co',
  email: 'ann@example.com',
  createdAt: NOW.toISOString(),
};
const session = {
  accessToken: 'a.b.c',
  expiresInSeconds: 900,
  refreshToken: 'r',
};

describe('POST /api/vendors', () => {
  it('registers', async () => {
    const { api, to } = market({ [REGISTER]: view });
    await api.post('/api/vendors').send(registration).expect(201, view);
    expect(to(REGISTER)[0]!.body).toEqual({
      ...registration,
      email: 'ann@example.com',
    });
  });

  it('reports a taken e-mail', async () => {
    const refused = await market({
      [REGISTER]: refusing('conflict', 'email-taken'),
    })
      .api.post('/api/vendors')
      .send(registration)
      .expect(409);
    expect(refused.body).toMatchObject({ type: '/problems/email-taken' });
  });

  it.each([
    [{ ...registration, role: 'operator' }, 'role'],
    [{ ...registration, email: 'nobody' }, 'email'],
    [{ ...registration, email: { $ne: null } }, 'email'],
    [{ ...registration, password: 'short' }, 'password'],
    [{ ...registration, name: 'a\u0000b' }, 'name'],
    [{ ...registration, name: 'x'.repeat(121) }, 'name'],
    [null, ''],
  ])('refuses %j', async (body, path) => {
    const { api, calls } = market({ [REGISTER]: view });
    const refused = await api
      .post('/api/vendors')
      .set('content-type', 'application/json')
      .send(JSON.stringify(body) as never);
    expect([400, 422]).toContain(refused.status);
    if (refused.status === 422)
      expect(refused.body).toMatchObject({ errors: [{ path }] });
    expect(calls).toEqual([]);
  });

  it('is limited per address, with a Retry-After', async () => {
    const { api, to } = market({ [REGISTER]: view });
    for (let n = 0; n < 5; n++)
      await api.post('/api/vendors').send(registration).expect(201);
    const refused = await api
      .post('/api/vendors')
      .send(registration)
      .expect(429);
    expect(refused.body).toMatchObject({ type: '/problems/too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(to(REGISTER)).toHaveLength(5);
  });
});

describe('sessions', () => {
  const credentials = { email: 'ann@example.com', password: 'correct horse' };

  it('open with the right password', async () => {
    const { api } = market({ [SIGN_IN]: session });
    const opened = await api
      .post('/api/vendors/sessions')
      .send(credentials)
      .expect(201, session);
    expect(opened.headers['cache-control']).toBe('no-store');
  });

  it('are refused for a wrong one', async () => {
    const { api } = market({
      [SIGN_IN]: refusing('invalid', 'wrong-credentials'),
    });
    const refused = await api
      .post('/api/vendors/sessions')
      .send(credentials)
      .expect(401);
    expect(refused.body).toMatchObject({ type: '/problems/wrong-credentials' });
  });

  it.each([
    { ...credentials, password: { $ne: null } },
    { ...credentials, email: { $gt: '' } },
    { ...credentials, remember: true },
    {},
  ])('refuse %j', async (body) => {
    const { api, to } = market({ [SIGN_IN]: session });
    await api.post('/api/vendors/sessions').send(body).expect(422);
    expect(to(SIGN_IN)).toEqual([]);
  });

  it('are limited per account, however its e-mail is written, without affecting other accounts', async () => {
    const { api, to } = market({ [SIGN_IN]: session });
    for (const email of [
      'ann@example.com',
      'ANN@example.com',
      ' ann@example.com ',
    ]) {
      await api
        .post('/api/vendors/sessions')
        .send({ ...credentials, email })
        .expect(201);
    }
    const refused = await api
      .post('/api/vendors/sessions')
      .send(credentials)
      .expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await api
      .post('/api/vendors/sessions')
      .send({ ...credentials, email: 'bob@example.com' })
      .expect(201);
    expect(to(SIGN_IN)).toHaveLength(4);
  });

  it('are limited per address over all accounts', async () => {
    const { api } = market({ [SIGN_IN]: session });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) {
      const tried = await api
        .post('/api/vendors/sessions')
        .send({ ...credentials, email: `v${n}@example.com` });
      statuses.push(tried.status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(201), 429, 429]);
  });

  it.each([
    [false, [201, 201, 201, 429]],
    [true, [201, 201, 201, 201]],
  ])(
    'trust X-Forwarded-For only behind our own proxy: %p',
    async (trustProxy, statuses) => {
      const { api } = market({ [SIGN_IN]: session }, { trustProxy });
      const got: number[] = [];
      for (let n = 0; n < 4; n++) {
        const tried = await api
          .post('/api/vendors/sessions')
          .set('x-forwarded-for', `203.0.113.${n}`)
          .send(credentials);
        got.push(tried.status);
      }
      expect(got).toEqual(statuses);
    },
  );

  it('count a client by the entry our proxy added, not by its own claim', async () => {
    const { api } = market({ [SIGN_IN]: session }, { trustProxy: true });
    const got: number[] = [];
    for (let n = 0; n < 4; n++) {
      const tried = await api
        .post('/api/vendors/sessions')
        .set('x-forwarded-for', `10.0.0.${n}, 203.0.113.7`)
        .send(credentials);
      got.push(tried.status);
    }
    expect(got).toEqual([201, 201, 201, 429]);
  });

  it('continue with a refresh token, and end with a reused one', async () => {
    await market({ [REFRESH]: session })
      .api.post('/api/vendors/sessions/refresh')
      .send({ refreshToken: 'r0' })
      .expect(201, session);
    const used = market({
      [REFRESH]: refusing('invalid', 'invalid-refresh-token'),
    });
    const refused = await used.api
      .post('/api/vendors/sessions/refresh')
      .send({ refreshToken: 'r0' })
      .expect(401);
    expect(refused.body).toMatchObject({
      type: '/problems/invalid-refresh-token',
    });
    await used.api
      .post('/api/vendors/sessions/refresh')
      .send({ refreshToken: { $ne: '' } })
      .expect(422);
  });
});

describe('warehouses', () => {
  const [main] = warehouses.items;
  const ADD = 'POST inventory/warehouses';

  it('are listed and added for the vendor of the token', async () => {
    const { api, to } = market({
      'GET inventory/warehouses': warehouses,
      [ADD]: main,
    });
    await api
      .get('/api/vendors/me/warehouses')
      .set(as('ann'))
      .expect(200, warehouses);
    await api
      .post('/api/vendors/me/warehouses')
      .set(as('ann'))
      .send({ name: 'Main' })
      .expect(201, main);
    expect(to(ADD)[0]!.body).toEqual({ name: 'Main' });
  });

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'Loft', vendorId: 'bob' }, 'vendorId'],
    [{ name: 'L', city: { $ne: 1 } }, 'city'],
  ])('refuse %j', async (body, path) => {
    const { api, to } = market({ [ADD]: main });
    const refused = await api
      .post('/api/vendors/me/warehouses')
      .set(as('ann'))
      .send(body)
      .expect(422);
    expect(refused.body).toMatchObject({ errors: [{ path }] });
    expect(to(ADD)).toEqual([]);
  });
});
