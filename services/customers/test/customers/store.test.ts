import { randomUUID } from 'node:crypto';
import {
  countTry,
  forgetTries,
  type TriesDocument,
  triesStore,
} from '@souk/platform/accounts/sign-in-tries-store';
import {
  mailRequestStore,
  type MailRequestDocument,
} from '@souk/platform/mails/requests-store';
import { mailRequest } from '@souk/platform/mails/mails';
import { testDatabase } from '@souk/platform/testing/database';
import {
  type AddressBookDocument,
  addressStore,
} from '../../src/addresses/store';
import { type ErasureDocument, erasureStore } from '../../src/erasure/store';
import {
  type CustomerDocument,
  customerStore,
  type CustomerStore,
} from '../../src/customers/store';
import { memoryCustomerStore } from '../support/memory-store';

const mongo = testDatabase('customers-stores');
afterAll(() => mongo.close());
const now = () => new Date();
const fresh = () => randomUUID().slice(0, 8);

const onServer = () =>
  customerStore(
    mongo.db.collection<CustomerDocument>(`customers-${fresh()}`),
    () => undefined,
    now,
  );

const ann = {
  id: 'ann',
  version: 1,
  credentialsVersion: 0,
  sessionsVersion: 0,
  keptSession: null,
  devices: [],
  name: 'Ann',
  email: 'ann@example.org',
  passwordHash: '$argon2id$…',
  createdAt: '2026-01-02T03:04:05.006Z',
};

describe.each<[string, () => CustomerStore]>([
  ['memory', memoryCustomerStore],
  ['MongoDB', onServer],
])('a customer in %s', (_name, create) => {
  it('is found as saved, by id and by e-mail', async () => {
    const store = create();
    await store.add(ann);
    expect(await store.find('ann')).toEqual(ann);
    expect(await store.findByEmail(ann.email)).toEqual(ann);
    expect(await store.find('bob')).toBeUndefined();
  });

  it('is saved on the version it was read at', async () => {
    const store = create();
    await store.add(ann);
    const next = { ...ann, version: 2, name: 'Anne', devices: ['d'] };
    expect(await store.save(next)).toBe(true);
    expect(await store.save({ ...next, name: 'Eve' })).toBe(false);
    expect(await store.find('ann')).toEqual(next);
  });

  it('has its e-mail and its id alone', async () => {
    const store = create();
    await store.add(ann);
    await expect(store.add({ ...ann, id: 'bob' })).rejects.toMatchObject({
      index: 'email',
    });
    await expect(
      store.add({ ...ann, email: 'other@example.org' }),
    ).rejects.toMatchObject({ index: '_id_' });
  });

  it('is gone once removed, and its e-mail is free', async () => {
    const store = create();
    await store.add(ann);
    await store.remove('ann');
    await store.remove('ann');
    expect(await store.find('ann')).toBeUndefined();
    await store.add({ ...ann, id: 'bob' });
  });
});

it('a mail request in MongoDB is found as saved, and counted', async () => {
  const store = mailRequestStore(
    mongo.db.collection<MailRequestDocument>(`mails-${fresh()}`),
    { saved: () => undefined, now },
  );
  await store.indexed();
  const request = mailRequest(
    {
      id: 'm-1',
      template: 'verify-email',
      accountId: 'ann',
      to: ann.email,
      hasLink: true,
      registration: { name: 'Ann', passwordHash: '$argon2id$…' },
    },
    now(),
  );
  await store.add(request);
  expect(await store.find('m-1')).toEqual(request);
  const since = new Date(request.createdAt.getTime() - 1);
  expect(await store.countOf(ann.email, 'verify-email', since)).toBe(1);
  expect(await store.countOf(ann.email, 'reset-password', since)).toBe(0);
  expect(
    await store.countOf(ann.email, 'verify-email', request.createdAt),
  ).toBe(0);

  await store.add({ ...request, id: 'm-2', accountId: 'bob' });
  await store.add({ ...request, id: 'm-3', to: 'bob@example.org' });
  await store.add({ ...request, id: 'm-4', accountId: 'bob', to: 'b@x.org' });
  const own = await store.ofAccount('ann');
  expect(own.map(({ id }) => id).sort()).toEqual(['m-1', 'm-3']);
  await store.removeOf('ann', ann.email);
  const left = ['m-1', 'm-2', 'm-3', 'm-4'].map((id) => store.find(id));
  expect((await Promise.all(left)).map((one) => one?.id)).toEqual([
    undefined,
    undefined,
    undefined,
    'm-4',
  ]);
});

it('tries in MongoDB are forgotten by account', async () => {
  const collection = mongo.db.collection<TriesDocument>(`tries-${fresh()}`);
  const deps = { tries: triesStore(collection), now };
  const attempt = (account: string, client: string) =>
    countTry(deps, { account, client, knownDevice: false });
  await attempt(ann.email, '192.0.2.1');
  await attempt(ann.email, '192.0.2.2');
  await attempt('bob@example.org', '192.0.2.1');
  await forgetTries(deps, ann.email);
  expect(await collection.countDocuments()).toBe(2);
});

it('addresses in MongoDB are saved on their version, and removed', async () => {
  const store = addressStore(
    mongo.db.collection<AddressBookDocument>(`addresses-${fresh()}`),
    now,
  );
  const nothing = { version: 0, items: [], defaultId: null };
  expect(await store.find('ann')).toEqual(nothing);
  expect(await store.save('ann', nothing)).toBe(true);
  expect(await store.save('ann', nothing)).toBe(false);
  const first = { ...nothing, version: 1, defaultId: 'a-1' };
  expect(await store.save('ann', first)).toBe(true);
  expect(await store.find('ann')).toEqual({ ...first, version: 2 });
  await store.remove('ann');
  expect(await store.find('ann')).toEqual(nothing);
});

it('an erasure in MongoDB stays open until its event is published', async () => {
  const collection = mongo.db.collection<ErasureDocument>(
    `erasures-${fresh()}`,
  );
  const store = erasureStore(collection, () => undefined, now);
  await store.indexed();
  const erasedAt = now();
  const event = { topic: 'customers.customer-erased.v1', data: {} };
  await store.add({ customerId: 'ann', erasedAt }, event);
  await expect(
    store.add({ customerId: 'ann', erasedAt }, event),
  ).rejects.toMatchObject({ index: '_id_' });
  const later = new Date(erasedAt.getTime() + 3_600_000);
  await store.finish('ann', later);
  expect(await store.open()).toEqual([{ customerId: 'ann', erasedAt }]);
  const published = { $set: { outbox: [] }, $unset: { pending: 1 as const } };
  await collection.updateOne({ _id: 'ann' }, published);
  await store.finish('ann', later);
  expect(await store.open()).toEqual([]);
});
