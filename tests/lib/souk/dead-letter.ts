import { randomUUID } from 'node:crypto';
import { type DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { type Product } from '@souk/contracts/products/views';
import { productCreated } from '@souk/contracts/products/events';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor } from './accounts';
import { publishRaw } from './broker';
import { inDatabase } from './ledger';
import { api, body } from './souk';

export interface LetterOfAProduct {
  letter: DeadLetter;
  productId: string;
  warehouse: string;
  /** What the list says of it now. */
  find: () => Promise<DeadLetter | undefined>;
  /** Makes the warehouse that the event was in vain for. */
  mend: () => Promise<unknown>;
}

/**
 * An event that inventory could not handle, for the warehouse it names is not
 * there.
 */
export async function letterOfAProduct(
  token: string,
): Promise<LetterOfAProduct> {
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
  await publishRaw(topic, event);
  const find = async () => {
    const { items } = body(
      await api('GET', '/api/operations/dead-letters', { token }),
      200,
      DeadLetterList,
    );
    return items.find((letter) => letter.eventId === event.id);
  };
  const letter = await until('the dead letter is listed', find, 20_000);
  const mended = {
    vendorId,
    name: 'Later',
    city: null,
    country: null,
    createdAt: now,
  };
  const mend = () =>
    inDatabase('inventory', (db) =>
      db
        .collection<{ _id: string }>('warehouses')
        .insertOne({ _id: warehouse, ...mended }),
    );
  return { letter, productId: data.id, warehouse, find, mend };
}
