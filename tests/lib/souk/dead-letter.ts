import { randomUUID } from 'node:crypto';
import { type DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { type Product } from '@souk/contracts/products/views';
import { productCreated } from '@souk/contracts/products/events';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor } from './accounts';
import { publishSigned } from './broker';
import { inDatabase } from './ledger';
import { api, body } from './souk';

export interface ProductDeadLetter {
  letter: DeadLetter;
  productId: string;
  warehouse: string;
  /** Its current entry in the list. */
  find: () => Promise<DeadLetter | undefined>;
  /** Creates the warehouse that the event needs. */
  fixCause: () => Promise<unknown>;
}

/**
 * Publishes an event that inventory cannot handle, because its warehouse does
 * not exist.
 */
export async function productDeadLetter(
  token: string,
): Promise<ProductDeadLetter> {
  const { id: vendorId } = await newVendor();
  const warehouse = `later-${randomUUID()}`;
  const now = new Date().toISOString();
  const { name, description, category, price } = mug;
  const data: Product = {
    id: randomUUID(),
    vendorId,
    version: 1,
    status: 'active',
    sku: null,
    images: [],
    attributes: {},
    name,
    description,
    category,
    price,
    initialStock: [{ warehouseId: warehouse, quantity: 5 }],
    createdAt: now,
    updatedAt: now,
  };
  const { topic } = productCreated;
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: 'products',
    type: topic,
    topic,
    pubsubname: 'bus',
    data,
  };
  await publishSigned(event);
  const find = async () => {
    const { items } = body(
      await api('GET', '/api/operations/dead-letters?limit=200', { token }),
      200,
      DeadLetterList,
    );
    return items.find((letter) => letter.eventId === event.id);
  };
  const letter = await until('the dead letter is listed', find, 20_000);
  const missing = {
    vendorId,
    name: 'Later',
    city: null,
    country: null,
    createdAt: now,
  };
  const fixCause = () =>
    inDatabase('inventory', (db) =>
      db
        .collection<{ _id: string }>('warehouses')
        .insertOne({ _id: warehouse, ...missing }),
    );
  return { letter, productId: data.id, warehouse, find, fixCause };
}
