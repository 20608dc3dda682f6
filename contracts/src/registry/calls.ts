import type { App } from '../apps';
import type { Call } from '../call';
import * as customers from '../customers/calls';
import * as inventory from '../inventory/calls';
import * as orders from '../orders/calls';
import * as notifications from '../notifications/calls';
import * as products from '../products/calls';
import * as vendors from '../vendors/calls';

/**
 * The calls between services, by owner. The marketplace serves the public API
 * instead.
 */
export const CALLS: Record<Exclude<App, 'marketplace'>, Call[]> = {
  vendors: Object.values(vendors),
  products: Object.values(products),
  inventory: Object.values(inventory),
  orders: Object.values(orders),
  customers: Object.values(customers),
  notifications: Object.values(notifications),
};
