import { answered, api } from '../../../lib/api';
import { queryClient } from '../../../lib/query-client';
import type { AddressForm } from '../../../lib/delivery/address-form';
import {
  type Address,
  addressesQuery,
  ALL_ADDRESSES as ALL,
} from '../../../lib/delivery/saved-addresses';

const ONE = '/api/customers/me/addresses/{id}';

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
