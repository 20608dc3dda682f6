import type {
  CataloguePage,
  ListProducts,
} from '@souk/contracts/marketplace/catalogue';
import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import { AppError } from '@souk/platform/http/errors';
import type { SymmetricKeys } from '@souk/platform/auth/sealing';
import type { CatalogueStore } from './view/store';
import { whileUnchanged } from './unchanged';
import { decodeCursor, encodeCursor } from './cursor';

export interface CatalogueDeps {
  catalogue: CatalogueStore;
  cursorKeys: () => Promise<SymmetricKeys>;
}

/** A page takes some 10 kB; the first ones are asked for all the time. */
const MOST_PAGES = 200;

/** Lists products, each page read once while the view does not change. */
export function productLists(
  deps: CatalogueDeps,
): (query: ListProducts) => Promise<CataloguePage> {
  const page = whileUnchanged<Promise<CataloguePage>>(
    () => deps.catalogue.revision(),
    MOST_PAGES,
  );
  return (query) =>
    page(JSON.stringify(query), () =>
      // All callers share it, whatever time the first of them has.
      withBudget(BUDGET_MS, () => listProducts(deps, query)),
    );
}

/** One page of the catalogue view; no other service is asked. */
async function listProducts(
  { catalogue, cursorKeys }: CatalogueDeps,
  query: ListProducts,
): Promise<CataloguePage> {
  const { after, limit, ...filter } = query;
  pricesInOrder(filter);
  const keys = await cursorKeys();
  const position =
    after === undefined ? undefined : decodeCursor(keys, filter, after);
  const { items, last } = await catalogue.page({
    filter,
    after: position,
    limit,
  });
  return { items, next: last ? encodeCursor(keys, filter, last) : null };
}

/**
 * @throws AppError `invalid-input` when the lowest price is above the highest.
 */
export function pricesInOrder({
  minPrice,
  maxPrice,
}: Pick<ListProducts, 'minPrice' | 'maxPrice'>): void {
  if (minPrice === undefined || maxPrice === undefined || minPrice <= maxPrice)
    return;
  const fields = [{ path: 'minPrice', message: 'must not be above maxPrice' }];
  throw new AppError(
    'invalid',
    'invalid-input',
    'The request does not match its schema',
    { fields },
  );
}
