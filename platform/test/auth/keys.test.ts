import { generateKeyPairSync } from 'node:crypto';
import { remoteKeys, signingKey, type Jwks } from '../../src/auth/keys';
import { newKeyPem } from '../../src/testing/identity';

const first = signingKey(newKeyPem());
const second = signingKey(newKeyPem());

function issuer(jwks: Jwks) {
  const state = { jwks, fetches: 0, clock: 0, fails: false };
  const find = remoteKeys(
    async () => {
      state.fetches += 1;
      if (state.fails) throw new Error('no answer');
      return state.jwks;
    },
    () => state.clock,
  );
  return { state, find };
}

describe('a signing key', () => {
  it('publishes its public key and nothing private', () => {
    expect(Object.keys(first.jwks.keys[0]!).sort()).toEqual([
      'crv',
      'kid',
      'kty',
      'x',
      'y',
    ]);
  });

  it('has a stable, unique id', () => {
    const pem = newKeyPem();
    expect(signingKey(pem).kid).toBe(signingKey(pem).kid);
    expect(first.kid).not.toBe(second.kid);
  });

  it.each(['rsa', 'ed25519'])('must not be of type %s', (type) => {
    const { privateKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519');
    expect(() =>
      signingKey(
        privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ),
    ).toThrow('elliptic curve');
  });

  it('must be on the curve of ES256', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(() =>
      signingKey(
        privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ),
    ).toThrow('P-256');
  });
});

describe('the keys of another service', () => {
  it('are fetched once and then cached', async () => {
    const { state, find } = issuer(first.jwks);
    const found = await Promise.all([
      find(first.kid),
      find(first.kid),
      find(first.kid),
    ]);
    expect(found.every((key) => key?.equals(first.publicKey))).toBe(true);
    await find(first.kid);
    expect(state.fetches).toBe(1);
  });

  it('are fetched again for an unknown key id, so the issuer can rotate its key', async () => {
    const { state, find } = issuer(first.jwks);
    await find(first.kid);
    state.jwks = second.jwks;
    state.clock = 5_000;
    expect((await find(second.kid))?.equals(second.publicKey)).toBe(true);
    expect(await find(first.kid)).toBeUndefined();
  });

  it('are fetched at most every five seconds under a stream of made-up key ids', async () => {
    const { state, find } = issuer(first.jwks);
    for (let n = 0; n < 100; n += 1) {
      state.clock = n * 100;
      expect(await find(`made-up-${n}`)).toBeUndefined();
    }
    expect(state.fetches).toBe(2);
  });

  it('are fetched again at once after a failure', async () => {
    const { state, find } = issuer(first.jwks);
    state.fails = true;
    await expect(find(first.kid)).rejects.toThrow('no answer');
    state.fails = false;
    expect(await find(first.kid)).toBeDefined();
  });
});
