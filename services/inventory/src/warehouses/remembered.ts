import type { Warehouse, WarehouseStore } from './store';

const MOST = 20_000;

/**
 * Remembers the warehouses that were found. A warehouse never changes and is
 * never removed, so one found is right for good.
 */
export function rememberedWarehouses(store: WarehouseStore): WarehouseStore {
  const known = new Map<string, Warehouse>();
  return {
    ...store,
    async find(ids) {
      const found = new Map(
        ids.flatMap((id) => {
          const one = known.get(id);
          return one ? [[id, one] as const] : [];
        }),
      );
      const missing = ids.filter((id) => !found.has(id));
      const fetched = missing.length === 0 ? [] : await store.find(missing);
      if (known.size + fetched.length > MOST) known.clear();
      for (const one of fetched) {
        known.set(one.id, one);
        found.set(one.id, one);
      }
      return [...found.values()];
    },
  };
}
