import { signingKey, signingKeys } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { AppError } from '@souk/platform/http/errors';
import { newKeyPem } from '@souk/platform/testing/identity';
import { CUSTOMERS, VENDORS } from '../../src/identity/issuers';
import {
  issuerTokens,
  type OutsideIssuer,
} from '../../src/identity/outside-issuers';
import { outsideTokens } from '../../src/identity/outside-tokens';

const ASKED: OutsideIssuer = {
  ...CUSTOMERS,
  async validate(_ask, token) {
    asked.push(token);
    if (token === expired)
      throw new AppError('unauthenticated', 'expired-token', 'too old');
    return { id: 'cleo', sessionId: 's-7', validUntil: '2099-01-01T00:00:00Z' };
  },
};

const key = signingKey(newKeyPem());
const tokenOf = (issuer: string, ttlSeconds = 900) =>
  tokenIssuer(issuer, key)(
    { subject: 'cleo', role: 'customer', scopes: [], sessionId: 's-7' },
    { audience: 'souk', ttlSeconds },
  );
const expired = tokenOf('customers', -60);
let asked: string[] = [];
beforeEach(() => (asked = []));

const ask = () => Promise.reject(new Error('nobody else is asked'));
function issuers() {
  const customers = issuerTokens(ASKED, ask);
  const signing = async () => signingKeys(newKeyPem());
  const known = [issuerTokens(VENDORS, ask), customers];
  return { customers, verify: outsideTokens({ signing }, known) };
}

it('a row makes the tokens of another issuer principals of its role', async () => {
  const token = tokenOf('customers');
  const { verify } = issuers();
  for (let n = 0; n < 3; n++)
    expect(await verify(token)).toEqual({
      id: 'cleo',
      role: 'customer',
      scopes: CUSTOMERS.scopes,
      sessionId: 's-7',
    });
  expect(asked).toEqual([token]);
});

it('its issuer judges a token', async () => {
  await expect(issuers().verify(expired)).rejects.toMatchObject({
    slug: 'expired-token',
  });
});

it('its event ends a session, whatever is cached', async () => {
  const { customers, verify } = issuers();
  await verify(tokenOf('customers'));
  const { topic, handle } = customers.subscription;
  expect(topic).toBe('customers.session-revoked.v1');
  await handle({ customerId: 'cleo', sessionId: 's-7' }, 'e-1');
  await expect(verify(tokenOf('customers'))).rejects.toMatchObject({
    slug: 'session-revoked',
  });
});

it('an issuer without a row is refused without being asked', async () => {
  await expect(issuers().verify(tokenOf('orders'))).rejects.toMatchObject({
    slug: 'invalid-token',
  });
  expect(asked).toEqual([]);
});
