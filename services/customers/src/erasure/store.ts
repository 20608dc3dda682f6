import type { Fact } from '@souk/contracts/event';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import {
  type Fields,
  type Versioned,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';

/**
 * Says that a customer is to be, and then was, erased. It has the id and
 * nothing else of the person.
 */
export interface Erasure {
  customerId: string;
  erasedAt: Date;
}

export interface ErasureDocument extends Versioned {
  erasedAt: Date;
  /** Null until nothing can be left; MongoDB deletes it afterwards. */
  expiresAt: Date | null;
}

export interface ErasureStore {
  /** @throws DuplicateKey when the customer is being erased already. */
  add(erasure: Erasure, ...facts: Fact[]): Promise<void>;
  /** Those that are not finished, the oldest first. */
  open(): Promise<Erasure[]>;
  /** Once its event is published. */
  finish(customerId: string, expiresAt: Date): Promise<void>;
}

const MOST_AT_ONCE = 100;

export const erasureCollection = (db: Db): Collection<ErasureDocument> =>
  db.collection('erasures');

export function erasureStore(
  collection: Collection<ErasureDocument>,
  saved: (id: string) => void,
  now: () => Date,
): ErasureStore & { indexed: IndexesMade } {
  const documents = versioned(collection, saved, now);
  return {
    indexed: ensureIndexes(collection, [
      { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      PENDING_INDEX,
    ]),
    add: ({ customerId, erasedAt }, ...facts) =>
      documents.insert(customerId, newErasure(erasedAt), facts),
    async open() {
      const found = await collection
        .find({ expiresAt: null })
        .sort({ erasedAt: 1 })
        .limit(MOST_AT_ONCE)
        .toArray();
      return found.map(erasureOf);
    },
    async finish(customerId, expiresAt) {
      await collection.updateOne(
        { _id: customerId, pending: { $exists: false } },
        { $set: { expiresAt } },
      );
    },
  };
}

export const newErasure = (erasedAt: Date): Fields<ErasureDocument> => ({
  erasedAt,
  expiresAt: null,
});

export const erasureOf = ({ _id, erasedAt }: ErasureDocument): Erasure => ({
  customerId: _id,
  erasedAt,
});
