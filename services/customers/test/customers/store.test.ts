import { randomUUID } from 'node:crypto';
import {
  mailRequestStore,
  type MailRequestDocument,
} from '@souk/platform/mails/requests-store';
import { mailRequest } from '@souk/platform/mails/mails';
import { testDatabase } from '@souk/platform/testing/database';
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
});
