import { Address } from '@souk/contracts/addresses/address';
import {
  type AddAddress,
  type AddressView,
  type ChangeAddress,
  MAX_ADDRESSES,
} from '@souk/contracts/customers/addresses';
import { lostRaces } from '@souk/platform/accounts/sessions';
import { AppError } from '@souk/platform/http/errors';
import { idOfKey, keyReused } from '@souk/platform/http/idempotency';
import { parse } from '@souk/platform/http/parse';
import { type CustomersDeps, getOwnAccount } from '../customers/customers';
import {
  type AddressBook,
  type StoredAddress,
  withAddress,
  withChanged,
  withoutAddress,
} from '../rules/address-book';
import type { AddressStore } from './store';

export interface AddressesDeps extends CustomersDeps {
  addresses: AddressStore;
}

export async function listAddresses(
  { addresses }: AddressesDeps,
  customerId: string,
): Promise<{ items: AddressView[] }> {
  const book = await addresses.find(customerId);
  return { items: book.items.map((address) => addressView(book, address)) };
}

/**
 * The same key again is the same address.
 * @throws AppError `customer-not-found`, `too-many-addresses`,
 * `idempotency-key-reused`.
 */
export async function addAddress(
  deps: AddressesDeps,
  customerId: string,
  { isDefault = false, ...address }: AddAddress,
  key?: string,
): Promise<AddressView> {
  await getOwnAccount(deps, customerId);
  const id =
    key === undefined ? deps.newId() : idOfKey(['address', customerId], key);
  const added = { id, ...address };
  return change(deps, customerId, id, (book) => {
    const first = book.items.find((item) => item.id === id);
    if (first && !isSame(first, added)) throw keyReused();
    if (first) return undefined;
    if (book.items.length >= MAX_ADDRESSES) throw tooMany();
    return withAddress(book, added, isDefault);
  });
}

/** @throws AppError `address-not-found`; `invalid-input` for the whole. */
export const changeAddress = (
  deps: AddressesDeps,
  customerId: string,
  id: string,
  { isDefault, ...changes }: ChangeAddress,
): Promise<AddressView> =>
  change(deps, customerId, id, (book) => {
    const given = Object.entries({ ...addressOf(book, id), ...changes }).filter(
      ([field, value]) =>
        field !== 'id' && value !== null && value !== undefined,
    );
    const address = parse(Address, Object.fromEntries(given));
    return withChanged(book, { id, ...address }, isDefault === true);
  });

/** @throws AppError `address-not-found`. */
export async function removeAddress(
  deps: AddressesDeps,
  customerId: string,
  id: string,
): Promise<void> {
  await save(deps, customerId, (book) => {
    addressOf(book, id);
    return withoutAddress(book, id);
  });
}

async function change(
  deps: AddressesDeps,
  customerId: string,
  id: string,
  rule: (book: AddressBook) => AddressBook | undefined,
): Promise<AddressView> {
  const book = await save(deps, customerId, rule);
  return addressView(book, addressOf(book, id));
}

/** Attempts before a request gives up on others that change the same book. */
const ATTEMPTS = 30;

/** Each attempt begins with the book as it is by then, so nothing is lost. */
async function save(
  { addresses }: AddressesDeps,
  customerId: string,
  rule: (book: AddressBook) => AddressBook | undefined,
): Promise<AddressBook> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const book = await addresses.find(customerId);
    const next = rule(book);
    if (!next) return book;
    const { version } = book;
    if (await addresses.save(customerId, { ...next, version })) return next;
  }
  throw lostRaces();
}

function addressOf({ items }: AddressBook, id: string): StoredAddress {
  const found = items.find((item) => item.id === id);
  if (!found)
    throw new AppError(
      'not-found',
      'address-not-found',
      `You have no address ${id}`,
    );
  return found;
}

/** Fields are in the order of the schema. */
const isSame = (one: StoredAddress, other: StoredAddress): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const addressView = (
  { defaultId }: AddressBook,
  address: StoredAddress,
): AddressView => ({ ...address, isDefault: address.id === defaultId });

const tooMany = () =>
  new AppError(
    'conflict',
    'too-many-addresses',
    `A customer has at most ${MAX_ADDRESSES} addresses`,
  );
