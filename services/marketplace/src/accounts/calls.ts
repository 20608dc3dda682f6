import type { accountCalls } from '@souk/contracts/accounts/calls';
import * as customers from '@souk/contracts/customers/calls';
import * as vendors from '@souk/contracts/vendors/calls';

export interface AccountKind {
  /** Before the paths of its routes. */
  base: '/api/vendors' | '/api/customers';
  tag: 'Vendors' | 'Customers';
  role: 'vendor' | 'customer';
  /** What a token or session must allow. */
  scope: string;
  calls: ReturnType<typeof accountCalls>;
}

export const VENDOR_ACCOUNTS: AccountKind = {
  base: '/api/vendors',
  tag: 'Vendors',
  role: 'vendor',
  scope: 'account',
  calls: vendors,
};

export const CUSTOMER_ACCOUNTS: AccountKind = {
  base: '/api/customers',
  tag: 'Customers',
  role: 'customer',
  scope: 'customer',
  calls: customers,
};
