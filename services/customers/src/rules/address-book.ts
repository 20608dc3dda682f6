import type { Address } from '@souk/contracts/addresses/address';

export interface StoredAddress extends Address {
  id: string;
}

/** The addresses of one customer, the oldest first. */
export interface AddressBook {
  items: StoredAddress[];
  /** One of the items; null when there are none. */
  defaultId: string | null;
}

/** The first address is the default. */
export const withAddress = (
  { items, defaultId }: AddressBook,
  address: StoredAddress,
  isDefault: boolean,
): AddressBook => ({
  items: [...items, address],
  defaultId: isDefault || defaultId === null ? address.id : defaultId,
});

export const withChanged = (
  { items, defaultId }: AddressBook,
  address: StoredAddress,
  isDefault: boolean,
): AddressBook => ({
  items: items.map((item) => (item.id === address.id ? address : item)),
  defaultId: isDefault ? address.id : defaultId,
});

/** Without the default, the newest of the others is it. */
export function withoutAddress(
  { items, defaultId }: AddressBook,
  id: string,
): AddressBook {
  const left = items.filter((item) => item.id !== id);
  return {
    items: left,
    defaultId: defaultId === id ? (left.at(-1)?.id ?? null) : defaultId,
  };
}
