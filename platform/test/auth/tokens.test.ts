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

/** The library refuses to sign HMAC with a public key, an attacker does not. */
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
  it('tells who asks and what they may do', async () => {
    expect(await verify(good)).toEqual({
      id: 'vendor-1',
      role: 'vendor',
      scopes: new Set(['products:write', 'products:read']),
      sessionId: 'session-1',
      expiresAt: expect.any(Date) as Date,
    });
  });
});

it('is refused once its time is over, however often it was good before', async () => {
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
  ['that is empty', ''],
  ['that is no token at all', 'not.a.token'],
  ['with a part missing', `${head}.${body}`],
  [
    'with another payload under the same signature',
    `${head}.${encoded({ ...payload, sub: 'vendor-2' })}.${signature}`,
  ],
  ['with alg none', `${encoded({ alg: 'none', kid: key.kid })}.${body}.`],
  [
    'with alg none and the old signature',
    `${encoded({ alg: 'none', kid: key.kid })}.${body}.${signature}`,
  ],
  [
    'signed by HMAC with our public key as its secret',
    signedWithThePublicKey(),
  ],
  ['of a foreign key', tokenIssuer('marketplace', stranger)(claims, mine)],
  [
    'of a foreign key under our key id',
    jwt.sign(payload, stranger.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'without a key id',
    jwt.sign(payload, key.privateKey, {
      ...registered,
      keyid: '',
      algorithm: 'ES256',
    }),
  ],
  [
    'for another audience',
    tokenIssuer('marketplace', key)(claims, { ...mine, audience: 'inventory' }),
  ],
  ['of another issuer', tokenIssuer('vendors', key)(claims, mine)],
  [
    'that never ends',
    jwt.sign(
      { ...payload, iss: 'marketplace', aud: 'products' },
      key.privateKey,
      { algorithm: 'ES256', keyid: key.kid },
    ),
  ],
  [
    'that is not an access token',
    jwt.sign({ ...payload, typ: 'refresh' }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'with a role nobody has',
    jwt.sign({ ...payload, role: 'root' }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
  [
    'that is not valid yet',
    jwt.sign({ ...payload, nbf: inSeconds(600) }, key.privateKey, {
      ...registered,
      algorithm: 'ES256',
    }),
  ],
];

describe('a token', () => {
  it.each(forged)('%s is refused as invalid', async (_what, token) => {
    await expect(verify(token)).rejects.toMatchObject({
      kind: 'unauthenticated',
      slug: 'invalid-token',
    });
  });

  it('that has ended says so', async () => {
    const expired = tokenIssuer('marketplace', key)(claims, {
      ...mine,
      ttlSeconds: -1,
    });
    await expect(verify(expired)).rejects.toMatchObject({
      kind: 'unauthenticated',
      slug: 'expired-token',
    });
  });

  it('of a foreign key that has ended is simply invalid', async () => {
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
