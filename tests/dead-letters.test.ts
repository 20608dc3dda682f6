import { randomUUID } from 'node:crypto';
import { DeadLetter, DeadLetterList } from '@souk/contracts/operations';
import { type Product, productCreated } from '@souk/contracts/products';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor, operatorToken } from './support/accounts';
import { publishRaw } from './support/broker';
import { inDatabase, ledgers } from './support/ledger';
import { api, body } from './support/souk';

test('an event that could not be handled is handled by its replay once the cause is mended, and only once', async () => {
  const token = await operatorToken();
  const { id: vendorId } = await newVendor();
  const warehouse = `later-${randomUUID()}`;
  const now = new Date().toISOString();
  const { name, description, category, price } = mug;
  const data: Product = {
    ...{ id: randomUUID(), vendorId, version: 1, status: 'active', sku: null, images: [], attributes: {} },
    ...{ name, description, category, price },
    ...{ initialStock: [{ warehouseId: warehouse, quantity: 5 }], createdAt: now, updatedAt: now },
  };
  const { topic } = productCreated;
  const event = { specversion: '1.0', id: randomUUID(), source: 'products', type: topic, topic, pubsubname: 'bus', data };
  await publishRaw(topic, event);
  const find = async () => {
    const { items } = body(await api('GET', '/api/operations/dead-letters', { token }), 200, DeadLetterList);
    return items.find((letter) => letter.eventId === event.id);
  };
  const letter = await until('the dead letter is listed', find, 20_000);
  expect((await ledgers([data.id])).get(data.id)).toEqual([]);

  const mended = { vendorId, name: 'Later', city: null, country: null, createdAt: now };
  await inDatabase('inventory', (db) => db.collection<{ _id: string }>('warehouses').insertOne({ _id: warehouse, ...mended }));
  const replay = () => api('POST', `/api/operations/dead-letters/${letter.id}/replay`, { token });

  expect(body(await replay(), 200, DeadLetter)).toMatchObject({ id: letter.id, lastProblem: null });
  expect((await find())?.replayedAt).not.toBeNull();
  expect((await replay()).status).toBe(200);
  const entries = await until('the ledger has the opening', async () => {
    const found = (await ledgers([data.id])).get(data.id) ?? [];
    return found.length > 0 ? found : undefined;
  });
  expect(entries).toMatchObject([{ version: 1, available: 5, changes: [{ kind: 'opened', warehouseId: warehouse }] }]);
});
