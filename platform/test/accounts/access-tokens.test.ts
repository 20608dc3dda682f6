import { accessTokens } from '../../src/accounts/access-tokens';
import { signingKey } from '../../src/auth/keys';
import { tokenIssuer } from '../../src/auth/tokens';
import { AppError } from '../../src/http/errors';
import { newKeyPem } from '../../src/testing/identity';
import { customerTokens } from './customers';

const pem = newKeyPem();
const secrets = { get: async () => pem };

it('a token names account, session, role and scopes, and expires after 15 minutes', async () => {
  const tokens = customerTokens(secrets);
  const before = Date.now();
  const { expiresAt, ...principal } = await tokens.verify(
    await tokens.issue('ann', 's-1'),
  );
  expect(principal).toEqual({
    id: 'ann',
    role: 'customer',
    scopes: new Set(['customer']),
    sessionId: 's-1',
  });
  const seconds = (expiresAt.getTime() - before) / 1000;
  expect(Math.abs(seconds - 900)).toBeLessThan(60);
});

it('signs with the configured key', async () => {
  const read: string[] = [];
  const tokens = customerTokens({
    async get(name) {
      read.push(name);
      return pem;
    },
  });
  expect(read).toEqual([]);
  await tokens.issue('ann', 's-1');
  await tokens.issue('ann', 's-2');
  expect(read).toEqual(['customers-signing-key']);
});

it('refuses a token of another issuer, even with the same key', async () => {
  const vendors = accessTokens(secrets, {
    issuer: 'vendors',
    role: 'vendor',
    scopes: ['vendor'],
  });
  await expect(
    customerTokens(secrets).verify(await vendors.issue('ann', 's-1')),
  ).rejects.toMatchObject({ slug: 'invalid-token' });
});

it('reads the secret store again after a failure', async () => {
  let up = false;
  const tokens = customerTokens({
    async get() {
      if (!up)
        throw new AppError('unavailable', 'dependency-unavailable', 'down');
      return pem;
    },
  });
  const own = tokenIssuer('customers', signingKey(pem))(
    { subject: 'ann', role: 'customer', scopes: [], sessionId: 's-1' },
    { audience: 'souk', ttlSeconds: 60 },
  );
  await expect(tokens.issue('ann', 's-1')).rejects.toMatchObject({
    kind: 'unavailable',
  });
  await expect(tokens.verify(own)).rejects.toMatchObject({
    kind: 'unavailable',
  });
  up = true;
  expect(await tokens.verify(await tokens.issue('ann', 's-1'))).toMatchObject({
    id: 'ann',
    sessionId: 's-1',
  });
});
