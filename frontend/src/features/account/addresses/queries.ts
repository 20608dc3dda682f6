import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../../lib/api';
import { queryClient } from '../../../lib/query-client';
import type { AddressForm } from '../../../lib/delivery/address-form';

export type Address = Schemas['AddressView'];

const ALL = '/api/customers/me/addresses';
const ONE = '/api/customers/me/addresses/{id}';

export const addressesQuery = queryOptions({
  queryKey: ['own', 'addresses'],
  queryFn: ({ signal }) => answered(api.GET(ALL, { signal })),
});

const refetched = () => queryClient.invalidateQueries(addressesQuery);

/** Saves the fields as a new address, or as that of `id`. */
export async function saveAddress(
  id: string | undefined,
  { line1, line2, ...fields }: AddressForm,
): Promise<void> {
  const { name, city, country } = fields;
  const lines = [line1, line2].filter((line) => line !== '');
  const { company, region, postalCode, phone } = fields;
  const optional = { company, region, postalCode, phone };
  if (id === undefined) {
    const given = Object.fromEntries(
      Object.entries(optional).filter(([, text]) => text !== ''),
    );
    await answered(
      api.POST(ALL, { body: { name, lines, city, country, ...given } }),
    );
  } else {
    const body = {
      name,
      lines,
      city,
      country,
      company: company || null,
      region: region || null,
      postalCode: postalCode || null,
      phone: phone || null,
    };
    await answered(api.PATCH(ONE, { params: { path: { id } }, body }));
  }
  await refetched();
}

export async function makeDefault({ id }: Address): Promise<void> {
  const params = { path: { id } };
  await answered(api.PATCH(ONE, { params, body: { isDefault: true } }));
  await refetched();
}

export async function removeAddress({ id }: Address): Promise<void> {
  await answered(api.DELETE(ONE, { params: { path: { id } } }));
  await refetched();
}

/** What was removed, as a new one with the same words. */
export async function addAgain({ id: _, ...address }: Address): Promise<void> {
  await answered(api.POST(ALL, { body: address }));
  await refetched();
}

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
