import { createHmac, randomBytes } from 'node:crypto';
import { sessionRevoked } from '@souk/contracts/vendors/events';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer, type Claims } from '@souk/platform/auth/tokens';
import { newKeyPem } from '@souk/platform/testing/identity';
import { delivery } from '@souk/platform/testing/sidecar';
import {
  as,
  market,
  NOW,
  OPERATOR_KEY,
  refusing,
  tokenOf,
} from '../support/market';

const VALIDATE = 'POST vendors/validateToken';
const me = {
  id: 'ann',
  name: 'Ann & Co',
  email: 'ann@example.com',
  createdAt: NOW.toISOString(),
};
const ME = { 'GET vendors/vendors/me': me };
const part = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
const later = (ms: number) => new Date(NOW.getTime() + ms);

const operatorClaims: Claims = {
  subject: 'operator',
  role: 'operator',
  scopes: ['operations:read', 'stock:write'],
};
const OUTSIDE = { audience: 'souk-operations', ttlSeconds: 60 };

describe('a request without a valid token is refused without a call to any service', () => {
  const [header = '', payload = ''] = tokenOf('ann').split('.');
  it.each([
    ['no token', undefined, 'missing-token'],
    ['another scheme', 'Basic YTpi', 'missing-token'],
    ['a word', 'Bearer rubbish', 'invalid-token'],
    ['three words', 'Bearer a.b.c', 'invalid-token'],
    [
      'a token without signature',
      `Bearer ${header}.${payload}.`,
      'invalid-token',
    ],
    [
      'alg none',
      `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${payload}.x`,
      'invalid-token',
    ],
    [
      'alg HS256',
      `Bearer ${part({ alg: 'HS256', kid: 'k' })}.${payload}.x`,
      'invalid-token',
    ],
    [
      'a refresh token',
      `Bearer ${randomBytes(32).toString('base64url')}`,
      'invalid-token',
    ],
    [
      'a token of 5,000 characters',
      `Bearer ${header}.${payload}.${'x'.repeat(5000)}`,
      'invalid-token',
    ],
  ])('%s', async (_what, authorization, slug) => {
    const { api, calls } = market(ME);
    const asked = api.get('/api/vendors/me');
    const refused = await (
      authorization ? asked.set({ authorization }) : asked
    ).expect(401);
    expect(refused.body).toMatchObject({
      type: `/problems/${slug}`,
      status: 401,
    });
    expect(refused.headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'cache-control': 'no-store',
    });
    expect(calls).toEqual([]);
  });

  it.each(['invalid-token', 'expired-token', 'session-revoked'])(
    'vendors says %s',
    async (slug) => {
      const { api, to } = market({
        ...ME,
        [VALIDATE]: refusing('invalid', slug),
      });
      const refused = await api
        .get('/api/vendors/me')
        .set(as('ann'))
        .expect(401);
      expect(refused.body).toMatchObject({ type: `/problems/${slug}` });
      expect(to('GET vendors/vendors/me')).toEqual([]);
    },
  );

  it('is not called invalid while vendors is unavailable', async () => {
    await market({
      ...ME,
      [VALIDATE]: refusing('unavailable', 'dependency-unavailable'),
    })
      .api.get('/api/vendors/me')
      .set(as('ann'))
      .expect(503);
  });
});

describe('the answer of vendors about a token', () => {
  it('is cached for half a minute', async () => {
    const { api, to, clock } = market(ME);
    const token = as('ann');
    await api.get('/api/vendors/me').set(token).expect(200, me);
    clock.now = later(29_999);
    await api.get('/api/vendors/me').set(token).expect(200);
    expect(to(VALIDATE)).toHaveLength(1);
    clock.now = later(30_000);
    await api.get('/api/vendors/me').set(token).expect(200);
    expect(to(VALIDATE)).toHaveLength(2);
  });

  it('is never cached past the token’s own expiry', async () => {
    const owner = {
      vendorId: 'ann',
      sessionId: 's',
      validUntil: later(5_000).toISOString(),
    };
    const answers: Record<string, unknown> = { ...ME, [VALIDATE]: owner };
    const { api, clock } = market(answers);
    const token = as('ann');
    await api.get('/api/vendors/me').set(token).expect(200);
    answers[VALIDATE] = refusing('invalid', 'expired-token');
    clock.now = later(5_000);
    await api.get('/api/vendors/me').set(token).expect(401);
  });

  it('is requested once for many concurrent callers', async () => {
    const { api, to } = market(ME);
    const token = as('ann');
    await Promise.all(
      Array.from({ length: 8 }, () =>
        api.get('/api/vendors/me').set(token).expect(200),
      ),
    );
    expect(to(VALIDATE)).toHaveLength(1);
  });

  it('is dropped as soon as the session is announced as revoked', async () => {
    const { api } = market(ME);
    const token = as('ann', 'session-1');
    await api.get('/api/vendors/me').set(token).expect(200);
    const { path, headers, body } = delivery(sessionRevoked.topic, {
      vendorId: 'ann',
      sessionId: 'session-1',
    });
    await api
      .post(path)
      .set(headers)
      .send(body)
      .expect(200, { status: 'SUCCESS' });
    const refused = await api.get('/api/vendors/me').set(token).expect(401);
    expect(refused.body).toMatchObject({ type: '/problems/session-revoked' });
    await api.get('/api/vendors/me').set(as('ann', 'session-2')).expect(200);
  });

  it('is not cached when the session is revoked during the request', async () => {
    let answer: (owner: object) => void = () => undefined;
    let asked: () => void = () => undefined;
    const beingAsked = new Promise<void>((resolve) => (asked = resolve));
    const { api } = market({
      ...ME,
      [VALIDATE]: () => {
        asked();
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const token = as('ann', 'session-1');
    const early = api
      .get('/api/vendors/me')
      .set(token)
      .then(({ status }) => status);
    await beingAsked;
    const { path, headers, body } = delivery(sessionRevoked.topic, {
      vendorId: 'ann',
      sessionId: 'session-1',
    });
    await api.post(path).set(headers).send(body).expect(200);
    answer({
      vendorId: 'ann',
      sessionId: 'session-1',
      validUntil: later(900_000).toISOString(),
    });
    expect(await early).toBe(401);
    await api.get('/api/vendors/me').set(token).expect(401);
  });

  it('ends here at once when the vendor signs out, and not when that failed', async () => {
    const CLOSE = 'DELETE vendors/sessions/current';
    const answers: Record<string, unknown> = {
      ...ME,
      [CLOSE]: refusing('unavailable', 'dependency-unavailable'),
    };
    const { api } = market(answers);
    const token = as('ann');
    await api.delete('/api/vendors/sessions/current').set(token).expect(503);
    await api.get('/api/vendors/me').set(token).expect(200);
    answers[CLOSE] = () => undefined;
    await api.delete('/api/vendors/sessions/current').set(token).expect(204);
    await api.get('/api/vendors/me').set(token).expect(401);
  });
});

describe('an operator', () => {
  const DEAD = 'GET inventory/deadLetters?limit=50';
  const counts = { waiting: 0, replayed: 0, dropped: 0 };
  const none = { [DEAD]: { items: [], more: false, counts } };

  it('signs in with the key and may read dead letters', async () => {
    const { api } = market(none);
    const session = await api
      .post('/api/operators/sessions')
      .send({ key: OPERATOR_KEY })
      .expect(201);
    expect(session.body).toEqual({
      accessToken: expect.any(String) as string,
      expiresInSeconds: 900,
    });
    const { accessToken } = session.body as { accessToken: string };
    await api
      .get('/api/operations/dead-letters')
      .set({ authorization: `Bearer ${accessToken}` })
      .expect(200, { items: [], next: null, counts });
  });

  it.each([OPERATOR_KEY.slice(1), `${OPERATOR_KEY} `, 'x'])(
    'is nobody with the key %p',
    async (key) => {
      const refused = await market()
        .api.post('/api/operators/sessions')
        .send({ key })
        .expect(401);
      expect(refused.body).toMatchObject({
        type: '/problems/wrong-credentials',
      });
    },
  );

  it.each([
    { key: { $ne: null } },
    {},
    { key: '' },
    { key: OPERATOR_KEY, admin: true },
  ])('is not signed in by %j', async (body) => {
    await market().api.post('/api/operators/sessions').send(body).expect(422);
  });

  it.each<[string, (own: ReturnType<typeof signingKey>) => string]>([
    [
      'of another key',
      () =>
        tokenIssuer('marketplace', signingKey(newKeyPem()))(
          operatorClaims,
          OUTSIDE,
        ),
    ],
    [
      'for a service inside',
      (own) =>
        tokenIssuer('marketplace', own)(operatorClaims, {
          ...OUTSIDE,
          audience: 'inventory',
        }),
    ],
    [
      'of yesterday',
      (own) =>
        tokenIssuer('marketplace', own)(operatorClaims, {
          ...OUTSIDE,
          ttlSeconds: -86_400,
        }),
    ],
    [
      'signed with the public key as a secret',
      (own) => {
        const head = `${part({ alg: 'HS256', kid: own.kid })}.${part({ iss: 'marketplace', aud: 'souk-operations', sub: 'operator' })}`;
        const secret = own.publicKey.export({ type: 'spki', format: 'pem' });
        return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
      },
    ],
  ])('is not the bearer of a token %s', async (_what, forge) => {
    const { api, signing, calls } = market(none);
    await api
      .get('/api/operations/dead-letters')
      .set({ authorization: `Bearer ${forge(signing.current)}` })
      .expect(401);
    expect(calls).toEqual([]);
  });

  it('is not a vendor, and a vendor is not an operator', async () => {
    const { api, signing, to } = market({ ...none, ...ME });
    const operator = {
      authorization: `Bearer ${tokenIssuer('marketplace', signing.current)(operatorClaims, OUTSIDE)}`,
    };
    expect(
      (await api.get('/api/vendors/me').set(operator).expect(403)).body,
    ).toMatchObject({ type: '/problems/missing-scope' });
    await api.post('/api/products').set(operator).send({}).expect(403);
    await api.get('/api/operations/dead-letters').set(as('ann')).expect(403);
    expect(to(DEAD)).toEqual([]);
  });
});

it('publishes the public key of its tokens, and nothing private', async () => {
  const { api, signing } = market();
  const jwks = await api.get('/.well-known/jwks.json').expect(200);
  expect(jwks.body).toEqual(signing.jwks);
  expect(JSON.stringify(jwks.body)).not.toContain('"d"');
});
