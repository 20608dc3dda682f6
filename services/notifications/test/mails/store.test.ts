import { randomUUID } from 'node:crypto';
import { testDatabase } from '@souk/platform/testing/database';
import { type MailDocument, mailStore } from '../../src/mails/store';
import { asked, describeMailStore } from '../support/store-suite';

const mongo = testDatabase('notifications-store');
afterAll(() => mongo.close());
const collection = () =>
  mongo.db.collection<MailDocument>(`mails-${randomUUID().slice(0, 8)}`);

describeMailStore('the mail store in MongoDB', () => mailStore(collection()));

it('deletes a mail long after its end, and keeps one that is sent again', async () => {
  const documents = collection();
  const store = mailStore(documents);
  await store.indexed();
  const now = new Date('2026-01-02T03:04:05.006Z');
  await store.add(asked('a', now));
  await store.settle(
    (await store.claim(now))!,
    { state: 'sent', problem: null },
    now,
  );
  const expiry = async () => (await documents.findOne())?.expiresAt;
  expect(await expiry()).toEqual(new Date('2026-04-02T03:04:05.006Z'));
  await store.again('a', now);
  expect(await expiry()).toBeUndefined();
});
