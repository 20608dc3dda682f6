import { Refused, Unreachable, type VendorApi } from '@souk/shopify/vendor-api';
import { answered, api } from '../../lib/api';
import { passes, problemOf } from '../../lib/problem';

const PATIENCE_MS = 60_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Tries again while the marketplace is overloaded or away; every call of an
 * import may be repeated.
 */
async function patient<T>(call: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (err) {
      const { status, slug, message, fields, productId } = problemOf(err);
      const details = [
        message,
        ...fields.map((field) => `${field.path} ${field.message}`),
      ].join('; ');
      if (!passes(err)) throw new Refused(status, slug, details, productId);
      if (Date.now() > end) throw new Unreachable(message);
      await sleep(
        Math.min(5_000, 200 * 2 ** attempt) * (0.5 + Math.random() / 2),
      );
    }
  }
}

/** The marketplace as the signed-in vendor's import sees it. */
export const vendorApi: VendorApi = {
  mainWarehouse: () =>
    patient(async () => {
      const { items } = await answered(api.GET('/api/vendors/me/warehouses'));
      if (!items[0])
        throw new Refused(
          404,
          'warehouse-not-found',
          'There is no warehouse yet',
        );
      return items[0].id;
    }),
  add: (key, product) =>
    patient(() =>
      answered(
        api.POST('/api/products', {
          params: { header: { 'idempotency-key': key } },
          body: product,
        }),
      ),
    ),
  find: (id) =>
    patient(async () => {
      const product = await answered(
        api.GET('/api/products/{id}', { params: { path: { id } } }),
      );
      return { product, etag: `"p${product.version}"` };
    }),
  change: (id, etag, change) =>
    patient(async () => {
      await answered(
        api.PATCH('/api/products/{id}', {
          params: { path: { id }, header: { 'if-match': etag } },
          body: change,
        }),
      );
    }),
  setOnHand: (id, warehouseId, onHand) =>
    patient(async () => {
      const params = { path: { id, warehouseId } };
      await answered(
        api.PUT('/api/products/{id}/stock/{warehouseId}', {
          params,
          body: { onHand },
        }),
      );
    }),
};
