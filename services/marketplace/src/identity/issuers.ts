import * as customers from '@souk/contracts/customers/calls';
import * as customerEvents from '@souk/contracts/customers/events';
import * as vendors from '@souk/contracts/vendors/calls';
import * as vendorEvents from '@souk/contracts/vendors/events';
import { remapRefusals } from '../http/remap-refusal';
import type { OutsideIssuer } from './outside-issuers';

export const VENDORS: OutsideIssuer = {
  issuer: 'vendors',
  role: 'vendor',
  scopes: new Set([
    'session',
    'account',
    'warehouses',
    'shipping',
    'products:write',
    'stock:read',
    'stock:write',
    'stock:history',
  ]),
  async validate(ask, token) {
    const { vendorId, ...rest } = await ask(vendors.validateToken, {
      body: { token },
    }).catch(remapRefusals(vendors.validateToken, 'unauthenticated'));
    return { id: vendorId, ...rest };
  },
  async openSession(ask, body, headers) {
    const { vendor, ...rest } = await ask(vendors.openBrowserSession, {
      headers,
      body,
    }).catch(remapRefusals(vendors.openBrowserSession, 'unauthenticated'));
    return { account: vendor, ...rest };
  },
  async readSession(ask, id) {
    const { vendor, ...rest } = await ask(vendors.readSession, {
      params: { id },
    }).catch(remapRefusals(vendors.readSession, 'unauthenticated'));
    return { account: vendor, ...rest };
  },
  closeSession: (ask, as) => ask(vendors.closeSession, { as }),
  revocation: vendorEvents.sessionRevoked,
};

export const CUSTOMERS: OutsideIssuer = {
  issuer: 'customers',
  role: 'customer',
  scopes: new Set(['session', 'customer']),
  async validate(ask, token) {
    const { customerId, ...rest } = await ask(customers.validateToken, {
      body: { token },
    }).catch(remapRefusals(customers.validateToken, 'unauthenticated'));
    return { id: customerId, ...rest };
  },
  async openSession(ask, body, headers) {
    const { customer, ...rest } = await ask(customers.openBrowserSession, {
      headers,
      body,
    }).catch(remapRefusals(customers.openBrowserSession, 'unauthenticated'));
    return { account: customer, ...rest };
  },
  async readSession(ask, id) {
    const { customer, ...rest } = await ask(customers.readSession, {
      params: { id },
    }).catch(remapRefusals(customers.readSession, 'unauthenticated'));
    return { account: customer, ...rest };
  },
  closeSession: (ask, as) => ask(customers.closeSession, { as }),
  revocation: customerEvents.sessionRevoked,
};
