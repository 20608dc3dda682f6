import type { ShippingMethods } from '@souk/contracts/orders/shipping';
import {
  DuplicateKey,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';

export interface ShippingDocument
  extends Versioned, Pick<ShippingMethods, 'methods'> {}

export interface ShippingStore {
  /** Of a vendor who has set none, version 0. */
  of(vendorId: string): Promise<ShippingMethods>;
  /** By vendor; who has set none is left out. */
  ofAll(vendorIds: string[]): Promise<Map<string, ShippingMethods['methods']>>;
  /** Follows the version; false when that is no longer the latest. */
  save(vendorId: string, next: ShippingMethods): Promise<boolean>;
}

export const shippingCollection = (db: Db): Collection<ShippingDocument> =>
  db.collection('shippingMethods');

export function shippingStore(
  collection: Collection<ShippingDocument>,
  now: () => Date,
): ShippingStore {
  const saved = () => undefined;
  return {
    ...shippingIn(versioned(collection, saved, now)),
    async ofAll(vendorIds) {
      const found = await collection
        .find({ _id: { $in: vendorIds } })
        .toArray();
      return new Map(found.map(({ _id, methods }) => [_id, methods]));
    },
  };
}

/** The operations that work on any versioned collection. */
export const shippingIn = (
  documents: VersionedCollection<ShippingDocument>,
): Pick<ShippingStore, 'of' | 'save'> => ({
  async of(vendorId) {
    const found = await documents.find(vendorId);
    return { version: found?.v ?? 0, methods: found?.methods ?? [] };
  },
  save: (vendorId, { version, methods }) =>
    saveVersion(documents, vendorId, version, { methods }),
});

/** Inserts the first version and replaces a later one; false when it is not. */
export async function saveVersion<D extends Versioned>(
  documents: VersionedCollection<D>,
  id: string,
  version: number,
  fields: Omit<D, keyof Versioned>,
): Promise<boolean> {
  if (version > 0) return documents.replace(id, version, fields, []);
  try {
    await documents.insert(id, fields, []);
    return true;
  } catch (err) {
    if (err instanceof DuplicateKey) return false;
    throw err;
  }
}
