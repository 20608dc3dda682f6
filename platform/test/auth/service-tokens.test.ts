import type { Rights } from '@souk/contracts/rights';
import { signingKeys } from '../../src/auth/keys';
import { minter } from '../../src/auth/mint';
import { serviceTokens } from '../../src/auth/service-tokens';
import { tokenIssuer } from '../../src/auth/tokens';
import { newKeyPem } from '../../src/testing/identity';

const RIGHTS: Rights = {
  orders: {
    mayAsk: { stock: ['stock:reserve', 'stock:read'] },
    speaksFor: ['customer'],
  },
  products: { mayAsk: { orders: ['orders:read'] }, speaksFor: [] },
};
const keys = new Map(
  ['orders', 'products', 'vendors'].map((app) => [
    app,
    signingKeys(newKeyPem()),
  ]),
);
const keysOfApp = (app: string) => keys.get(app)!;
const asked: string[] = [];
const verify = serviceTokens({
  audience: 'stock',
  rights: RIGHTS,
  keysOf: (issuer) => {
    asked.push(issuer);
    return async (kid) => keys.get(issuer)?.find(kid);
  },
});
const forge = (issuer: string, signer: string, claims = {}) =>
  tokenIssuer(issuer, keysOfApp(signer).current)(
    { subject: issuer, role: 'service', scopes: ['stock:reserve'], ...claims },
    { audience: 'stock', ttlSeconds: 60 },
  );
const refused = (token: string) =>
  expect(verify(token)).rejects.toMatchObject({ slug: 'invalid-token' });

describe('a service', () => {
  const mint = minter('orders', async () => keysOfApp('orders'), RIGHTS);

  it('speaks for itself with its own key', async () => {
    expect(await verify(await mint('stock', ['stock:reserve']))).toMatchObject({
      id: 'orders',
      role: 'service',
      scopes: new Set(['stock:reserve']),
    });
  });

  it('speaks for the users it may name', async () => {
    const ann = { id: 'ann', role: 'customer', scopes: new Set<string>() };
    const token = await mint('stock', ['stock:read'], {
      ...ann,
      role: 'customer',
    });
    expect(await verify(token)).toMatchObject({ id: 'ann', role: 'customer' });
    await refused(
      forge('orders', 'orders', { subject: 'op', role: 'operator' }),
    );
  });

  it('is believed only for the scopes in the table', async () => {
    const scopes = ['stock:reserve', 'operations:write'];
    const token = forge('orders', 'orders', { scopes });
    expect((await verify(token)).scopes).toEqual(new Set(['stock:reserve']));
  });

  it('cannot name another service', async () => {
    await refused(forge('orders', 'orders', { subject: 'products' }));
    await refused(forge('orders', 'products'));
  });

  it('that may not ask at all is refused before its keys are fetched', async () => {
    asked.length = 0;
    for (const issuer of ['products', 'vendors', '__proto__', 'nobody'])
      await refused(forge(issuer, 'vendors'));
    for (const nonsense of ['', 'a.b.c', 'a']) await refused(nonsense);
    expect(asked).toEqual([]);
  });
});
