import type {
  CategoryList,
  Facets,
  FacetsQuery,
  ShopVendor,
  SuggestionList,
} from '@souk/contracts/marketplace/storefront';
import { readVendor } from '@souk/contracts/vendors/calls';
import type { Ask } from '@souk/platform/dapr/ask';
import { pricesInOrder } from './list';
import { beginsWords } from './view/shop';
import type { CatalogueStore } from './view/store';

export interface StorefrontDeps {
  ask: Ask;
  catalogue: CatalogueStore;
  now: () => Date;
}

const CATEGORIES_FOR_MS = 2_000;
const SHOWN = 10;

export interface Storefront {
  categories(): CategoryList;
  facets(query: FacetsQuery): Facets;
  suggest(q: string): SuggestionList;
  /** @throws AppError `vendor-not-found`. */
  vendor(id: string): Promise<ShopVendor>;
}

/**
 * What the shop's pages read from the catalogue view; only an unknown vendor
 * needs a call.
 */
export function storefront({
  ask,
  catalogue,
  now,
}: StorefrontDeps): Storefront {
  const categories = keptFor(CATEGORIES_FOR_MS, now, () =>
    catalogue.categories(),
  );
  return {
    categories: () => ({ items: categories() }),
    facets(query) {
      pricesInOrder(query);
      return catalogue.facets(query);
    },
    suggest(q) {
      const named = categories().filter(({ name }) => beginsWords(name, q));
      const items = [
        ...named
          .slice(0, 2)
          .map(({ name }) => ({ kind: 'category' as const, text: name })),
        ...catalogue.vendorNames(q, 2),
      ];
      return {
        items: [...items, ...catalogue.productNames(q, SHOWN - items.length)],
      };
    },
    async vendor(id) {
      const name = catalogue.vendorName(id) ?? (await askName(ask, id));
      return { id, name, products: catalogue.productCount(id) };
    },
  };
}

const askName = async (ask: Ask, id: string): Promise<string> =>
  (await ask(readVendor, { params: { id } })).name;

/**
 * Counting categories scans the whole catalogue, so many readers share one
 * scan.
 */
function keptFor<T>(ms: number, now: () => Date, read: () => T): () => T {
  let kept: { value: T; until: number } | undefined;
  return () => {
    const at = now().getTime();
    if (!kept || at >= kept.until) kept = { value: read(), until: at + ms };
    return kept.value;
  };
}
