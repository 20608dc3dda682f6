import { hashPassword, passwordMatches } from '../../src/accounts/passwords';

it('hashes with argon2id at m=19456, t=2 and a new salt each time', async () => {
  const [a, b] = await Promise.all([
    hashPassword('correct horse'),
    hashPassword('correct horse'),
  ]);
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(a).not.toBe(b);
});

it('accepts the right password and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(await passwordMatches(stored, 'correct horse')).toBe(true);
  expect(await passwordMatches(stored, 'Correct horse')).toBe(false);
});

it('accepts a password with differently composed characters', async () => {
  const stored = await hashPassword('cafe\u0301 mocha');
  expect(await passwordMatches(stored, 'caf\u00e9 mocha')).toBe(true);
});

it('rejects every password without an account, after the same work', async () => {
  const stored = await hashPassword('correct horse');
  await passwordMatches(undefined, 'warm up');
  const time = async (hash: string | undefined) => {
    const started = process.hrtime.bigint();
    expect(await passwordMatches(hash, 'no account has this password!')).toBe(
      false,
    );
    return Number(process.hrtime.bigint() - started);
  };
  const fastest = async (hash: string | undefined) =>
    Math.min(await time(hash), await time(hash), await time(hash));
  const [unknown, known] = [await fastest(undefined), await fastest(stored)];
  // Skipping the hash would be a thousand times faster, far beyond noise.
  expect(unknown).toBeGreaterThan(known / 10);
});

it('rejects the password of the decoy hash', async () => {
  expect(await passwordMatches(undefined, 'no account has this password')).toBe(
    false,
  );
});
