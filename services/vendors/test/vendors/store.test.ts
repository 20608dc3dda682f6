import { randomUUID } from 'node:crypto';
import { openSession } from '@souk/platform/accounts/sessions';
import {
  type SessionDocument,
  sessionStore,
} from '@souk/platform/accounts/store';
import type { AppError } from '@souk/platform/http/errors';
import { signingKeys } from '@souk/platform/auth/keys';
import { memoryAccountParts } from '@souk/platform/testing/accounts/parts';
import { testDatabase } from '@souk/platform/testing/database';
import { newKeyPem } from '@souk/platform/testing/identity';
import { v7 } from 'uuid';
import { vendorSessions, vendorTokens } from '../../src/sessions/sessions';
import { type VendorDocument, vendorStore } from '../../src/vendors/store';
import { registerVendor } from '../../src/vendors/vendors';
import { describeVendorStore } from '../support/store-suite';

const mongo = testDatabase('vendors-stores');
afterAll(() => mongo.close());
const now = () => new Date();
const fresh = () => randomUUID().slice(0, 8);

function vendorsOnServer() {
  const collection = mongo.db.collection<VendorDocument>(`vendors-${fresh()}`);
  return { collection, vendors: vendorStore(collection, () => undefined, now) };
}

describeVendorStore(
  'the vendor store in MongoDB',
  () => vendorsOnServer().vendors,
);

const ann = {
  name: 'Ann',
  email: 'ann@example.org',
  password: 'correct horse',
};
const slugs = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((o) =>
    o.status === 'rejected' ? [(o.reason as AppError).slug] : [],
  );

describe('concurrent registrations', () => {
  it('register an e-mail once and publish one vendor', async () => {
    const { vendors, collection } = vendorsOnServer();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map(() => registerVendor({ vendors, newId: v7, now }, ann)),
    );
    expect(slugs(outcomes)).toEqual(Array(3).fill('email-taken'));
    const documents = await collection.find().toArray();
    expect(
      documents.map(({ outbox }) => outbox.map(({ topic }) => topic)),
    ).toEqual([['vendors.vendor-registered.v1', 'vendors.mail-requested.v1']]);
  });
});

describe('a session in MongoDB', () => {
  async function signedIn() {
    const documents = mongo.db.collection<SessionDocument<'vendorId'>>(
      `sessions-${fresh()}`,
    );
    const { vendors, collection: vendorDocuments } = vendorsOnServer();
    const pem = newKeyPem();
    const deps = vendorSessions({
      ...memoryAccountParts(async () => signingKeys(pem)),
      vendors,
      sessions: sessionStore(documents, {
        ownerField: 'vendorId',
        saved: () => undefined,
        now,
      }),
      tokens: vendorTokens({ get: async () => pem }),
      newId: v7,
      now,
    });
    const vendor = await registerVendor(deps, ann);
    const { refreshToken } = await openSession(deps, ann);
    return { vendor, refreshToken, vendorDocuments, documents };
  }

  it('is stored without its password and refresh token', async () => {
    const { refreshToken, vendorDocuments, documents } = await signedIn();
    const stored = JSON.stringify([
      await documents.find().toArray(),
      await vendorDocuments.find().toArray(),
    ]);
    expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(stored).not.toContain(ann.password);
    expect(stored).not.toContain(refreshToken.split('.')[1]);
  });

  it('is stored with the fields of earlier releases', async () => {
    const { vendor, documents } = await signedIn();
    const [session] = await documents.find().toArray();
    expect(session).toEqual({
      _id: expect.any(String) as string,
      v: 1,
      vendorId: vendor.id,
      refreshHash: expect.any(String) as string,
      usedHashes: [],
      createdAt: expect.any(Date) as Date,
      expiresAt: expect.any(Date) as Date,
      revokedAt: null,
      outbox: [],
    });
  });
});
