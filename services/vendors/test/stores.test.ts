import { randomUUID } from 'node:crypto';
import type { SessionView } from '@souk/contracts/vendors/views';
import type { AppError } from '@souk/platform/http/errors';
import { testDatabase } from '@souk/platform/testing/database';
import { newKeyPem } from '@souk/platform/testing/identity';
import { v7 } from 'uuid';
import { accessTokens } from '../src/sessions/access-tokens';
import { type SessionDocument, sessionStore } from '../src/sessions/store';
import {
  openSession,
  refreshSession,
  validateToken,
} from '../src/sessions/sessions';
import { type VendorDocument, vendorStore } from '../src/vendors/store';
import { registerVendor } from '../src/vendors/vendors';
import {
  describeSessionStore,
  describeVendorStore,
} from './support/store-suites';

const mongo = testDatabase('vendors-stores');
afterAll(() => mongo.close());
const now = () => new Date();
const fresh = () => randomUUID().slice(0, 8);

function vendorsOnServer() {
  const collection = mongo.db.collection<VendorDocument>(`vendors-${fresh()}`);
  return { collection, vendors: vendorStore(collection, () => undefined, now) };
}
function sessionsOnServer() {
  const collection = mongo.db.collection<SessionDocument>(
    `sessions-${fresh()}`,
  );
  return {
    collection,
    sessions: sessionStore(collection, () => undefined, now),
  };
}

describeVendorStore('vendors on the server', () => vendorsOnServer().vendors);
describeSessionStore(
  'sessions on the server',
  () => sessionsOnServer().sessions,
);

const ann = {
  name: 'Ann',
  email: 'ann@example.org',
  password: 'correct horse',
};
const pem = newKeyPem();
const tokens = accessTokens({ get: async () => pem });
const slugs = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((o) =>
    o.status === 'rejected' ? [(o.reason as AppError).slug] : [],
  );

describe('at the same moment', () => {
  it('registers an e-mail once and announces one vendor', async () => {
    const { vendors, collection } = vendorsOnServer();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map(() => registerVendor({ vendors, newId: v7, now }, ann)),
    );
    expect(slugs(outcomes)).toEqual(Array(3).fill('email-taken'));
    const documents = await collection.find().toArray();
    expect(
      documents.map(({ outbox }) => outbox.map(({ topic }) => topic)),
    ).toEqual([['vendors.vendor-registered.v1']]);
  });

  it('takes two uses of one refresh token for a theft: one wins, and what it won is revoked', async () => {
    const { sessions, collection } = sessionsOnServer();
    const deps = { ...vendorsOnServer(), sessions, tokens, newId: v7, now };
    await registerVendor(deps, ann);
    const { refreshToken } = await openSession(deps, ann);
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => refreshSession(deps, refreshToken)),
    );
    expect(slugs(outcomes)).toEqual(['invalid-refresh-token']);
    const won = outcomes.find(
      (o): o is PromiseFulfilledResult<SessionView> => o.status === 'fulfilled',
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
    ).toEqual([['vendors.session-revoked.v1']]);
  });
});

it('keeps neither passwords nor refresh tokens', async () => {
  const { sessions, collection } = sessionsOnServer();
  const { vendors, collection: vendorDocuments } = vendorsOnServer();
  const deps = { vendors, sessions, tokens, newId: v7, now };
  await registerVendor(deps, ann);
  const { refreshToken } = await openSession(deps, ann);
  const stored = JSON.stringify([
    await collection.find().toArray(),
    await vendorDocuments.find().toArray(),
  ]);
  expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(stored).not.toContain(ann.password);
  expect(stored).not.toContain(refreshToken.split('.')[1]);
});
