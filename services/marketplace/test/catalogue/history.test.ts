import fc from 'fast-check';
import type { CatalogueStore } from '../../src/catalogue/view/store';
import { product } from '../support/fixtures';
import { emptyCatalogue } from '../support/market';

type Step =
  | { kind: 'product'; id: string; version: number; price: number }
  | { kind: 'archived'; id: string; version: number }
  | { kind: 'stock'; id: string; version: number; available: number };

const at = (version: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toISOString();

/**
 * A true history: for each product versions without gaps, archived at most once
 * and at the end; stock versions of its own.
 */
const history = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          prices: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
          archived: fc.boolean(),
          stock: fc.array(fc.nat(9), { maxLength: 4 }),
        }),
      ),
    ),
  )
  .map((products) =>
    products.flatMap(({ id, prices, archived, stock }): Step[] => [
      ...prices.map((price, n) => ({
        kind: 'product' as const,
        id,
        version: n + 1,
        price,
      })),
      ...(archived
        ? [{ kind: 'archived' as const, id, version: prices.length + 1 }]
        : []),
      ...stock.map((available, n) => ({
        kind: 'stock' as const,
        id,
        version: n + 1,
        available,
      })),
    ]),
  );

const disturbed = history.chain((steps) =>
  fc.record({
    steps: fc.constant(steps),
    delivered: fc
      .tuple(
        fc.shuffledSubarray(steps, { minLength: steps.length }),
        fc.shuffledSubarray(steps),
      )
      .map(([all, again]) => [...all, ...again]),
  }),
);

async function apply(store: CatalogueStore, step: Step): Promise<void> {
  const { id, version } = step;
  if (step.kind === 'product')
    await store.putProduct(
      product({
        id,
        version,
        price: { amountMinor: step.price, currency: 'EUR' },
      }),
    );
  else if (step.kind === 'archived')
    await store.archiveProduct({
      id,
      vendorId: 'ann',
      version,
      archivedAt: at(version),
    });
  else
    await store.putStock({
      productId: id,
      version,
      available: step.available,
      asOf: at(version),
    });
}

const view = async (store: CatalogueStore) => {
  const filter = { sort: 'name' } as const;
  return (await store.page({ filter, after: undefined, limit: 100 })).items;
};

const EMPTY = ['product', 'stock'].map((table) => ({
  sql: `DELETE FROM ${table}`,
  params: {},
}));

it('a history gives the same view in any order and repetition', async () => {
  const straight = emptyCatalogue();
  const disorderly = emptyCatalogue();
  await fc.assert(
    fc.asyncProperty(disturbed, async ({ steps, delivered }) => {
      for (const { db } of [straight, disorderly]) await db.write(EMPTY);
      for (const step of steps) await apply(straight.store, step);
      await Promise.all(delivered.map((step) => apply(disorderly.store, step)));
      expect(await view(disorderly.store)).toEqual(await view(straight.store));
      const alive =
        new Set(steps.map(({ id }) => id)).size -
        steps.filter(({ kind }) => kind === 'archived').length;
      expect(await view(straight.store)).toHaveLength(alive);
    }),
    { numRuns: 300 },
  );
});
