import { generateKeyPairSync } from 'node:crypto';
import {
  remoteKeys,
  signingKey,
  signingKeys,
  type Jwks,
} from '../../src/auth/keys';
import { newKeyPem } from '../../src/testing/identity';

const pems = [newKeyPem(), newKeyPem()] as const;
const first = signingKey(pems[0]);
const second = signingKey(pems[1]);
const only = (key: typeof first): Jwks => ({ keys: [key.jwk] });

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
    expect(Object.keys(first.jwk).sort()).toEqual([
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

describe('several signing keys', () => {
  const keys = signingKeys(pems.join('\n'));

  it('sign with the first and are all published', () => {
    expect(keys.current.kid).toBe(first.kid);
    expect(keys.jwks.keys.map(({ kid }) => kid)).toEqual([
      first.kid,
      second.kid,
    ]);
    expect(keys.find(second.kid)?.equals(second.publicKey)).toBe(true);
    expect(keys.find('unknown')).toBeUndefined();
  });

  it('are refused when one is broken', () => {
    expect(() => signingKeys('not a key')).toThrow();
  });
});

describe('the keys of another service', () => {
  it('are fetched once and then cached', async () => {
    const { state, find } = issuer(only(first));
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
    const { state, find } = issuer(only(first));
    await find(first.kid);
    state.jwks = only(second);
    state.clock = 5_000;
    expect((await find(second.kid))?.equals(second.publicKey)).toBe(true);
    expect(await find(first.kid)).toBeUndefined();
  });

  it('are fetched at most every five seconds under a stream of made-up key ids', async () => {
    const { state, find } = issuer(only(first));
    for (let n = 0; n < 100; n += 1) {
      state.clock = n * 100;
      expect(await find(`made-up-${n}`)).toBeUndefined();
    }
    expect(state.fetches).toBe(2);
  });

  it('are fetched anew while in use, so a withdrawn key is refused in the end', async () => {
    const { state, find } = issuer(only(first));
    await find(first.kid);
    state.jwks = only(second);
    state.clock = 5 * 60_000;
    expect(await find(first.kid)).toBeDefined();
    await new Promise(setImmediate);
    expect(await find(first.kid)).toBeUndefined();
    expect(state.fetches).toBe(2);
  });

  it('stay known while their issuer is away', async () => {
    const { state, find } = issuer(only(first));
    await find(first.kid);
    state.fails = true;
    state.clock = 60 * 60_000;
    expect(await find(first.kid)).toBeDefined();
    await new Promise(setImmediate);
    expect(await find(first.kid)).toBeDefined();
  });

  it('are fetched again at once after a failure', async () => {
    const { state, find } = issuer(only(first));
    state.fails = true;
    await expect(find(first.kid)).rejects.toThrow('no answer');
    state.fails = false;
    expect(await find(first.kid)).toBeDefined();
  });
});
