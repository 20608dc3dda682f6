import {
  DuplicateKey,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';
import type { AddressBook } from '../rules/address-book';

/** All addresses of a customer are one document, so that one is the default. */
export interface AddressBookDocument extends Versioned, AddressBook {}

interface StoredBook extends AddressBook {
  /** 0 before the first address. */
  version: number;
}

export interface AddressStore {
  find(customerId: string): Promise<StoredBook>;
  /** Follows version `book.version`; false when that is no longer the latest. */
  save(customerId: string, book: StoredBook): Promise<boolean>;
  remove(customerId: string): Promise<void>;
}

export const addressCollection = (db: Db): Collection<AddressBookDocument> =>
  db.collection('addresses');

export function addressStore(
  collection: Collection<AddressBookDocument>,
  now: () => Date,
): AddressStore {
  // They publish nothing.
  const saved = () => undefined;
  return {
    ...addressesIn(versioned(collection, saved, now)),
    async remove(customerId) {
      await collection.deleteOne({ _id: customerId });
    },
  };
}

/** The operations that work on any versioned collection. */
export const addressesIn = (
  books: VersionedCollection<AddressBookDocument>,
): Omit<AddressStore, 'remove'> => ({
  async find(customerId) {
    const found = await books.find(customerId);
    return found
      ? { version: found.v, items: found.items, defaultId: found.defaultId }
      : { version: 0, items: [], defaultId: null };
  },
  async save(customerId, { version, items, defaultId }) {
    const fields = { items, defaultId };
    if (version > 0) return books.replace(customerId, version, fields, []);
    try {
      await books.insert(customerId, fields, []);
      return true;
    } catch (err) {
      if (err instanceof DuplicateKey) return false;
      throw err;
    }
  },
});
