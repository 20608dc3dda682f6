import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import type { AddProduct, ChangeProduct } from '@souk/contracts/products/views';
import { Refused, type VendorApi } from '@souk/shopify/vendor-api';

export interface MemoryMarketplace extends VendorApi {
  products(): ProductView[];
  onHand(id: string): number;
  /** Changes and stock settings in order, without additions. */
  writes: string[];
  /** Makes all present products older than new ones. */
  age(): void;
  edit(id: string, change: Partial<ProductView>): void;
  archive(id: string): void;
  /** Adding a product with this SKU throws this error. */
  refuse(sku: string, error: Error): void;
  /** Runs once, when the next change arrives. */
  beforeChange(work: () => void): void;
  /** Hides the stock from the next `reads`. */
  hideStock(
    reads: number,
    problem: NonNullable<ProductView['stockProblem']>,
  ): void;
}

const WAREHOUSE = { warehouseId: 'main', name: 'Main' };

/**
 * The public API as one vendor sees it, with the rules for idempotency keys,
 * SKUs, ETags and archived products.
 */
export function memoryMarketplace(): MemoryMarketplace {
  const shelf = new Map<string, ProductView>();
  const archived = new Set<string>();
  const keys = new Map<string, { request: string; id: string }>();
  const refusals = new Map<string, Error>();
  const writes: string[] = [];
  let hidden = {
    reads: 0,
    problem: 'stock-not-open-yet' as NonNullable<ProductView['stockProblem']>,
  };
  let meanwhile: (() => void) | undefined;

  const get = (id: string): ProductView => {
    const product = shelf.get(id);
    if (!product || archived.has(id))
      throw new Refused(404, 'product-not-found', 'There is no such product');
    return product;
  };
  const edit = (id: string, change: Partial<ProductView>) => {
    const product = get(id);
    shelf.set(id, { ...product, ...change, version: product.version + 1 });
  };
  const stockOf = (onHand: number) => ({
    available: onHand,
    version: 1,
    asOf: new Date().toISOString(),
    warehouses: [{ ...WAREHOUSE, available: onHand }],
  });
  const put = (
    id: string,
    {
      sku,
      images = [],
      attributes = {},
      initialStock = [],
      ...rest
    }: AddProduct,
  ) => {
    const now = new Date().toISOString();
    const vendor = { id: 'v1', name: 'Vendor' };
    const stock = stockOf(initialStock[0]?.quantity ?? 0);
    shelf.set(id, {
      ...rest,
      id,
      sku: sku ?? null,
      images,
      attributes,
      vendor,
      createdAt: now,
      updatedAt: now,
      version: 1,
      stock,
    });
  };
  return {
    writes,
    edit,
    products: () => [...shelf.values()],
    onHand: (id) => get(id).stock!.available,
    age: () =>
      shelf.forEach(
        (product) => (product.createdAt = '2026-01-01T00:00:00.000Z'),
      ),
    archive: (id) => void archived.add(id),
    refuse: (sku, error) => void refusals.set(sku, error),
    beforeChange: (work) => (meanwhile = work),
    hideStock: (reads, problem) => (hidden = { reads, problem }),
    mainWarehouse: async () => WAREHOUSE.warehouseId,
    async add(key, product) {
      const refusal = refusals.get(product.sku ?? '');
      if (refusal) throw refusal;
      const request = JSON.stringify(product);
      const known = keys.get(key);
      if (known && known.request !== request)
        throw new Refused(
          422,
          'idempotency-key-reused',
          'The key was used before',
          known.id,
        );
      const holder = [...shelf.values()].find(
        ({ id, sku }) =>
          sku !== null && sku === product.sku && !archived.has(id),
      );
      if (!known && holder)
        throw new Refused(409, 'duplicate-sku', 'The SKU is taken', holder.id);
      const id = known?.id ?? `p${shelf.size + 1}`;
      if (!known) put(id, product);
      keys.set(key, { request, id });
      return { id, createdAt: shelf.get(id)!.createdAt };
    },
    async find(id) {
      const product = structuredClone(get(id));
      const etag = `"p${product.version}"`;
      if (hidden.reads-- <= 0) return { product, etag };
      return {
        product: { ...product, stock: null, stockProblem: hidden.problem },
        etag,
      };
    },
    async change(id, etag, change: ChangeProduct) {
      meanwhile?.();
      meanwhile = undefined;
      if (etag !== `"p${get(id).version}"`)
        throw new Refused(409, 'stale-product', 'The product has changed');
      writes.push(`change ${id} ${JSON.stringify(change)}`);
      edit(id, change as Partial<ProductView>);
    },
    async levels(id) {
      const onHand = get(id).stock!.available;
      return [{ ...WAREHOUSE, onHand, reserved: 0, available: onHand }];
    },
    async setOnHand(id, _warehouseId, onHand) {
      writes.push(`stock ${id} ${onHand}`);
      shelf.set(id, { ...get(id), stock: stockOf(onHand) });
    },
  };
}
