import type { Fact } from '@souk/contracts/event';
import type { MailRequestDocument } from '@souk/platform/accounts/mail-requests-store';
import type { SessionDocument } from '@souk/platform/accounts/store';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import { type Versioned, versioned } from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';

/** Somebody whose address is verified: before that there is no account. */
export interface Customer {
  id: string;
  name: string;
  email: string;
  passwordHash: string;
  /** ISO 8601. */
  createdAt: string;
}

export interface CustomerDocument extends Versioned, Omit<Customer, 'id'> {}

export interface CustomerStore {
  find(id: string): Promise<Customer | undefined>;
  findByEmail(email: string): Promise<Customer | undefined>;
  /** @throws DuplicateKey when the id or the e-mail is taken. */
  add(customer: Customer, ...facts: Fact[]): Promise<void>;
}

export const customerCollection = (db: Db): Collection<CustomerDocument> =>
  db.collection('customers');

export const sessionCollection = (
  db: Db,
): Collection<SessionDocument<'customerId'>> => db.collection('sessions');

export const mailCollection = (db: Db): Collection<MailRequestDocument> =>
  db.collection('mail-requests');

export function customerStore(
  collection: Collection<CustomerDocument>,
  saved: (id: string) => void,
  now: () => Date,
): CustomerStore & { indexed: IndexesMade } {
  const indexed = ensureIndexes(collection, [
    { key: { email: 1 }, name: 'email', unique: true },
    PENDING_INDEX,
  ]);
  const customers = versioned(collection, saved, now);
  return {
    indexed,
    async find(id) {
      const found = await customers.find(id);
      return found && customerOf(found);
    },
    async findByEmail(email) {
      const found = await collection.findOne({ email });
      return found ? customerOf(found) : undefined;
    },
    async add({ id, ...fields }, ...facts) {
      await indexed();
      await customers.insert(id, fields, facts);
    },
  };
}

export const customerOf = ({
  _id,
  name,
  email,
  passwordHash,
  createdAt,
}: CustomerDocument): Customer => ({
  id: _id,
  name,
  email,
  passwordHash,
  createdAt,
});
