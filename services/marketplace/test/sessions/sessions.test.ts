import type { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { operatorSessionEnded } from '@souk/contracts/marketplace/events';
import { sessionRevoked } from '@souk/contracts/vendors/events';
import { delivery } from '@souk/platform/testing/sidecar';
import {
  market,
  NOW,
  OPERATOR_KEY,
  refusing,
  type Answers,
} from '../support/market';
import { addition, product } from '../support/fixtures';

const OPEN = 'POST vendors/browserSessions';
const READ = 'GET vendors/sessions/s-1';
const CLOSE = 'DELETE vendors/sessions/current';
const ADD = 'POST products/addProduct';
const credentials = { email: 'ann@example.com', password: 'correct horse' };
const vendor = { id: 'ann', name: 'Ann & Co', email: 'ann@example.com' };
const owner = {
  vendor: { ...vendor, createdAt: NOW.toISOString() },
  sessionId: 's-1',
  validUntil: '2026-02-01T00:00:00.000Z',
};
const answering = (more: Answers = {}): Answers => ({
  [OPEN]: owner,
  [READ]: owner,
  [CLOSE]: () => undefined,
  [ADD]: product(),
  'GET vendors/vendors/me': owner.vendor,
  ...more,
});
const later = (ms: number) => new Date(NOW.getTime() + ms);

interface Browser {
  cookie: string;
  info: SessionInfo;
  /** What a page of ours sends with a change. */
  page: Record<string, string>;
}

type Market = ReturnType<typeof market>;

async function signedIn(
  { api }: Market,
  body: object = credentials,
): Promise<Browser> {
  const answer = await api.post('/api/session').send(body).expect(201);
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  const info = answer.body as SessionInfo;
  return { cookie, info, page: { cookie, 'x-csrf-token': info.csrfToken } };
}

/** As the sidecar brings it to another replica. */
async function hear({ api }: Market, topic: string, data: unknown) {
  const { path, headers, body } = delivery(topic, data);
  await api.post(path).set(headers).send(body).expect(200);
}

const problem = (slug: string) => ({ type: `/problems/${slug}` });

describe('POST /api/session', () => {
  it('signs a vendor in with a cookie no script can read and no token in the body', async () => {
    const souk = market(answering());
    const answer = await souk.api
      .post('/api/session')
      .send(credentials)
      .expect(201);
    expect(answer.body).toEqual({
      role: 'vendor',
      vendor,
      csrfToken: expect.any(String) as string,
      expiresAt: owner.validUntil,
    });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(
      /^__Host-souk=[\w-]+; path=\/; expires=Sun, 01 Feb 2026 00:00:00 GMT; samesite=strict; secure; httponly(,|$)/i,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(souk.to(OPEN)[0]).toMatchObject({ body: credentials });
  });

  it('signs an operator in with the key', async () => {
    const souk = market();
    const { info } = await signedIn(souk, { operatorKey: OPERATOR_KEY });
    expect(info).toEqual({
      role: 'operator',
      csrfToken: expect.any(String) as string,
      expiresAt: later(15 * 60_000).toISOString(),
    });
    expect(souk.calls).toEqual([]);
  });

  it.each([
    [
      'a wrong password',
      credentials,
      { [OPEN]: refusing('invalid', 'wrong-credentials') },
      401,
      'wrong-credentials',
    ],
    [
      'a wrong operator key',
      { operatorKey: 'guess' },
      {},
      401,
      'wrong-credentials',
    ],
    [
      'both at once',
      { ...credentials, operatorKey: OPERATOR_KEY },
      {},
      422,
      'invalid-input',
    ],
    ['no password', { email: 'ann@example.com' }, {}, 422, 'invalid-input'],
    [
      'an operator in a string',
      { operatorKey: { $ne: null } },
      {},
      422,
      'invalid-input',
    ],
    [
      'vendors away',
      credentials,
      { [OPEN]: refusing('unavailable', 'dependency-unavailable') },
      503,
      'dependency-unavailable',
    ],
  ])(
    'refuses %s and sets no cookie',
    async (_what, body, answers, status, slug) => {
      const refused = await market(answering(answers))
        .api.post('/api/session')
        .send(body)
        .expect(status);
      expect(refused.body).toMatchObject(problem(slug));
      expect(refused.headers['set-cookie']).toBeUndefined();
    },
  );

  it.each([
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses %j, so that another site signs nobody in', async (headers) => {
    const souk = market(answering());
    const refused = await souk.api
      .post('/api/session')
      .set(headers)
      .send(credentials)
      .expect(403);
    expect(refused.body).toMatchObject(problem('csrf-refused'));
    expect(souk.calls).toEqual([]);
  });

  it('limits guesses', async () => {
    const { api } = market(
      answering({ [OPEN]: refusing('invalid', 'wrong-credentials') }),
    );
    for (let guess = 0; guess < 3; guess += 1)
      await api.post('/api/session').send(credentials).expect(401);
    await api.post('/api/session').send(credentials).expect(429);
  });
});

describe('POST /api/session/registration', () => {
  const wanted = { ...credentials, name: 'Ann & Co' };

  it('registers the vendor and signs it in', async () => {
    const souk = market(
      answering({ 'POST vendors/registerVendor': owner.vendor }),
    );
    const answer = await souk.api
      .post('/api/session/registration')
      .send(wanted)
      .expect(201);
    expect(answer.body).toMatchObject({ role: 'vendor', vendor });
    expect(souk.to('POST vendors/registerVendor')[0]).toMatchObject({
      body: wanted,
    });
    expect(String(answer.headers['set-cookie'])).toContain('__Host-souk=');
  });

  it('refuses a taken e-mail, wrong fields and another site', async () => {
    const { api } = market(
      answering({
        'POST vendors/registerVendor': refusing('conflict', 'email-taken'),
      }),
    );
    const register = (body: object, origin = 'http://127.0.0.1') =>
      api
        .post('/api/session/registration')
        .set('host', '127.0.0.1')
        .set({ origin })
        .send(body);
    expect((await register(wanted).expect(409)).body).toMatchObject(
      problem('email-taken'),
    );
    expect(
      (await register({ ...wanted, email: 'ann' }).expect(422)).body,
    ).toMatchObject({ errors: [{ path: 'email' }] });
    await register(wanted, 'http://127.0.0.1:81').expect(403);
  });
});

describe('a signed-in browser', () => {
  it('reads its own data in answers that nobody caches', async () => {
    const souk = market(answering());
    const { cookie, info } = await signedIn(souk);
    const session = await souk.api
      .get('/api/session')
      .set({ cookie })
      .expect(200, info);
    const me = await souk.api
      .get('/api/vendors/me')
      .set({ cookie })
      .expect(200, owner.vendor);
    expect(
      [session, me].map(({ headers }) => headers['cache-control']),
    ).toEqual(['no-store', 'no-store']);
  });

  it('changes things with the token of its session', async () => {
    const souk = market(answering());
    const { page } = await signedIn(souk);
    await souk.api
      .post('/api/products')
      .set(page)
      .set({ 'sec-fetch-site': 'same-origin' })
      .send(addition)
      .expect(201);
    const claims = JSON.parse(
      Buffer.from(
        souk.to(ADD)[0]!.token!.split('.')[1]!,
        'base64url',
      ).toString(),
    ) as object;
    expect(claims).toMatchObject({ sub: 'ann', role: 'vendor', sid: 's-1' });
  });

  it.each<[string, (browser: Browser) => Record<string, string>]>([
    ['without it', ({ cookie }) => ({ cookie })],
    [
      'with another',
      ({ cookie }) => ({ cookie, 'x-csrf-token': 'x'.repeat(43) }),
    ],
    [
      'with it from another site',
      ({ page }) => ({ ...page, origin: 'https://elsewhere.example' }),
    ],
    [
      'with it from a sister site',
      ({ page }) => ({ ...page, 'sec-fetch-site': 'same-site' }),
    ],
  ])('changes nothing %s', async (_what, headers) => {
    const souk = market(answering());
    const refused = await souk.api
      .post('/api/products')
      .set(headers(await signedIn(souk)))
      .send(addition)
      .expect(403);
    expect(refused.body).toMatchObject(problem('csrf-refused'));
    expect(souk.to(ADD)).toEqual([]);
  });

  it('is identified by a token when it sends one', async () => {
    const souk = market(answering());
    const { cookie } = await signedIn(souk);
    await souk.api
      .get('/api/vendors/me')
      .set({ cookie, authorization: 'Bearer rubbish' })
      .expect(401);
  });

  it('with a foreign cookie is told that its session has ended', async () => {
    for (const cookie of [
      '__Host-souk=rubbish',
      `__Host-souk=${'A'.repeat(80)}`,
    ]) {
      const refused = await market(answering())
        .api.get('/api/session')
        .set({ cookie })
        .expect(401);
      expect(refused.body).toMatchObject(problem('session-revoked'));
    }
  });

  it('without a cookie has no session', async () => {
    expect(
      (await market().api.get('/api/session').expect(401)).body,
    ).toMatchObject(problem('missing-token'));
  });

  it('keeps its role: a vendor may not operate, an operator may not sell', async () => {
    const souk = market(answering());
    const [ann, operator] = [
      await signedIn(souk),
      await signedIn(souk, { operatorKey: OPERATOR_KEY }),
    ];
    await souk.api
      .get('/api/operations/dead-letters')
      .set({ cookie: ann.cookie })
      .expect(403);
    await souk.api
      .post('/api/products')
      .set(operator.page)
      .send(addition)
      .expect(403);
  });
});

describe('a session of two tabs and two replicas', () => {
  it('is requested once for many calls, and cannot be continued with a token', async () => {
    const shared = answering();
    const [one, two] = [market(shared), market(shared)];
    const { cookie } = await signedIn(one);
    for (const { api, clock, to } of [one, two]) {
      clock.now = later(60 * 60_000); // long after any access token would have ended
      const calls = await Promise.all(
        Array.from({ length: 10 }, () =>
          api.get('/api/vendors/me').set({ cookie }),
        ),
      );
      expect(calls.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(to(READ)).toHaveLength(1);
      expect(to('POST vendors/sessions/refresh')).toEqual([]);
    }
  });

  it('ends in both when one signs out', async () => {
    const answers = answering();
    const souk = market(answers);
    const { cookie, page } = await signedIn(souk);
    await souk.api.get('/api/session').set({ cookie }).expect(200);
    const gone = await souk.api.delete('/api/session').set(page).expect(204);
    expect(String(gone.headers['set-cookie'])).toMatch(
      /^__Host-souk=; path=\/; expires=Thu, 01 Jan 1970/i,
    );
    expect(souk.to(CLOSE)).toHaveLength(1);
    expect(
      (await souk.api.get('/api/session').set({ cookie }).expect(401)).body,
    ).toMatchObject(problem('session-revoked'));
    const other = market(answers);
    await other.api.get('/api/session').set({ cookie }).expect(200);
    await hear(other, sessionRevoked.topic, {
      vendorId: 'ann',
      sessionId: 's-1',
    });
    await other.api.get('/api/session').set({ cookie }).expect(401);
  });

  it('cannot be signed out by another site', async () => {
    const souk = market(answering());
    const { cookie } = await signedIn(souk);
    await souk.api.delete('/api/session').set({ cookie }).expect(403);
    await souk.api.get('/api/session').set({ cookie }).expect(200);
  });

  it('ends when the issuer says so', async () => {
    const answers = answering();
    const souk = market(answers);
    const { cookie } = await signedIn(souk);
    answers[READ] = refusing('invalid', 'session-revoked');
    const refused = await souk.api
      .get('/api/session')
      .set({ cookie })
      .expect(401);
    expect(refused.body).toMatchObject(problem('session-revoked'));
  });
});

describe('an operator’s session', () => {
  const MINUTE = 60_000;

  it('continues while it is used, for up to twelve hours', async () => {
    const souk = market();
    let { cookie } = await signedIn(souk, { operatorKey: OPERATOR_KEY });
    for (let at = 10 * MINUTE; at < 12 * 60 * MINUTE; at += 10 * MINUTE) {
      souk.clock.now = later(at);
      const answer = await souk.api
        .get('/api/session')
        .set({ cookie })
        .expect(200);
      cookie = (answer.get('Set-Cookie')?.[0] ?? cookie).split(';')[0]!;
    }
    souk.clock.now = later(12 * 60 * MINUTE);
    await souk.api.get('/api/session').set({ cookie }).expect(401);
  });

  it('ends after fifteen minutes without use, however long its cookie is kept', async () => {
    const souk = market();
    const { cookie } = await signedIn(souk, { operatorKey: OPERATOR_KEY });
    souk.clock.now = later(15 * MINUTE);
    expect(
      (await souk.api.get('/api/session').set({ cookie }).expect(401)).body,
    ).toMatchObject(problem('session-revoked'));
  });

  it('ends at once here, and by an event in every replica', async () => {
    const [souk, other] = [market(), market()];
    const { cookie, page } = await signedIn(souk, {
      operatorKey: OPERATOR_KEY,
    });
    await other.api.get('/api/session').set({ cookie }).expect(200);
    await souk.api.delete('/api/session').set(page).expect(204);
    await souk.api.get('/api/session').set({ cookie }).expect(401);
    const [told] = souk.published;
    expect(told).toMatchObject({ topic: operatorSessionEnded.topic });
    await hear(other, operatorSessionEnded.topic, told!.data);
    await other.api.get('/api/session').set({ cookie }).expect(401);
  });
});
