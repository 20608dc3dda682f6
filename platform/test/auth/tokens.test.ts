import { createHmac } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { signingKey } from '../../src/auth/keys';
import { tokenIssuer, tokenVerifier } from '../../src/auth/tokens';
import { newKeyPem } from '../../src/testing/identity';

const key = signingKey(newKeyPem());
const stranger = signingKey(newKeyPem());
const findKey = async (kid: string) =>
  kid === key.kid ? key.publicKey : undefined;
const verify = tokenVerifier({
  issuer: 'marketplace',
  audience: 'products',
  findKey,
});

const claims = {
  subject: 'vendor-1',
  role: 'vendor' as const,
  scopes: ['products:write', 'products:read'],
  sessionId: 'session-1',
};
const mine = { audience: 'products', ttlSeconds: 60 };
const good = tokenIssuer('marketplace', key)(claims, mine);
const payload = {
  sub: 'vendor-1',
  role: 'vendor',
  scope: 'products:write',
  typ: 'access',
};
const registered = {
  issuer: 'marketplace',
  audience: 'products',
  expiresIn: 60,
  keyid: key.kid,
} as const;
const publicPem = key.publicKey
  .export({ type: 'spki', format: 'pem' })
  .toString();

const encoded = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** The library refuses to sign HMAC with a public key; an attacker does not. */
function signedWithThePublicKey(): string {
  const head = encoded({ alg: 'HS256', typ: 'JWT', kid: key.kid });
  const body = encoded({
    ...payload,
    iss: 'marketplace',
    aud: 'products',
    exp: inSeconds(60),
  });
  return `${head}.${body}.${createHmac('sha256', publicPem).update(`${head}.${body}`).digest('base64url')}`;
}

describe('a token of ours', () => {
  it('identifies the caller and their scopes', async () => {
    expect(await verify(good)).toEqual({
      id: 'vendor-1',
      role: 'vendor',
      scopes: new Set(['products:write', 'products:read']),
      sessionId: 'session-1',
      expiresAt: expect.any(Date) as Date,
    });
  });
});

it('is refused after it expires, even when it was cached', async () => {
  jest.useFakeTimers({ now: Date.now() });
  const short = tokenIssuer('marketplace', key)(claims, {
    audience: 'products',
    ttlSeconds: 60,
  });
  await verify(short);
  jest.setSystemTime(Date.now() + 59_000);
  expect(await verify(short)).toMatchObject({ id: 'vendor-1' });
  jest.setSystemTime(Date.now() + 2_000);
  await expect(verify(short)).rejects.toMatchObject({ slug: 'expired-token' });
  jest.useRealTimers();
});

const [head, body, signature] = good.split('.') as [string, string, string];

const forged: [string, string][] = [
  ['an empty token', ''],
  ['text that is not a token', 'not.a.token'],
  ['a token with a part missing', `${head}.${body}`],
  [
    'a token with a changed payload',
    `${head}.${encoded({ ...payload, sub: 'vendor-2' })}.${signature}`,
  ],
  [
    'a token with alg none',
    `${encoded({ alg: 'none', kid: key.kid })}.${body}.`,
  ],
  [
    'a token with alg none and the old signature',
    `${encoded({ alg: 'none', kid: key.kid })}.${body}.${signature}`,
  ],
  [
    'a token signed by HMAC with our public key as the secret',
    signedWithThePublicKey(),
  ],
  [
    'a token of a foreign key',
    tokenIssuer('marketplace', stranger)(claims, mine),
  ],
  [
    'a token of a foreign key under our key id',
    jwt.sign(payload, stranger.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'a token without a key id',
    jwt.sign(payload, key.privateKey, {
      ...registered,
      keyid: '',
      algorithm: 'ES256',
    }),
  ],
  [
    'a token for another audience',
    tokenIssuer('marketplace', key)(claims, { ...mine, audience: 'inventory' }),
  ],
  ['a token of another issuer', tokenIssuer('vendors', key)(claims, mine)],
  [
    'a token that never expires',
    jwt.sign(
      { ...payload, iss: 'marketplace', aud: 'products' },
      key.privateKey,
      { algorithm: 'ES256', keyid: key.kid },
    ),
  ],
  [
    'a token that is not an access token',
    jwt.sign({ ...payload, typ: 'refresh' }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'a token with an unknown role',
    jwt.sign({ ...payload, role: 'root' }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'a token that is not valid yet',
    jwt.sign({ ...payload, nbf: inSeconds(600) }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
];

describe('the verifier', () => {
  it.each(forged)('refuses %s as invalid', async (_what, token) => {
    await expect(verify(token)).rejects.toMatchObject({
      kind: 'unauthenticated',
      slug: 'invalid-token',
    });
  });

  it('refuses an expired token as expired', async () => {
    const expired = tokenIssuer('marketplace', key)(claims, {
      ...mine,
      ttlSeconds: -1,
    });
    await expect(verify(expired)).rejects.toMatchObject({
      kind: 'unauthenticated',
      slug: 'expired-token',
    });
  });

  it('refuses an expired token of a foreign key as invalid', async () => {
    const expired = jwt.sign(payload, stranger.privateKey, {
      ...registered,
      expiresIn: -1,
      algorithm: 'ES256',
    });
    await expect(verify(expired)).rejects.toMatchObject({
      slug: 'invalid-token',
    });
  });
});
