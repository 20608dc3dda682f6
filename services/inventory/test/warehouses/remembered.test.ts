import { rememberedWarehouses } from '../../src/warehouses/remembered';
import type { Warehouse } from '../../src/warehouses/store';

const warehouse = (id: string): Warehouse => ({
  id,
  vendorId: 'ann',
  name: id.toUpperCase(),
  city: null,
  country: null,
  createdAt: '2026-01-01T00:00:00.000Z',
});

it('asks the database once for a warehouse, and again for one that is not there yet', async () => {
  const stored = new Map([['north', warehouse('north')]]);
  const asked: string[][] = [];
  const remembered = rememberedWarehouses({
    add: async () => undefined,
    addAt: async () => true,
    ofVendor: async () => [],
    vendorsWithMain: async () => [],
    find: async (ids) => {
      asked.push(ids);
      return ids.flatMap((id) => stored.get(id) ?? []);
    },
  });
  expect(await remembered.find(['north', 'south'])).toEqual([
    warehouse('north'),
  ]);
  stored.set('south', warehouse('south'));
  const both = [warehouse('south'), warehouse('north')];
  expect(await remembered.find(['south', 'north'])).toEqual(
    expect.arrayContaining(both),
  );
  expect(await remembered.find(['south', 'north', 'south'])).toEqual(both);
  expect(asked).toEqual([['north', 'south'], ['south']]);
});
