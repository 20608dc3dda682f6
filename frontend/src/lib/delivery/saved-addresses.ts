import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../api';
import type { AddressForm } from './address-form';

export type Address = Schemas['AddressView'];

export const ALL_ADDRESSES = '/api/customers/me/addresses';

export const addressesQuery = queryOptions({
  queryKey: ['own', 'addresses'],
  queryFn: ({ signal }) => answered(api.GET(ALL_ADDRESSES, { signal })),
});

/** An address as the fields of a form. */
export const fieldsOf = ({ lines, ...address }: Address): AddressForm => ({
  name: address.name,
  company: address.company ?? '',
  line1: lines[0] ?? '',
  line2: lines.slice(1).join(', '),
  city: address.city,
  region: address.region ?? '',
  postalCode: address.postalCode ?? '',
  country: address.country,
  phone: address.phone ?? '',
});
