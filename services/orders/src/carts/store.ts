import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import {
  DuplicateKey,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';
import type { Cart } from '../rules/cart';

export interface CartDocument extends Versioned, Omit<Cart, 'id' | 'version'> {
  usedAt: Date;
}

export interface CartStore {
  find(id: string): Promise<StoredCart | undefined>;
  /** Follows version `cart.version`; false when that is no longer the latest. */
  save(cart: Cart, usedAt: Date): Promise<boolean>;
  /** Notes that the cart has been looked at. */
  touch(id: string, usedAt: Date): Promise<void>;
  /** Deletes a cart, and the guests' carts that went into it. */
  remove(id: string): Promise<void>;
}

interface StoredCart extends Cart {
  usedAt: Date;
}

/** After its last use a cart is kept for so long. */
export const KEPT_DAYS = 60;

export const cartCollection = (db: Db): Collection<CartDocument> =>
  db.collection('carts');

export function cartStore(
  collection: Collection<CartDocument>,
  now: () => Date,
): CartStore & { indexed: IndexesMade } {
  const indexed = ensureIndexes(collection, [
    {
      key: { usedAt: 1 },
      name: 'unused',
      expireAfterSeconds: KEPT_DAYS * 24 * 3_600,
    },
    {
      key: { mergedInto: 1 },
      name: 'merged-into',
      partialFilterExpression: { mergedInto: { $type: 'string' } },
    },
  ]);
  // It publishes nothing.
  const saved = () => undefined;
  return {
    ...cartsIn(versioned(collection, saved, now)),
    indexed,
    async touch(_id, usedAt) {
      await collection.updateOne({ _id }, { $set: { usedAt } });
    },
    async remove(id) {
      await collection.deleteMany({ mergedInto: id });
      await collection.deleteOne({ _id: id });
    },
  };
}

/** The operations that work on any versioned collection. */
export const cartsIn = (
  carts: VersionedCollection<CartDocument>,
): Pick<CartStore, 'find' | 'save'> => ({
  async find(id) {
    const found = await carts.find(id);
    return (
      found && {
        id,
        version: found.v,
        lines: found.lines,
        saved: found.saved,
        merged: found.merged,
        mergedInto: found.mergedInto,
        usedAt: found.usedAt,
      }
    );
  },
  async save({ id, version, ...cart }, usedAt) {
    const { lines, saved, merged, mergedInto } = cart;
    const fields = { lines, saved, merged, mergedInto, usedAt };
    if (version > 0) return carts.replace(id, version, fields, []);
    try {
      await carts.insert(id, fields, []);
      return true;
    } catch (err) {
      if (err instanceof DuplicateKey) return false;
      throw err;
    }
  },
});
