import { ann, setup, type Souk, verified } from '../support/setup';
import * as passwords from '@souk/platform/accounts/passwords';

jest.mock('@souk/platform/accounts/passwords', () => {
  const real = jest.requireActual<typeof passwords>(
    '@souk/platform/accounts/passwords',
  );
  return {
    hashPassword: jest.fn(real.hashPassword),
    passwordMatches: jest.fn(real.passwordMatches),
  };
});

const HASHING = ['hashPassword', 'passwordMatches'] as const;

/** How often each operation of a store is called, and a password hashed. */
function counting(souk: Souk) {
  const { customers, sessions, mails, tries, addresses, erasures } = souk;
  const stores = { customers, sessions, mails, tries, addresses, erasures };
  const spies = Object.entries(stores).flatMap(([name, store]) =>
    Object.entries(store)
      .filter(([, value]) => typeof value === 'function')
      .map(([method]) => ({
        name: `${name}.${method}`,
        spy: jest.spyOn(store as unknown as Record<string, () => void>, method),
      })),
  );
  for (const name of HASHING) jest.mocked(passwords[name]).mockClear();
  return () =>
    Object.fromEntries(
      [
        ...spies.map(({ name, spy }) => [name, spy.mock.calls.length] as const),
        ...HASHING.map(
          (name) =>
            [name, jest.mocked(passwords[name]).mock.calls.length] as const,
        ),
      ].filter(([, calls]) => calls > 0),
    );
}

const ASKED: [string, (email: string) => [string, object], number, object][] = [
  [
    'a sign-in',
    (email) => ['/sessions', { email, password: 'wrong' }],
    422,
    { 'tries.add': 2, passwordMatches: 1 },
  ],
  [
    'a reset',
    (email) => ['/passwordResets', { email }],
    204,
    { 'mails.countOf': 1, 'mails.add': 1 },
  ],
  [
    'a registration',
    (email) => ['/registrations', { ...ann, email }],
    201,
    { 'mails.countOf': 1, 'mails.add': 1, hashPassword: 1 },
  ],
];

it.each(ASKED)(
  '%s takes the same work whether the address is known or not',
  async (_what, of, status, work) => {
    const workFor = async (email: string) => {
      const souk = setup();
      await verified(souk);
      const counted = counting(souk);
      const [path, body] = of(email);
      await souk.post(path, body).expect(status);
      return counted();
    };
    const known = await workFor(ann.email);
    expect(known).toMatchObject(work);
    expect(await workFor('nobody@example.org')).toEqual(known);
  },
);
