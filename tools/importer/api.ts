import { ProductView } from '@souk/contracts/marketplace/catalogue';
import { Id, Instant } from '@souk/contracts/fields';
import { StockLevel, WarehouseList } from '@souk/contracts/inventory/views';
import {
  ShippingMethods,
  type ShippingMethod,
} from '@souk/contracts/orders/shipping';
import { SessionView } from '@souk/contracts/accounts/views';
import { Refused, type VendorApi } from '@souk/shopify/vendor-api';
import { z } from 'zod';
import { httpClient, type Answer, type Call, type HttpOptions } from './http';

const Added = z.object({ id: Id, createdAt: Instant });

/** The API as a signed-in vendor; `close` signs out. */
export interface SignedInVendor extends VendorApi {
  /** Sets the shipping methods, unless some have been set before. */
  beginShipping(methods: ShippingMethod[]): Promise<void>;
  close(): Promise<void>;
}

export interface Credentials {
  email: string;
  password: string;
}

const SIGN_IN_RETRY_MS = 5_000;

/**
 * Signs in, and again when the token expires during the import.
 * @throws Refused `wrong-credentials`, Unreachable.
 */
export async function signIn(
  baseUrl: string,
  credentials: Credentials,
  options: HttpOptions = {},
): Promise<SignedInVendor> {
  const send = httpClient(baseUrl, options);
  const call = await authenticated(send, credentials);
  const path = (...parts: string[]) =>
    ['/api', ...parts.map(encodeURIComponent)].join('/');
  return {
    async mainWarehouse() {
      const { items } = WarehouseList.parse(
        (
          await call({
            method: 'GET',
            path: path('vendors', 'me', 'warehouses'),
          })
        ).body,
      );
      if (!items[0]) throw new Error('The vendor has no warehouse');
      return items[0].id;
    },
    async add(key, product) {
      const headers = { 'idempotency-key': key };
      return Added.parse(
        (
          await call({
            method: 'POST',
            path: path('products'),
            headers,
            body: product,
          })
        ).body,
      );
    },
    async find(id) {
      const { body, etag } = await call({
        method: 'GET',
        path: path('products', id),
      });
      const product = ProductView.parse(body);
      return { product, etag: etag ?? `"p${product.version}"` };
    },
    async change(id, etag, change) {
      await call({
        method: 'PATCH',
        path: path('products', id),
        headers: { 'if-match': etag },
        body: change,
      });
    },
    async levels(id) {
      const { body } = await call({
        method: 'GET',
        path: path('products', id, 'stock'),
      });
      return StockLevel.parse(body).warehouses;
    },
    async setOnHand(id, warehouseId, onHand) {
      await call({
        method: 'PUT',
        path: path('products', id, 'stock', warehouseId),
        body: { onHand },
      });
    },
    async beginShipping(methods) {
      const ofVendor = path('vendors', 'me', 'shipping-methods');
      const { body } = await call({ method: 'GET', path: ofVendor });
      const { version } = ShippingMethods.parse(body);
      if (version === 0)
        await call({
          method: 'PUT',
          path: ofVendor,
          body: { version, methods },
        });
    },
    async close() {
      await call({
        method: 'DELETE',
        path: path('vendors', 'sessions', 'current'),
        retryForMs: 0,
      });
    },
  };
}

type Send = (call: Call) => Promise<Answer>;

async function authenticated(
  send: Send,
  credentials: Credentials,
): Promise<Send> {
  const newToken = async () => {
    const call = {
      method: 'POST',
      path: '/api/vendors/sessions',
      body: credentials,
      patienceMs: SIGN_IN_RETRY_MS,
    } as const;
    return SessionView.parse((await send(call)).body).accessToken;
  };
  let token = newToken();
  await token;
  return async (call) => {
    const used = token;
    const as = async (bearer: Promise<string>) =>
      send({
        ...call,
        headers: { ...call.headers, authorization: `Bearer ${await bearer}` },
      });
    try {
      return await as(used);
    } catch (err) {
      if (!(err instanceof Refused) || err.status !== 401) throw err;
      if (token === used) token = newToken(); // the first call to see the expiry signs in for all
      return as(token);
    }
  };
}
