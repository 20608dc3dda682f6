import { signingKeys } from '../../src/auth/keys';
import { eventSigner, eventVerifier } from '../../src/auth/signed-events';
import { newKeyPem } from '../../src/testing/identity';

const keys = {
  vendors: signingKeys(newKeyPem()),
  products: signingKeys(newKeyPem()),
};
const keysOf = (app: string) => async (kid: string) =>
  app === 'vendors' || app === 'products' ? keys[app].find(kid) : undefined;
const verify = eventVerifier({ keysOf });

const event = {
  id: 'e-1',
  source: 'vendors',
  type: 'vendors.session-revoked.v1',
  data: { sessionId: 's', list: [{ b: 1, a: 0.1 }], text: 'é \ud800 <&>' },
};
const signed = async (
  parts = event,
  signer: keyof typeof keys = 'vendors',
) => ({
  ...parts,
  signature: await eventSigner(async () => keys[signer])(parts),
});
const refused = (given: Parameters<typeof verify>[0]) =>
  expect(verify(given)).rejects.toMatchObject({
    kind: 'invalid',
    slug: 'invalid-token',
  });

it('accepts an event that its owner signed, as the sidecar rewrites it', async () => {
  const { signature } = await signed();
  await expect(verify({ ...event, signature })).resolves.toBeUndefined();
  const data = {
    text: 'é \ufffd <&>',
    list: [{ a: 0.1, b: 1 }],
    sessionId: 's',
  };
  await expect(verify({ ...event, data, signature })).resolves.toBeUndefined();
});

it('refuses an event that anyone changed', async () => {
  const good = await signed();
  await refused({ ...good, id: 'e-2' });
  await refused({ ...good, type: 'vendors.vendor-registered.v1' });
  await refused({ ...good, data: { ...event.data, sessionId: 't' } });
  await refused({ ...good, source: 'products' });
});

it('refuses an event of another owner, whoever signs it', async () => {
  await refused(await signed(event, 'products'));
  const by = { ...event, source: 'products' };
  for (const parts of [by, { ...by, type: 'orders.placed.v1' }]) {
    const sign = eventSigner(
      async () => keys.products,
      () => 'products',
    );
    await refused({ ...parts, signature: await sign(parts) });
  }
});

it('signs no event of another owner', async () => {
  const sign = eventSigner(async () => keys.products);
  await expect(sign({ ...event, source: 'products' })).rejects.toThrow(
    'products may not publish vendors.session-revoked.v1',
  );
});

it.each([
  undefined,
  null,
  7,
  '',
  'a..b',
  `${Buffer.from('{"alg":"none"}').toString('base64url')}..`,
])('refuses an event with the signature %p', async (signature) =>
  refused({ ...event, signature }),
);

it('accepts an event without a signature for as long as it is told', async () => {
  const until = (ms: number) =>
    eventVerifier({ keysOf, unsignedUntil: new Date(Date.now() + ms) });
  await expect(until(60_000)(event)).resolves.toBeUndefined();
  await expect(until(-1)(event)).rejects.toMatchObject({
    slug: 'invalid-token',
  });
  await expect(
    until(60_000)({ ...event, signature: 'a..b' }),
  ).rejects.toMatchObject({ slug: 'invalid-token' });
});

it('says so when the keys of the owner cannot be had', async () => {
  const away = eventVerifier({
    keysOf: () => () => Promise.reject(new Error('away')),
  });
  await expect(away(await signed())).rejects.toThrow('away');
});
