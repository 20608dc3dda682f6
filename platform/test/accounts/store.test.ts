import { randomUUID } from 'node:crypto';
import {
  openSession,
  refreshSession,
  type SessionTokens,
} from '../../src/accounts/sessions';
import { type SessionDocument, sessionStore } from '../../src/accounts/store';
import { validateToken } from '../../src/accounts/validate-token';
import type { AppError } from '../../src/http/errors';
import { testDatabase } from '../../src/testing/database';
import { ann, customers } from './customers';
import { describeSessionStore } from './store-suite';

const mongo = testDatabase('accounts-sessions');
afterAll(() => mongo.close());

function sessionsOnServer() {
  const collection = mongo.db.collection<SessionDocument<'customerId'>>(
    `sessions-${randomUUID().slice(0, 8)}`,
  );
  const sessions = sessionStore(collection, {
    ownerField: 'customerId',
    saved: () => undefined,
    now: () => new Date(),
  });
  return { collection, sessions };
}

/** The server's clock counts: it deletes sessions that have expired. */
async function customersOnServer() {
  const { collection, sessions } = sessionsOnServer();
  const { deps, clock } = await customers(sessions);
  clock.now = new Date();
  return { collection, deps };
}

describeSessionStore('sessions in MongoDB', () => sessionsOnServer().sessions);

it('stores the account id in the field of the service', async () => {
  const { collection, deps } = await customersOnServer();
  await openSession(deps, ann);
  const [document] = await collection.find().toArray();
  expect(document).toMatchObject({ _id: 's-1', customerId: 'ann' });
  expect(document).not.toHaveProperty('accountId');
});

it('revokes the session when a refresh token is used twice at the same time', async () => {
  const { collection, deps } = await customersOnServer();
  const { refreshToken } = await openSession(deps, ann);
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => refreshSession(deps, refreshToken)),
  );
  const slugs = outcomes.flatMap((o) =>
    o.status === 'rejected' ? [(o.reason as AppError).slug] : [],
  );
  expect(slugs).toEqual(['invalid-refresh-token']);
  const won = outcomes.find(
    (o): o is PromiseFulfilledResult<SessionTokens> => o.status === 'fulfilled',
  )!.value;
  await expect(validateToken(deps, won.accessToken)).rejects.toMatchObject({
    slug: 'session-revoked',
  });
  await expect(refreshSession(deps, won.refreshToken)).rejects.toMatchObject({
    slug: 'invalid-refresh-token',
  });
  const documents = await collection.find().toArray();
  expect(
    documents.map(({ outbox }) => outbox.map(({ topic }) => topic)),
  ).toEqual([['customers.session-revoked.v1']]);
});
