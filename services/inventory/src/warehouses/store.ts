import type { WarehouseView } from '@souk/contracts/inventory/views';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import type { IdRange } from '@souk/platform/reconcile/reconciler';
import type { Db } from 'mongodb';
import { mainWarehouseId } from './main-id';

export interface Warehouse extends WarehouseView {
  vendorId: string;
}

export interface WarehouseStore {
  /** Adds a warehouse; an existing id is left unchanged. */
  add(warehouse: Warehouse): Promise<void>;
  /**
   * Adds a vendor's warehouse number `place`, counted from 0; false when the
   * place or the id is taken.
   */
  addAt(place: number, warehouse: Warehouse): Promise<boolean>;
  /** Unknown ids are left out. */
  find(ids: string[]): Promise<Warehouse[]>;
  ofVendor(vendorId: string): Promise<Warehouse[]>;
  /** The vendors of a range who have their first warehouse. */
  vendorsWithMain(range: IdRange): Promise<string[]>;
}

type Stored = Omit<Warehouse, 'id'> & { _id: string; place?: number };

export interface MongoWarehouseStore extends WarehouseStore {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoWarehouseStore(db: Db): MongoWarehouseStore {
  const collection = db.collection<Stored>('warehouses');
  const warehouse = (stored: Stored): Warehouse => {
    const { _id: id, vendorId, name, city, country, createdAt } = stored;
    return { id, vendorId, name, city, country, createdAt };
  };
  const indexed = ensureIndexes(collection, [
    { key: { vendorId: 1 }, name: 'vendorId' },
    {
      key: { vendorId: 1, place: 1 },
      name: 'place',
      unique: true,
      // Those from before places were numbered have none.
      partialFilterExpression: { place: { $gte: 0 } },
    },
  ]);
  return {
    async add({ id, ...fields }) {
      await insertOnce(collection.insertOne({ _id: id, ...fields }));
    },
    async addAt(place, { id, ...fields }) {
      await indexed();
      try {
        return await insertOnce(
          collection.insertOne({ _id: id, place, ...fields }),
        );
      } catch (err) {
        if (err instanceof DuplicateKey) return false;
        throw err;
      }
    },
    async find(ids) {
      const found = await collection.find({ _id: { $in: ids } }).toArray();
      return found.map(warehouse);
    },
    async ofVendor(vendorId) {
      const found = await collection.find({ vendorId }).toArray();
      return found.map(warehouse);
    },
    async vendorsWithMain({ after, upTo }) {
      const vendorId = { $gt: after, ...(upTo === null ? {} : { $lte: upTo }) };
      const found = await collection
        .find({ vendorId, place: { $exists: false } })
        .project<{ _id: string; vendorId: string }>({ vendorId: 1 })
        .toArray();
      return found
        .filter((one) => one._id === mainWarehouseId(one.vendorId))
        .map((one) => one.vendorId);
    },
    indexed,
  };
}
