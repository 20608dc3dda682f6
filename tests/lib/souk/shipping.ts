import {
  ShippingMethods,
  type ShippingMethod,
} from '@souk/contracts/orders/shipping';
import type { VendorAccount } from './accounts';
import { api, body } from './souk';

/** 5 EUR, to Germany and Austria. */
export const parcel: Extract<ShippingMethod, { kind: 'delivery' }> = {
  id: 'parcel',
  name: 'Parcel',
  kind: 'delivery',
  countries: ['DE', 'AT'],
  currency: 'EUR',
  price: { by: 'flat', amountMinor: 500 },
  days: { from: 2, to: 4 },
};

/** The first methods of a new vendor. */
export async function ship(
  { token }: VendorAccount,
  ...methods: ShippingMethod[]
): Promise<void> {
  const path = '/api/vendors/me/shipping-methods';
  const sent = { version: 0, methods };
  body(await api('PUT', path, { token, body: sent }), 200, ShippingMethods);
}
