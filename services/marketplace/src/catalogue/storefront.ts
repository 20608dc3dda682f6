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
  /** The largest first. */
  categories(limit: number): Promise<CategoryList>;
  facets(query: FacetsQuery): Promise<Facets>;
  suggest(q: string): Promise<SuggestionList>;
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
    categories: async (limit) => ({
      items: (await categories()).slice(0, limit),
    }),
    async facets(query) {
      pricesInOrder(query);
      return catalogue.facets(query);
    },
    async suggest(q) {
      const named = (await categories()).filter(({ name }) =>
        beginsWords(name, q),
      );
      const items = [
        ...named
          .slice(0, 2)
          .map(({ name }) => ({ kind: 'category' as const, text: name })),
        ...(await catalogue.vendorNames(q, 2)),
      ];
      const products = await catalogue.productNames(q, SHOWN - items.length);
      return { items: [...items, ...products] };
    },
    async vendor(id) {
      const name = catalogue.vendorName(id) ?? (await askName(ask, id));
      return { id, name, products: await catalogue.productCount(id) };
    },
  };
}

const askName = async (ask: Ask, id: string): Promise<string> =>
  (await ask(readVendor, { params: { id } })).name;

/** Many readers share one answer. A failed one is not kept. */
function keptFor<T>(
  ms: number,
  now: () => Date,
  read: () => Promise<T>,
): () => Promise<T> {
  let kept: { value: Promise<T>; until: number } | undefined;
  return () => {
    const at = now().getTime();
    if (kept && at < kept.until) return kept.value;
    const made = { value: read(), until: at + ms };
    kept = made;
    made.value.catch(() => {
      if (kept === made) kept = undefined;
    });
    return made.value;
  };
}
