import type { Fact } from '@souk/contracts/event';
import {
  type ChangeableAccount,
  changeableFields,
  partsOf,
} from '@souk/platform/accounts/account';
import type { MailRequestDocument } from '@souk/platform/mails/requests-store';
import type { TriesDocument } from '@souk/platform/accounts/sign-in-tries-store';
import type { SessionDocument } from '@souk/platform/accounts/store';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import { type Versioned, versioned } from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';

/** Somebody whose address is verified: before that there is no account. */
export interface Customer extends ChangeableAccount {
  /** ISO 8601. */
  createdAt: string;
}

export interface CustomerDocument
  extends Versioned, Omit<Customer, 'id' | 'version'> {}

export interface CustomerStore {
  find(id: string): Promise<Customer | undefined>;
  findByEmail(email: string): Promise<Customer | undefined>;
  /** @throws DuplicateKey when the id or the e-mail is taken. */
  add(customer: Customer, ...facts: Fact[]): Promise<void>;
  /**
   * Replaces version `customer.version − 1`; false when the stored version is
   * newer. @throws DuplicateKey when the e-mail is taken.
   */
  save(customer: Customer, ...facts: Fact[]): Promise<boolean>;
  remove(id: string): Promise<void>;
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
    async add(customer, ...facts) {
      const { id, fields } = partsOf(customer);
      await indexed();
      await customers.insert(id, fields, facts);
    },
    async save(customer, ...facts) {
      const { id, version, fields } = partsOf(customer);
      await indexed();
      return customers.replace(id, version - 1, fields, facts);
    },
    async remove(id) {
      await collection.deleteOne({ _id: id });
    },
  };
}

export const triesCollection = (db: Db): Collection<TriesDocument> =>
  db.collection('sign-in-tries');

export function customerOf(document: CustomerDocument): Customer {
  const { _id, v, name, email, passwordHash, createdAt } = document;
  return {
    id: _id,
    version: v,
    name,
    email,
    passwordHash,
    createdAt,
    ...changeableFields(document),
  };
}
