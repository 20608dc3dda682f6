import { hashPassword, passwordMatches } from '../../src/accounts/passwords';

it('hashes with argon2id at m=19456, t=2, with a salt of its own each time', async () => {
  const [a, b] = await Promise.all([
    hashPassword('correct horse'),
    hashPassword('correct horse'),
  ]);
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(a).not.toBe(b);
});

it('knows the password, and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(await passwordMatches(stored, 'correct horse')).toBe(true);
  expect(await passwordMatches(stored, 'Correct horse')).toBe(false);
});

it('knows a password that was typed composed otherwise', async () => {
  const stored = await hashPassword('cafe\u0301 mocha');
  expect(await passwordMatches(stored, 'caf\u00e9 mocha')).toBe(true);
});

it('matches nothing where there is no account, and works as hard for it', async () => {
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
  // Skipping the hash would be a thousand times faster; noise is not.
  expect(unknown).toBeGreaterThan(known / 10);
});

it('does not open to the password of the decoy', async () => {
  expect(await passwordMatches(undefined, 'no account has this password')).toBe(
    false,
  );
});
