import { countTry } from '@souk/platform/accounts/sign-in-tries-store';
import { removeEverything } from '../../src/erasure/erasure';
import { sweepErasures } from '../../src/erasure/sweep';
import {
  ann,
  customer,
  mailOf,
  problem,
  setup,
  type Souk,
  verified,
} from '../support/setup';

const { email, password } = ann;
const MINUTE = 60_000;

/** A customer who has left traces in every store. */
async function known() {
  const souk = setup();
  const { id } = await verified(souk);
  for (const device of ['phone', 'laptop'])
    await souk
      .post('/sessions', { email, password })
      .set('device-id', device)
      .expect(201);
  await souk.post('/sessions', { email, password: 'wrong' }).expect(422);
  await souk.post('/passwordResets', { email }).expect(204);
  await souk.post('/registrations', ann).expect(201);
  const me = customer(id, 'session');
  await souk.api
    .post('/addresses')
    .set(me)
    .send({
      name: ann.name,
      lines: ['Hauptstr. 5'],
      city: 'Berlin',
      postalCode: '10115',
      country: 'DE',
    })
    .expect(201);
  const erase = (given = password) =>
    souk.api.post('/erasures').set(me).send({ password: given });
  return { ...souk, id, me, erase };
}

const keptBy = async (souk: Souk, id: string) => ({
  customers: souk.customers.all(),
  addresses: souk.addresses.all(),
  sessions: await souk.sessions.ofAccount(id),
  mails: souk.mails.all(),
  tries: souk.tries.size(),
});
const NOTHING = {
  customers: [],
  addresses: [],
  sessions: [],
  mails: [],
  tries: 0,
};

it('an erased customer is in no store, and announced by id alone', async () => {
  const { id, erase, clock, ...souk } = await known();
  await erase().expect(204);
  expect(await keptBy({ ...souk, clock }, id)).toEqual(NOTHING);
  expect(souk.erasures.facts).toEqual([
    {
      topic: 'customers.customer-erased.v1',
      data: { customerId: id, erasedAt: clock.now.toISOString() },
    },
  ]);
});

it('a wrong password erases nobody', async () => {
  const { id, me, erase, ...souk } = await known();
  expect((await erase('wrong').expect(422)).body).toEqual(
    problem('wrong-credentials'),
  );
  await souk.api.get('/customers/me').set(me).expect(200);
  expect(souk.erasures.facts).toEqual([]);
  expect(await souk.sessions.ofAccount(id)).toHaveLength(2);
});

it('the address of an erased customer is free, and old links are void', async () => {
  const souk = await known();
  const { token } = await mailOf(souk, 'reset-password');
  await souk.erase().expect(204);
  const reset = { token, password: 'quite another sentence' };
  const refused = await souk.api
    .put('/passwordResets')
    .set(souk.me)
    .send(reset);
  expect([403, 422]).toContain(refused.status);
  const again = await verified(souk);
  expect(again.id).not.toBe(souk.id);
  await souk.post('/sessions', { email, password }).expect(201);
});

/** The steps of an erasure, in order; each fails once. */
const STEPS: [string, (souk: Souk, dies: () => never) => () => void][] = [
  ['the sessions', ({ sessions }, dies) => failing(sessions, 'removeOf', dies)],
  [
    'the addresses',
    ({ addresses }, dies) => failing(addresses, 'remove', dies),
  ],
  ['the mails', ({ mails }, dies) => failing(mails, 'removeOf', dies)],
  ['the tries', ({ tries }, dies) => failing(tries, 'removeOf', dies)],
  ['the account', ({ customers }, dies) => failing(customers, 'remove', dies)],
];

function failing<S, K extends keyof S>(store: S, name: K, dies: S[K]) {
  const works = store[name];
  store[name] = dies;
  return () => {
    store[name] = works;
  };
}

it.each(STEPS)(
  'an erasure that is killed before %s are removed is completed by the sweep',
  async (_what, fail) => {
    const souk = await known();
    const restored = fail(souk, () => {
      throw new Error('killed');
    });
    await souk.erase().expect(500);
    restored();
    await sweepErasures({ ...souk, log: { warn: () => undefined } });
    expect(await keptBy(souk, souk.id)).toEqual(NOTHING);
    expect(souk.erasures.facts).toHaveLength(1);
  },
);

it('what a request has written meanwhile is removed, then the erasure ends', async () => {
  const souk = await known();
  const { id, clock, sessions, erasures } = souk;
  const sweep = () =>
    sweepErasures({ ...souk, log: { warn: () => undefined } });
  const [late] = await sessions.ofAccount(id);
  await souk.erase().expect(204);
  await sessions.add(late!);
  await sweep();
  expect(await sessions.ofAccount(id)).toEqual([]);
  expect(erasures.finished.size).toBe(0);
  clock.now = new Date(clock.now.getTime() + 3 * MINUTE);
  await sweep();
  expect([...erasures.finished.keys()]).toEqual([id]);
  expect(await erasures.open()).toEqual([]);
});

it('nothing of another customer is removed', async () => {
  const souk = await known();
  const bob = { ...ann, email: 'bob@example.org', name: 'Bob' };
  const other = await verified(souk, bob);
  await countTry(souk, {
    account: bob.email,
    client: '192.0.2.1',
    knownDevice: false,
  });
  await removeEverything(souk, souk.id);
  expect((await souk.customers.find(other.id))?.email).toBe(bob.email);
  expect(souk.mails.all().map(({ to }) => to)).toEqual([bob.email]);
  expect(souk.tries.size()).toBe(2);
});
