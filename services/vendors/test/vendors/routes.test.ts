import type { SessionView } from '@souk/contracts/accounts/views';
import type { VendorView } from '@souk/contracts/vendors/views';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { newKeyPem, testIdentity } from '@souk/platform/testing/identity';
import { memoryAccountParts } from '@souk/platform/testing/accounts/parts';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { createVendorsApp } from '../../src/app';
import { vendorTokens } from '../../src/sessions/sessions';
import { memoryVendorStore } from '../support/memory-store';

const identity = testIdentity('vendors');
const scopes = [
  'vendors:register',
  'vendors:list',
  'sessions:open',
  'tokens:validate',
];
const marketplace = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes,
});
const vendor = (subject: string, sessionId: string) =>
  identity.as({
    subject,
    role: 'vendor',
    scopes: ['vendors:read', 'sessions:close'],
    sessionId,
  });

const pem = newKeyPem();
const DAY = 24 * 60 * 60 * 1000;

function setup() {
  const vendors = memoryVendorStore();
  const parts = memoryAccountParts(identity.keys);
  const { sessions } = parts;
  let ids = 0;
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  const tokens = vendorTokens({ get: async () => pem });
  const newId = () => `id-${++ids}`;
  const stores = { ...parts, vendors, tokens };
  const app = createVendorsApp({
    ...stores,
    newId,
    now: () => clock.now,
    verify: identity.verify,
    keys: identity.keys,
    shell: testShell('vendors'),
  });
  const api = request(app.callback());
  const post = (path: string, body?: unknown) =>
    api
      .post(path)
      .set(marketplace)
      .send(body as object);
  return { api, post, clock, vendors, sessions };
}

type Souk = ReturnType<typeof setup>;
const ann = {
  name: 'Ann’s Pots',
  email: 'ann@example.org',
  password: 'correct horse',
};
const { email, password } = ann;
const register = async ({ post }: Souk) =>
  (await post('/registerVendor', ann).expect(201)).body as VendorView;
const signIn = async ({ post }: Souk) =>
  (await post('/sessions', { email, password }).expect(201))
    .body as SessionView;
const validate = ({ post }: Souk, token: string) =>
  post('/validateToken', { token });
const refresh = ({ post }: Souk, refreshToken: string) =>
  post('/sessions/refresh', { refreshToken });
const problem = (slug: string): object =>
  expect.objectContaining({ type: `/problems/${slug}` }) as object;
const injection = { $ne: null };

describe('POST /registerVendor', () => {
  it('creates the account and publishes the vendor, but neither e-mail nor password', async () => {
    const souk = setup();
    const registeredAt = '2026-01-02T03:04:05.006Z';
    const body = await register(souk);
    expect(body).toEqual({
      id: 'id-1',
      name: ann.name,
      email,
      createdAt: registeredAt,
    });
    const data = { vendorId: 'id-1', name: ann.name, registeredAt };
    expect(souk.vendors.facts).toEqual([
      { topic: 'vendors.vendor-registered.v1', data },
      {
        topic: 'vendors.mail-requested.v1',
        data: {
          requestId: 'id-1',
          template: 'welcome-vendor',
          accountId: 'id-1',
          requestedAt: registeredAt,
        },
      },
    ]);
    await souk.api
      .get('/vendors/me')
      .set(vendor('id-1', 's'))
      .expect(200, body);
  });

  it('refuses a taken e-mail, whatever its case', async () => {
    const souk = setup();
    await register(souk);
    const res = await souk
      .post('/registerVendor', { ...ann, email: ' ANN@example.org ' })
      .expect(409);
    expect(res.body).toEqual(problem('email-taken'));
    expect(souk.vendors.facts).toHaveLength(2);
  });

  it.each([
    ['an unknown field', { ...ann, role: 'operator' }, 'role'],
    ['an empty name', { ...ann, name: '' }, 'name'],
    ['a long name', { ...ann, name: 'x'.repeat(121) }, 'name'],
    ['a bad e-mail', { ...ann, email: 'ann' }, 'email'],
    ['a short password', { ...ann, password: '1234567' }, 'password'],
    ['a long password', { ...ann, password: 'x'.repeat(201) }, 'password'],
    ...['name', 'email', 'password'].map((field) => [
      `{"$ne":null} as ${field}`,
      { ...ann, [field]: injection },
      field,
    ]),
  ] as [string, object, string][])(
    'refuses %s and saves nothing',
    async (_what, sent, path) => {
      const souk = setup();
      const res = await souk.post('/registerVendor', sent).expect(422);
      expect(res.body).toEqual(problem('invalid-input'));
      expect(
        (res.body as { errors: { path: string }[] }).errors.map(
          (error) => error.path,
        ),
      ).toContain(path);
      expect(souk.vendors.facts).toEqual([]);
    },
  );
});

describe('POST /sessions', () => {
  it('answers the right password with valid tokens', async () => {
    const souk = setup();
    await register(souk);
    const session = await signIn(souk);
    expect(session).toEqual({
      accessToken: expect.any(String) as string,
      expiresInSeconds: 900,
      refreshToken: expect.any(String) as string,
    });
    const owner = await validate(souk, session.accessToken).expect(200);
    expect(owner.body).toEqual({
      vendorId: 'id-1',
      sessionId: 'id-2',
      validUntil: expect.any(String) as string,
    });
  });

  it('gives the same answer for a wrong password and an unknown e-mail', async () => {
    const souk = setup();
    await register(souk);
    const wrong = await souk
      .post('/sessions', { email, password: 'wrong' })
      .expect(422);
    const unknown = await souk
      .post('/sessions', { email: 'bob@example.org', password })
      .expect(422);
    expect(wrong.body).toEqual(problem('wrong-credentials'));
    expect(unknown.body).toEqual(wrong.body);
  });

  it.each([
    { email },
    { email: injection, password },
    { email, password: injection },
    { email, password, admin: true },
  ])('refuses %j', async (body) => {
    const res = await setup().post('/sessions', body).expect(422);
    expect(res.body).toEqual(problem('invalid-input'));
  });
});

describe('POST /sessions/refresh', () => {
  it('answers with a new refresh token, and both access tokens stay valid', async () => {
    const souk = setup();
    await register(souk);
    const first = await signIn(souk);
    const second = (await refresh(souk, first.refreshToken).expect(201))
      .body as SessionView;
    expect(second.refreshToken).not.toBe(first.refreshToken);
    for (const { accessToken } of [first, second])
      await validate(souk, accessToken).expect(200);
    await refresh(souk, second.refreshToken).expect(201);
  });

  it('ends the session when a token is used twice, and publishes that once', async () => {
    const souk = setup();
    await register(souk);
    const first = await signIn(souk);
    const second = (await refresh(souk, first.refreshToken).expect(201))
      .body as SessionView;
    for (const { refreshToken } of [first, second, first]) {
      expect((await refresh(souk, refreshToken).expect(422)).body).toEqual(
        problem('invalid-refresh-token'),
      );
    }
    for (const { accessToken } of [first, second]) {
      expect((await validate(souk, accessToken).expect(422)).body).toEqual(
        problem('session-revoked'),
      );
    }
    const revoked = {
      topic: 'vendors.session-revoked.v1',
      data: { vendorId: 'id-1', sessionId: 'id-2' },
    };
    expect(souk.sessions.facts).toEqual([revoked]);
  });

  it('does not end a session for a made-up token with its id', async () => {
    const souk = setup();
    await register(souk);
    const { accessToken, refreshToken } = await signIn(souk);
    await refresh(souk, `id-2.${'A'.repeat(43)}`).expect(422);
    await validate(souk, accessToken).expect(200);
    await refresh(souk, refreshToken).expect(201);
  });

  it('refuses a token after thirty days', async () => {
    const souk = setup();
    await register(souk);
    const { refreshToken } = await signIn(souk);
    souk.clock.now = new Date(souk.clock.now.getTime() + 30 * DAY);
    expect((await refresh(souk, refreshToken).expect(422)).body).toEqual(
      problem('invalid-refresh-token'),
    );
  });

  it('refuses an access token', async () => {
    const souk = setup();
    await register(souk);
    const { accessToken } = await signIn(souk);
    await refresh(souk, accessToken).expect(422);
  });

  it.each([
    {},
    { refreshToken: '' },
    { refreshToken: injection },
    { refreshToken: 'x', more: 1 },
  ])('refuses %j', async (body) => {
    const res = await setup().post('/sessions/refresh', body).expect(422);
    expect(res.body).toEqual(problem('invalid-input'));
  });
});

describe('DELETE /sessions/current', () => {
  it('ends the session of the token and publishes that once', async () => {
    const souk = setup();
    await register(souk);
    const { accessToken, refreshToken } = await signIn(souk);
    for (let i = 0; i < 2; i++)
      await souk.api
        .delete('/sessions/current')
        .set(vendor('id-1', 'id-2'))
        .expect(204);
    expect((await validate(souk, accessToken).expect(422)).body).toEqual(
      problem('session-revoked'),
    );
    await refresh(souk, refreshToken).expect(422);
    expect(souk.sessions.facts).toHaveLength(1);
  });

  it('leaves the session of another vendor alone', async () => {
    const souk = setup();
    await register(souk);
    const { accessToken } = await signIn(souk);
    await souk.api
      .delete('/sessions/current')
      .set(vendor('id-9', 'id-2'))
      .expect(204);
    await validate(souk, accessToken).expect(200);
  });

  it('requires a token with a session', async () => {
    const nameless = identity.as({
      subject: 'id-1',
      role: 'vendor',
      scopes: ['sessions:close'],
    });
    const res = await setup()
      .api.delete('/sessions/current')
      .set(nameless)
      .expect(401);
    expect(res.body).toEqual(problem('invalid-token'));
  });
});

describe('POST /validateToken', () => {
  const own = tokenIssuer('vendors', signingKey(pem));
  const claims = {
    subject: 'id-1',
    role: 'vendor' as const,
    scopes: ['vendor'],
    sessionId: 'id-2',
  };
  const good = { audience: 'souk', ttlSeconds: 60 };
  const unsigned = [
    { alg: 'none' },
    {
      iss: 'vendors',
      aud: 'souk',
      sub: 'id-1',
      role: 'vendor',
      scope: '',
      sid: 'id-2',
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

  it.each([
    ['nonsense', 'nonsense', 'invalid-token'],
    ['a token without a signature', `${unsigned}.`, 'invalid-token'],
    [
      'a token of a foreign key',
      tokenIssuer('vendors', signingKey(newKeyPem()))(claims, good),
      'invalid-token',
    ],
    [
      'a token for another audience',
      own(claims, { ...good, audience: 'products' }),
      'invalid-token',
    ],
    [
      'a token of another issuer',
      tokenIssuer('marketplace', signingKey(pem))(claims, good),
      'invalid-token',
    ],
    [
      'an expired token',
      own(claims, { ...good, ttlSeconds: -1 }),
      'expired-token',
    ],
    [
      'a token of an unknown session',
      own({ ...claims, sessionId: 'id-9' }, good),
      'session-revoked',
    ],
    [
      "a token of another vendor's session",
      own({ ...claims, subject: 'id-9' }, good),
      'session-revoked',
    ],
  ])('refuses %s', async (_what, token, slug) => {
    const souk = setup();
    await register(souk);
    await signIn(souk);
    await validate(souk, own(claims, good)).expect(200);
    expect((await validate(souk, token).expect(422)).body).toEqual(
      problem(slug),
    );
  });

  it('refuses a refresh token', async () => {
    const souk = setup();
    await register(souk);
    const { refreshToken } = await signIn(souk);
    expect((await validate(souk, refreshToken).expect(422)).body).toEqual(
      problem('invalid-token'),
    );
  });
});

describe('GET', () => {
  it('shows others only a vendor’s name', async () => {
    const souk = setup();
    await register(souk);
    await souk.api
      .get('/vendors/id-1')
      .set(marketplace)
      .expect(200, { id: 'id-1', name: ann.name });
    const page = { items: [{ id: 'id-1', name: ann.name }], next: null };
    await souk.api.get('/vendors').set(marketplace).expect(200, page);
    await souk.api
      .get('/vendors?limit=1')
      .set(marketplace)
      .expect(200, { ...page, next: 'id-1' });
    await souk.api
      .get('/vendors?limit=1&after=id-1')
      .set(marketplace)
      .expect(200, { items: [], next: null });
  });

  it('reports a missing vendor', async () => {
    const res = await setup()
      .api.get('/vendors/id-9')
      .set(marketplace)
      .expect(404);
    expect(res.body).toEqual(problem('vendor-not-found'));
  });

  it.each([
    '/vendors/a.b',
    '/vendors?limit=0',
    '/vendors?after=$',
    '/vendors?x=1',
  ])('refuses %s', async (path) => {
    await setup().api.get(path).set(marketplace).expect(422);
  });
});

describe('GET /mail-requests/{requestId}', () => {
  const notifications = identity.as({
    subject: 'notifications',
    role: 'service',
    scopes: ['contact:read'],
  });

  it('says where the mail goes', async () => {
    const souk = setup();
    const { id } = await register(souk);
    await souk.api
      .get(`/mail-requests/${id}`)
      .set(notifications)
      .expect(200, { to: email, name: ann.name });
  });

  it('does not know a mail that nobody asked for', async () => {
    const { api } = setup();
    const res = await api
      .get('/mail-requests/id-9')
      .set(notifications)
      .expect(404);
    expect(res.body).toEqual(problem('mail-request-not-found'));
  });

  it('is refused to a user whose token has the scope', async () => {
    const souk = setup();
    const { id } = await register(souk);
    const user = identity.as({
      subject: id,
      role: 'vendor',
      scopes: ['contact:read'],
    });
    await souk.api.get(`/mail-requests/${id}`).set(user).expect(403);
  });
});

describe('access control', () => {
  const routes = [
    'POST /registerVendor',
    'POST /sessions',
    'POST /sessions/refresh',
    'DELETE /sessions/current',
  ];
  const all = [
    ...routes,
    'POST /validateToken',
    'GET /vendors/me',
    'GET /vendors/x',
    'GET /vendors',
    'GET /mail-requests/x',
  ];
  const nobody = identity.as({
    subject: 'x',
    role: 'vendor',
    scopes: ['nothing'],
  });
  const foreign = testIdentity('vendors').as({
    subject: 'marketplace',
    role: 'service',
    scopes,
  });

  it.each(all)('requires a token with the scope at %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const send = (headers: Record<string, string>) => {
      const { api } = setup();
      const call =
        method === 'POST'
          ? api.post(path)
          : method === 'DELETE'
            ? api.delete(path)
            : api.get(path);
      return call.set(headers);
    };
    expect((await send({}).expect(401)).body).toEqual(problem('missing-token'));
    expect((await send(foreign).expect(401)).body).toEqual(
      problem('invalid-token'),
    );
    expect((await send(nobody).expect(403)).body).toEqual(
      problem('missing-scope'),
    );
  });

  it('shows an account only to its vendor', async () => {
    const operator = identity.as({
      subject: 'id-1',
      role: 'operator',
      scopes: ['vendors:read'],
    });
    expect(
      (await setup().api.get('/vendors/me').set(operator).expect(403)).body,
    ).toEqual(problem('missing-scope'));
  });
});
