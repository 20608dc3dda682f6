import type { LedgerEntry } from '../../src/ledger/entry';
import type { LedgerConflict } from '../../src/ledger/conflict';
import type { StockLedger } from '../../src/ledger/store';
import type { UnarmedStore } from '../../src/outbox/unarmed-store';
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
  create: (conflict?: (conflict: LedgerConflict) => void) => StockLedger,
): void {
  describe(name, () => {
    it('returns the entries of one product by version', async () => {
      const ledger = create();
      await ledger.append([entry('p-1', 2), entry('p-1', 1)]);
      await ledger.append([entry('p-2', 1)]);
      await ledger.append([entry('p-1', 10)]);
      expect(await ledger.range('p-1', 1, 20)).toEqual([
        entry('p-1', 1),
        entry('p-1', 2),
        entry('p-1', 10),
      ]);
    });

    it('returns the versions that are asked for, and none of those around them', async () => {
      const ledger = create();
      await ledger.append([1, 2, 3, 4, 5].map((n) => entry('p-1', n)));
      const found = await ledger.range('p-1', 2, 3);
      expect(found.map(({ version }) => version)).toEqual([2, 3]);
      expect(await ledger.range('p-1', 6, 5)).toEqual([]);
    });

    it('reports an entry that differs from the one of its version, and no repeated one', async () => {
      const conflicts: LedgerConflict[] = [];
      const ledger = create((one) => conflicts.push(one));
      const first = entry('p-1', 1);
      await ledger.append([first, entry('p-1', 2)]);
      await ledger.append([
        {
          ...first,
          changes: first.changes.map((one) => ({ ...one, by: undefined })),
        },
        entry('p-1', 2, 7),
        entry('p-1', 3),
      ]);
      expect(conflicts).toEqual([
        { stored: entry('p-1', 2), refused: entry('p-1', 2, 7) },
      ]);
    });

    it('finds the entries about a reservation', async () => {
      const ledger = create();
      const ended = (
        version: number,
        id: string,
        kind: 'confirmed' | 'reserved',
      ) => ({
        ...entry('p-1', version),
        changes: [
          { ...entry('p-1', version).changes[0]!, kind, reservationId: id },
        ],
      });
      await ledger.append([
        ended(1, 'r-1', 'confirmed'),
        ended(2, 'r-2', 'reserved'),
        ended(3, 'r-3', 'confirmed'),
      ]);
      const found = await ledger.about('p-1', ['r-3', 'r-1', 'r-9']);
      expect(found.map(({ version }) => version)).toEqual([1, 3]);
      expect(await ledger.about('p-2', ['r-1'])).toEqual([]);
    });

    describe('with an archive', () => {
      const before = '2026-01-01T00:00:00.000Z';
      const old = (version: number, onHand = version) => ({
        ...entry('p-1', version, onHand),
        at: '2025-12-31T23:59:59.999Z',
      });
      const all = [old(1), old(2), old(3), entry('p-1', 4), old(5)];
      const archived = async (
        conflict?: (conflict: LedgerConflict) => void,
      ) => {
        const ledger = create(conflict);
        await ledger.append([...all, entry('p-2', 1)]);
        return ledger;
      };

      it('moves old entries, version by version, up to the first young one', async () => {
        const ledger = await archived();
        const move = (from: number, to: number) =>
          ledger.archive('p-1', { from, to, before });
        expect(await move(1, 2)).toEqual({ moved: 2, young: false });
        expect(await move(1, 2)).toEqual({ moved: 0, young: false });
        expect(await move(1, 5)).toEqual({ moved: 1, young: true });
        expect(await move(6, 5)).toEqual({ moved: 0, young: false });
        expect(await ledger.range('p-1', 1, 9)).toEqual(all);
        expect(await ledger.range('p-1', 2, 3)).toEqual([old(2), old(3)]);
        expect(await ledger.range('p-2', 1, 9)).toEqual([entry('p-2', 1)]);
      });

      it('takes a repeated entry as there already, and reports one that differs', async () => {
        const conflicts: LedgerConflict[] = [];
        const ledger = await archived((one) => conflicts.push(one));
        await ledger.archive('p-1', { from: 1, to: 3, before });
        await ledger.append([old(1), old(2, 99), entry('p-1', 6)]);
        expect(await ledger.range('p-1', 1, 9)).toEqual([
          ...all,
          entry('p-1', 6),
        ]);
        expect(conflicts).toEqual([{ stored: old(2), refused: old(2, 99) }]);
        const again = await ledger.archive('p-1', { from: 1, to: 3, before });
        expect(again.moved).toBe(0);
      });

      it('finds entries about a reservation on both sides', async () => {
        const ledger = create();
        const about = (one: LedgerEntry) => ({
          ...one,
          changes: one.changes.map((change) => ({
            ...change,
            reservationId: 'r-1',
          })),
        });
        await ledger.append([about(old(1)), old(2), about(entry('p-1', 3))]);
        await ledger.archive('p-1', { from: 1, to: 3, before });
        const found = await ledger.about('p-1', ['r-1']);
        expect(found.map(({ version }) => version)).toEqual([1, 3]);
      });
    });

    it('remembers the latest version up to which it is proven', async () => {
      const ledger = create();
      const proven = (version: number) => ({
        version,
        warehouses: [{ warehouseId: 'main-ann', onHand: 1, reserved: 0 }],
        held: ['r-1'],
      });
      expect(await ledger.proven('p-1')).toBeUndefined();
      for (const version of [3, 7, 5])
        await ledger.prove('p-1', proven(version));
      expect(await ledger.proven('p-1')).toEqual(proven(7));
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
      expect(await ledger.range('p-1', 1, 20)).toEqual([
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

    it('returns the levels behind an id, in pages', async () => {
      const levels = create();
      for (const id of ['p-3', 'p-1', 'p-2']) await levels.show(shown(id, 1));
      const page = async (after: string) =>
        (await levels.page(after, 2)).map(({ productId }) => productId);
      expect(await page('')).toEqual(['p-1', 'p-2']);
      expect(await page('p-2')).toEqual(['p-3']);
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

    it('knows of each product the latest version its stock was told of', async () => {
      const levels = create();
      for (const id of ['p-1', 'p-2', 'p-3']) await levels.show(shown(id, 1));
      await levels.noteListing('p-2', 4);
      await Promise.all([5, 3, 4].map((v) => levels.noteListing('p-3', v)));
      await levels.noteListing('without-a-level', 2);
      expect(await levels.listings({ after: 'p-1', upTo: null })).toEqual([
        { id: 'p-2', state: 4 },
        { id: 'p-3', state: 5 },
      ]);
      expect(await levels.listings({ after: '', upTo: 'p-1' })).toEqual([
        { id: 'p-1', state: 1 },
      ]);
    });
  });
}

/** What every store of products without a reminder promises. */
export function describeUnarmedStore(
  name: string,
  create: () => UnarmedStore,
): void {
  describe(name, () => {
    const noted = (productId: string, second: number) => ({
      productId,
      at: `2026-01-01T00:00:0${second}.000Z`,
    });
    it('returns those noted before a time, the earliest first, each at its latest', async () => {
      const store = create();
      for (const one of [
        noted('p-1', 1),
        noted('p-2', 3),
        noted('p-3', 2),
        noted('p-1', 5),
        noted('p-2', 1),
      ])
        await store.note(one);
      expect(await store.before(noted('', 5).at, 9)).toEqual([
        noted('p-3', 2),
        noted('p-2', 3),
      ]);
      expect(await store.before(noted('', 9).at, 1)).toHaveLength(1);
    });

    it('keeps a note that was replaced', async () => {
      const store = create();
      await store.note(noted('p-1', 1));
      await store.note(noted('p-1', 2));
      await store.drop(noted('p-1', 1));
      expect(await store.before(noted('', 9).at, 9)).toEqual([noted('p-1', 2)]);
      await store.drop(noted('p-1', 2));
      expect(await store.before(noted('', 9).at, 9)).toEqual([]);
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

    it('knows which vendors of a range have their first warehouse', async () => {
      const store = create();
      for (const id of ['ann', 'bob', 'cem'])
        await store.add(warehouse(`main-${id}`, id, 'Main'));
      await store.addAt(1, warehouse('w-1', 'dan'));
      const range = { after: 'ann', upTo: 'bob' };
      expect(await store.vendorsWithMain(range)).toEqual(['bob']);
      const all = await store.vendorsWithMain({ after: '', upTo: null });
      expect(all.sort()).toEqual(['ann', 'bob', 'cem']);
    });
  });
}
