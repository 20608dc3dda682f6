import { Refused, Unreachable, type VendorApi } from '@souk/shopify/vendor-api';
import { answered, api } from '../../lib/api';
import { isTransient, problemOf } from '../../lib/problem';

const RETRY_FOR_MS = 60_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Retries while the marketplace is overloaded or unreachable; every call of an
 * import is safe to retry.
 */
async function withRetries<T>(call: () => Promise<T>): Promise<T> {
  const end = Date.now() + RETRY_FOR_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (err) {
      const { status, slug, message, fields, productId } = problemOf(err);
      const details = [
        message,
        ...fields.map((field) => `${field.path} ${field.message}`),
      ].join('; ');
      if (!isTransient(err))
        throw new Refused(status, slug, details, productId);
      if (Date.now() > end) throw new Unreachable(message);
      await sleep(
        Math.min(5_000, 200 * 2 ** attempt) * (0.5 + Math.random() / 2),
      );
    }
  }
}

/** The API for an import by the signed-in vendor. */
export const vendorApi: VendorApi = {
  mainWarehouse: () =>
    withRetries(async () => {
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
    withRetries(() =>
      answered(
        api.POST('/api/products', {
          params: { header: { 'idempotency-key': key } },
          body: product,
        }),
      ),
    ),
  find: (id) =>
    withRetries(async () => {
      const product = await answered(
        api.GET('/api/products/{id}', { params: { path: { id } } }),
      );
      return { product, etag: `"p${product.version}"` };
    }),
  change: (id, etag, change) =>
    withRetries(async () => {
      await answered(
        api.PATCH('/api/products/{id}', {
          params: { path: { id }, header: { 'if-match': etag } },
          body: change,
        }),
      );
    }),
  levels: (id) =>
    withRetries(async () => {
      const params = { path: { id } };
      const { warehouses } = await answered(
        api.GET('/api/products/{id}/stock', { params }),
      );
      return warehouses;
    }),
  setOnHand: (id, warehouseId, onHand) =>
    withRetries(async () => {
      const params = { path: { id, warehouseId } };
      await answered(
        api.PUT('/api/products/{id}/stock/{warehouseId}', {
          params,
          body: { onHand },
        }),
      );
    }),
};
