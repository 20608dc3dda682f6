import type { WarehouseView } from '@souk/contracts/inventory/views';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Db } from 'mongodb';

export interface Warehouse extends WarehouseView {
  vendorId: string;
}

export interface WarehouseStore {
  /** Adds a warehouse; an existing id is left unchanged. */
  add(warehouse: Warehouse): Promise<void>;
  /** Unknown ids are left out. */
  find(ids: string[]): Promise<Warehouse[]>;
  ofVendor(vendorId: string): Promise<Warehouse[]>;
}

type Stored = Omit<Warehouse, 'id'> & { _id: string };

export interface MongoWarehouseStore extends WarehouseStore {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoWarehouseStore(db: Db): MongoWarehouseStore {
  const collection = db.collection<Stored>('warehouses');
  const warehouse = ({ _id, ...fields }: Stored): Warehouse => ({
    id: _id,
    ...fields,
  });
  return {
    async add({ id, ...fields }) {
      await insertOnce(collection.insertOne({ _id: id, ...fields }));
    },
    async find(ids) {
      const found = await collection.find({ _id: { $in: ids } }).toArray();
      return found.map(warehouse);
    },
    async ofVendor(vendorId) {
      const found = await collection.find({ vendorId }).toArray();
      return found.map(warehouse);
    },
    indexed: ensureIndexes(collection, [
      { key: { vendorId: 1 }, name: 'vendorId' },
    ]),
  };
}
