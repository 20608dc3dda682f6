import { randomUUID } from 'node:crypto';
import { WarehouseList, WarehouseView } from '@souk/contracts/inventory/views';
import { OperatorSession } from '@souk/contracts/marketplace/operators';
import { Product, type AddProduct } from '@souk/contracts/products/views';
import { StockLevel } from '@souk/contracts/inventory/views';
import { ProductView } from '@souk/contracts/marketplace/catalogue';
import { SessionView } from '@souk/contracts/accounts/views';
import { VendorView } from '@souk/contracts/vendors/views';
import { until } from '@souk/platform/testing/until';
import { api, body, secrets } from './souk';

export interface VendorAccount {
  id: string;
  name: string;
  email: string;
  password: string;
  token: string;
  refreshToken: string;
  /** The id of the first warehouse. */
  main: string;
}

/** A new vendor, signed in. */
export async function newVendor(name = 'Blue Kiln'): Promise<VendorAccount> {
  const account = {
    name,
    email: `${randomUUID()}@vendors.example`,
    password: `pass ${randomUUID()}`,
  };
  const { id } = body(
    await api('POST', '/api/vendors', { body: account }),
    201,
    VendorView,
  );
  const session = await signIn(account.email, account.password);
  const listed = await api('GET', '/api/vendors/me/warehouses', {
    token: session.accessToken,
  });
  const [main] = body(listed, 200, WarehouseList).items;
  if (!main) throw new Error('A new vendor has no warehouse');
  return {
    id,
    ...account,
    token: session.accessToken,
    refreshToken: session.refreshToken,
    main: main.id,
  };
}

export async function signIn(
  email: string,
  password: string,
): Promise<SessionView> {
  return body(
    await api('POST', '/api/vendors/sessions', { body: { email, password } }),
    201,
    SessionView,
  );
}

let operator: Promise<string> | undefined;

/** Requested once: sign-ins are rate limited. */
export function operatorToken(): Promise<string> {
  operator ??= api('POST', '/api/operators/sessions', {
    body: { key: secrets()['operator-key'] },
  }).then((answer) => body(answer, 201, OperatorSession).accessToken);
  return operator;
}

export async function newWarehouse(
  { token }: VendorAccount,
  name: string,
): Promise<WarehouseView> {
  return body(
    await api('POST', '/api/vendors/me/warehouses', { token, body: { name } }),
    201,
    WarehouseView,
  );
}

export const mug: AddProduct = {
  name: 'Stoneware mug',
  description: 'Thrown by hand, holds 350 ml.',
  category: 'Kitchen',
  price: { amountMinor: 2400, currency: 'EUR' },
};

export async function newProduct(
  { token }: VendorAccount,
  product: Partial<AddProduct> = {},
): Promise<Product> {
  return body(
    await api('POST', '/api/products', { token, body: { ...mug, ...product } }),
    201,
    Product,
  );
}

/** What is on hand and reserved, as an operator sees it. */
export const levelOf = async (productId: string): Promise<StockLevel> =>
  body(
    await api('GET', `/api/products/${productId}/stock`, {
      token: await operatorToken(),
    }),
    200,
    StockLevel,
  );

/** Waits until the creation event has opened the product's stock. */
export async function opened(
  productId: string,
): Promise<NonNullable<ProductView['stock']>> {
  return until(`stock of ${productId} is open`, async () => {
    return body(
      await api('GET', `/api/products/${productId}`),
      200,
      ProductView,
    ).stock;
  });
}
