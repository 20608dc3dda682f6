import { fact } from '@souk/contracts/event';
import {
  productChanged,
  productCreated,
} from '@souk/contracts/products/events';
import {
  archived,
  newProduct,
  type ProductRecord,
} from '../../src/rules/product';
import type { ProductStore } from '../../src/products/store';

const now = new Date('2026-01-02T03:04:05.006Z');
const price = { amountMinor: 1250, currency: 'EUR' };

function someRecord(
  id: string,
  given: { vendorId?: string; sku?: string; key?: string } = {},
): ProductRecord {
  const { vendorId = 'ann', sku, key } = given;
  const input = {
    name: 'Cup',
    description: 'Blue\nglaze',
    category: 'Kitchen',
    price,
    attributes: { 'Größe 1': 'XL' },
  };
  const product = newProduct(
    { ...input, ...(sku ? { sku } : {}), images: [] },
    { id, vendorId, now },
  );
  return { product, request: key ? { key, hash: `hash-of-${key}` } : null };
}

const add = (store: ProductStore, record: ProductRecord) =>
  store.add(record, fact(productCreated, record.product));
const save = (store: ProductStore, record: ProductRecord) =>
  store.save(record, fact(productChanged, record.product));

/** Tests that the in-memory store and the real one both pass. */
export function describeProductStore(
  name: string,
  create: () => ProductStore,
): void {
  describe(name, () => {
    it('returns a product as it was saved', async () => {
      const store = create();
      const record = someRecord('p-1', { sku: 'S-1', key: 'k-1' });
      await add(store, record);
      expect(await store.find('p-1')).toEqual(record);
      expect(await store.findByKey('ann', 'k-1')).toEqual(record);
      expect(await store.findActiveBySku('ann', 'S-1')).toEqual(record);
    });

    it('keeps weight and tax class, and tells them with the offer', async () => {
      const store = create();
      const { product, request } = someRecord('p-1');
      const more = { weightGrams: 350, taxClass: 'reduced' as const };
      await add(store, { product: { ...product, ...more }, request });
      expect((await store.find('p-1'))?.product).toMatchObject(more);
      expect(await store.offers(['p-1'])).toMatchObject([more]);
    });

    it('finds nothing when empty', async () => {
      const store = create();
      await add(store, someRecord('p-1'));
      expect(await store.find('p-2')).toBeUndefined();
      expect(await store.findByKey('ann', 'k-1')).toBeUndefined();
      expect(await store.findActiveBySku('ann', 'S-1')).toBeUndefined();
    });

    it('counts the products and lists the categories of a vendor', async () => {
      const store = create();
      for (const id of ['p-1', 'p-2', 'p-3']) await add(store, someRecord(id));
      await add(store, someRecord('p-4', { vendorId: 'bob' }));
      expect(await store.countOf('ann', 10)).toBe(3);
      expect(await store.countOf('ann', 2)).toBe(2);
      expect(await store.countOf('carl', 10)).toBe(0);
      expect(await store.categoriesOf('ann')).toEqual(['Kitchen']);
      expect(await store.categoriesOf('carl')).toEqual([]);
    });

    it('keeps a SKU unique among the active products of a vendor', async () => {
      const store = create();
      const first = someRecord('p-1', { sku: 'S-1' });
      await add(store, first);
      await add(store, someRecord('p-2', { sku: 'S-1', vendorId: 'bob' }));
      await expect(
        add(store, someRecord('p-3', { sku: 'S-1' })),
      ).rejects.toMatchObject({ index: 'active-sku' });
      expect(
        await save(store, { ...first, product: archived(first.product, now) }),
      ).toBe(true);
      await add(store, someRecord('p-3', { sku: 'S-1' }));
      expect((await store.findActiveBySku('ann', 'S-1'))?.product.id).toBe(
        'p-3',
      );
    });

    it('refuses a change that takes the SKU of another', async () => {
      const store = create();
      const second = someRecord('p-2');
      await add(store, someRecord('p-1', { sku: 'S-1' }));
      await add(store, second);
      const change = {
        ...second,
        product: { ...second.product, version: 2, sku: 'S-1' },
      };
      await expect(save(store, change)).rejects.toMatchObject({
        index: 'active-sku',
      });
      expect(await store.find('p-2')).toEqual(second);
    });

    it('keeps an idempotency key unique per vendor, for ever', async () => {
      const store = create();
      const first = someRecord('p-1', { key: 'k-1' });
      await add(store, first);
      await save(store, { ...first, product: archived(first.product, now) });
      await expect(
        add(store, someRecord('p-2', { key: 'k-1' })),
      ).rejects.toMatchObject({ index: 'idempotency-key' });
      await add(store, someRecord('p-3', { key: 'k-1', vendorId: 'bob' }));
      expect((await store.findByKey('ann', 'k-1'))?.product).toMatchObject({
        id: 'p-1',
        status: 'archived',
        version: 2,
      });
    });

    it('saves only the successor of the latest version', async () => {
      const store = create();
      const first = someRecord('p-1');
      await add(store, first);
      const second = {
        ...first,
        product: { ...first.product, version: 2, name: 'Mug' },
      };
      expect(await save(store, second)).toBe(true);
      expect(await save(store, second)).toBe(false);
      expect(
        await save(store, {
          ...first,
          product: { ...first.product, version: 4 },
        }),
      ).toBe(false);
      expect(await store.find('p-1')).toEqual(second);
    });

    it('finds the offers of known products, archived ones too', async () => {
      const store = create();
      const first = someRecord('p-1');
      await add(store, first);
      await add(store, someRecord('p-2', { vendorId: 'bob' }));
      await save(store, { ...first, product: archived(first.product, now) });
      const found = await store.offers(['p-2', 'p-1', 'unknown']);
      const offer = { name: 'Cup', price, image: null };
      expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        {
          ...offer,
          id: 'p-1',
          vendorId: 'ann',
          version: 2,
          status: 'archived',
        },
        { ...offer, id: 'p-2', vendorId: 'bob', version: 1, status: 'active' },
      ]);
    });

    it('pages by id, regardless of insertion order', async () => {
      const store = create();
      for (const id of ['p-3', 'p-1', 'p-4', 'p-2'])
        await add(store, someRecord(id));
      const ids = async (after: string) =>
        (await store.page(after, 2)).map(({ product }) => product.id);
      expect([await ids(''), await ids('p-2'), await ids('p-4')]).toEqual([
        ['p-1', 'p-2'],
        ['p-3', 'p-4'],
        [],
      ]);
    });
  });
}
