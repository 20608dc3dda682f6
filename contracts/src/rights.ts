import type { App } from './apps';

/** What one service may ask for with a token that it signs itself. */
export interface Issuer {
  /** The scopes it may mint, by audience: an app, or a type of actor. */
  readonly mayAsk: Readonly<Record<string, readonly string[]>>;
  /** The users it may name as caller; otherwise it names itself. */
  readonly speaksFor: readonly ('vendor' | 'operator' | 'customer')[];
}
export type Rights = Readonly<Record<string, Issuer>>;

/**
 * Who may ask whom for what. The issuer mints nothing else, and its audience
 * ignores whatever else a token claims.
 */
export const RIGHTS: Readonly<Record<App, Issuer>> = {
  marketplace: {
    mayAsk: {
      vendors: [
        'account:read',
        'account:write',
        'passwords:reset',
        'sessions:close',
        'sessions:open',
        'sessions:read',
        'tokens:validate',
        'vendors:list',
        'vendors:read',
        'vendors:register',
      ],
      products: ['products:list', 'products:read', 'products:write'],
      inventory: [
        'operations:read',
        'operations:write',
        'stock:open',
        'stock:read',
        'stock:reserve',
        'stock:write',
        'warehouses:read',
        'warehouses:write',
      ],
      orders: [
        'carts:read',
        'carts:write',
        'quotes:make',
        'shipping:read',
        'shipping:write',
        'taxes:read',
        'taxes:write',
      ],
      customers: [
        'account:read',
        'account:write',
        'addresses:read',
        'addresses:write',
        'customers:read',
        'customers:register',
        'customers:write',
        'passwords:reset',
        'sessions:close',
        'sessions:open',
        'sessions:read',
        'tokens:validate',
      ],
      notifications: ['account:read', 'operations:read', 'operations:write'],
    },
    speaksFor: ['vendor', 'customer', 'operator'],
  },
  vendors: { mayAsk: {}, speaksFor: [] },
  products: { mayAsk: {}, speaksFor: [] },
  inventory: {
    mayAsk: {
      // The methods of its own actors, from every replica.
      InventoryActor: ['apply', 'applyMany', 'expire', 'level', 'told'],
      // To find what a lost event has left out.
      products: ['products:list'],
      vendors: ['vendors:list'],
    },
    speaksFor: [],
  },
  orders: {
    mayAsk: { products: ['products:read'], inventory: ['stock:read'] },
    speaksFor: [],
  },
  customers: { mayAsk: {}, speaksFor: [] },
  // Where a mail goes and what its link is, at the time it is sent.
  notifications: {
    mayAsk: { vendors: ['contact:read'], customers: ['contact:read'] },
    speaksFor: [],
  },
};

/** The scopes that `issuer` may mint for `audience`; empty when unknown. */
export const scopesOf = (
  issuer: string,
  audience: string,
  rights: Rights = RIGHTS,
): readonly string[] => {
  const asks = Object.hasOwn(rights, issuer) ? rights[issuer]?.mayAsk : {};
  return asks !== undefined && Object.hasOwn(asks, audience)
    ? (asks[audience] ?? [])
    : [];
};
