import type { LedgerEntry, StockLedger } from '../../src/ledger/store';
import type { LevelView } from '../../src/stock/store';
import type { Warehouse, WarehouseStore } from '../../src/warehouses/store';

const at = '2026-01-02T03:04:05.006Z';
const entry = (
  productId: string,
  version: number,
  onHand = version,
): LedgerEntry => ({
  productId,
  vendorId: 'ann',
  version,
  operationId: `key:${version}`,
  at,
  available: onHand,
  changes: [
    {
      kind: 'set',
      warehouseId: 'main-ann',
      onHand: { before: 0, after: onHand },
      reserved: { before: 0, after: 0 },
    },
  ],
});
const level = (productId: string, version: number) => ({
  productId,
  version,
  available: version * 10,
  asOf: at,
});
const shown = (
  productId: string,
  version: number,
  nextExpiry: string | null = null,
) => ({
  ...level(productId, version),
  nextExpiry,
});
const warehouse = (
  id: string,
  vendorId: string,
  name = 'North',
): Warehouse => ({
  id,
  vendorId,
  name,
  city: 'Oslo',
  country: null,
  createdAt: at,
});

/**
 * What every ledger promises; the one in memory and the real one pass it alike.
 */
export function describeStockLedger(
  name: string,
  create: () => StockLedger,
): void {
  describe(name, () => {
    it('returns the entries of one product by version', async () => {
      const ledger = create();
      await ledger.append([entry('p-1', 2), entry('p-1', 1)]);
      await ledger.append([entry('p-2', 1)]);
      await ledger.append([entry('p-1', 10)]);
      expect(await ledger.entries('p-1')).toEqual([
        entry('p-1', 1),
        entry('p-1', 2),
        entry('p-1', 10),
      ]);
    });

    it('keeps the first of a repeated entry, and appends the new ones with it', async () => {
      const ledger = create();
      await ledger.append([entry('p-1', 1)]);
      await ledger.append([
        entry('p-1', 1, 99),
        entry('p-1', 2),
        entry('p-1', 1, 98),
        entry('p-1', 3),
      ]);
      expect(await ledger.entries('p-1')).toEqual([
        entry('p-1', 1),
        entry('p-1', 2),
        entry('p-1', 3),
      ]);
    });
  });
}

/** What every level view promises. */
export function describeLevelView(name: string, create: () => LevelView): void {
  describe(name, () => {
    it('shows the latest level, in whatever order levels arrive', async () => {
      const levels = create();
      for (const version of [2, 1, 3, 3, 2])
        await levels.show(shown('p-1', version));
      expect(await levels.of(['p-1'])).toEqual([level('p-1', 3)]);
    });

    it('shows the latest of concurrent levels', async () => {
      const levels = create();
      await Promise.all(
        [1, 5, 2, 4, 3].map((version) => levels.show(shown('p-1', version))),
      );
      expect(await levels.of(['p-1'])).toEqual([level('p-1', 5)]);
    });

    it('finds exactly the products with expired reservations', async () => {
      const levels = create();
      await levels.show(shown('p-1', 1, '2026-01-01T00:00:00.000Z'));
      await levels.show(shown('p-2', 1, '2026-01-01T00:00:09.000Z'));
      await levels.show(shown('p-3', 1));
      await levels.show(shown('p-4', 1, '2026-01-01T00:00:00.000Z'));
      await levels.show(shown('p-4', 2));
      expect(await levels.overdue('2026-01-01T00:00:05.000Z', 10)).toEqual([
        'p-1',
      ]);
      expect(await levels.overdue('2026-01-01T00:00:10.000Z', 1)).toHaveLength(
        1,
      );
    });

    it('leaves unknown products out of a list', async () => {
      const levels = create();
      await levels.show(shown('p-1', 1));
      await levels.show(shown('p-2', 1));
      const found = await levels.of(['p-2', 'p-3', 'p-1']);
      expect(found.map(({ productId }) => productId).sort()).toEqual([
        'p-1',
        'p-2',
      ]);
    });
  });
}

/** What every store of warehouses promises. */
export function describeWarehouseStore(
  name: string,
  create: () => WarehouseStore,
): void {
  describe(name, () => {
    it('finds warehouses by id and by vendor', async () => {
      const store = create();
      const ours = warehouse('w-1', 'ann');
      await store.add(ours);
      await store.add(warehouse('w-2', 'bob'));
      expect(await store.find(['w-1', 'w-9'])).toEqual([ours]);
      expect(await store.ofVendor('ann')).toEqual([ours]);
      expect(await store.ofVendor('cem')).toEqual([]);
    });

    it('leaves a warehouse unchanged when its id is added again, even concurrently', async () => {
      const store = create();
      await store.add(warehouse('main-ann', 'ann', 'Main'));
      await Promise.all(
        [1, 2, 3].map((n) =>
          store.add(warehouse('main-ann', 'ann', `Other ${n}`)),
        ),
      );
      expect(await store.ofVendor('ann')).toEqual([
        warehouse('main-ann', 'ann', 'Main'),
      ]);
    });

    it('gives each place of a vendor to one warehouse, even concurrently', async () => {
      const store = create();
      const added = await Promise.all(
        [1, 2, 3].map((n) => store.addAt(1, warehouse(`w-${n}`, 'ann'))),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await store.ofVendor('ann')).toHaveLength(1);
      expect(await store.addAt(1, warehouse('w-4', 'bob'))).toBe(true);
      expect(await store.addAt(2, warehouse('w-4', 'bob'))).toBe(false);
    });
  });
}
