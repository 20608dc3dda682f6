import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FACETS_CAP } from '@souk/contracts/marketplace/storefront';
import type { Filter } from '../../services/marketplace/src/catalogue/view/query';
import type { CatalogueStore } from '../../services/marketplace/src/catalogue/view/store';
import { filledCatalogue, productOf } from './support/catalogue';
import { compare, report } from './support/compare';

const SMALL = 1_000;
const LARGE = 50_000;
const PAGE = 24;

const page =
  (store: CatalogueStore, filter: Filter, after?: [string | number, string]) =>
  () =>
    store.page({ filter, after, limit: PAGE });

async function main() {
  const directory = mkdtempSync(join(tmpdir(), 'souk-bench-'));
  const filled = (size: number) =>
    filledCatalogue(join(directory, `${size}.db`), size);
  try {
    const small = await filled(SMALL);
    const large = await filled(LARGE);
    const capped = await filled(FACETS_CAP);
    const growth = (measure: string, filter: Filter, goal: number) =>
      compare(
        {
          measure: `${measure}: ${LARGE} ÷ ${SMALL} products`,
          side: { name: 'large', run: page(large, filter) },
          base: { name: 'small', run: page(small, filter) },
          goal,
        },
        200,
      );
    const deep = productOf(LARGE / 10);
    report([
      await growth('newest', { sort: 'newest' }, 1.5),
      await growth(
        'category by price, in stock',
        { sort: 'price', category: 'Category 3', inStockOnly: true },
        1.5,
      ),
      await growth('vendor by name', { sort: 'name', vendorId: 'v5' }, 1.5),
      await compare(
        {
          measure: `newest, deep page ÷ first page (${LARGE} products)`,
          side: {
            name: 'deep',
            run: page(large, { sort: 'newest' }, [deep.createdAt, deep.id]),
          },
          base: { name: 'first', run: page(large, { sort: 'newest' }) },
          goal: 1.5,
        },
        200,
      ),
      await compare(
        {
          measure: `facets: ${LARGE} ÷ ${FACETS_CAP} products`,
          side: { name: 'large', run: () => large.facets({}) },
          base: { name: 'capped', run: () => capped.facets({}) },
          goal: 1.5,
        },
        5,
      ),
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
