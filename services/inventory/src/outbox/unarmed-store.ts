import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Db } from 'mongodb';

/** A product with turns to publish and no reminder, and since when. */
export interface Unarmed {
  productId: string;
  at: string;
}

/**
 * The products whose relay reminder could not be registered: should their host
 * die before it has published, the sweep has them published.
 */
export interface UnarmedStore {
  /** Notes a product once; a later time replaces an earlier one. */
  note: (unarmed: Unarmed) => Promise<void>;
  /** Those noted before this time, the earliest first. */
  before: (time: string, limit: number) => Promise<Unarmed[]>;
  /** Removes a note unless it has been replaced. */
  drop: (unarmed: Unarmed) => Promise<void>;
}

export interface MongoUnarmedStore extends UnarmedStore {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoUnarmedStore(db: Db): MongoUnarmedStore {
  const unarmed = db.collection<{ _id: string; at: string }>('unarmed');
  return {
    async note({ productId, at }) {
      await unarmed.updateOne(
        { _id: productId },
        { $max: { at } },
        { upsert: true },
      );
    },
    async before(time, limit) {
      const found = await unarmed
        .find({ at: { $lt: time } })
        .sort({ at: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, at }) => ({ productId: _id, at }));
    },
    async drop({ productId, at }) {
      await unarmed.deleteOne({ _id: productId, at });
    },
    indexed: ensureIndexes(unarmed, [{ key: { at: 1 }, name: 'at' }]),
  };
}
