import type { Fact } from '@souk/contracts/event';
import { partsOf } from '@souk/platform/accounts/account';
import { memoryDocuments } from '@souk/platform/testing/memory-documents';
import {
  type AddressBookDocument,
  addressesIn,
  type AddressStore,
} from '../../src/addresses/store';
import {
  type ErasureDocument,
  erasureOf,
  type ErasureStore,
  newErasure,
} from '../../src/erasure/store';
import {
  type CustomerDocument,
  customerOf,
  type CustomerStore,
} from '../../src/customers/store';

export function memoryCustomerStore(): CustomerStore & {
  facts: Fact[];
  all: () => CustomerDocument[];
} {
  const documents = memoryDocuments<CustomerDocument>({
    email: ({ email }) => email,
  });
  return {
    facts: documents.facts,
    all: () => documents.all(),
    remove: async (id) => documents.removeAll(({ _id }) => _id === id),
    async find(id) {
      const found = await documents.find(id);
      return found && customerOf(found);
    },
    async findByEmail(email) {
      const found = documents
        .all()
        .find((document) => document.email === email);
      return found && customerOf(found);
    },
    async save(customer, ...facts) {
      const { id, version, fields } = partsOf(customer);
      return documents.replace(id, version - 1, fields, facts);
    },
    async add(customer, ...facts) {
      const { id, fields } = partsOf(customer);
      await documents.insert(id, fields, facts);
    },
  };
}

export function memoryAddressStore(): AddressStore & {
  all: () => AddressBookDocument[];
} {
  const documents = memoryDocuments<AddressBookDocument>();
  return {
    ...addressesIn(documents),
    all: () => documents.all(),
    remove: async (id) => documents.removeAll(({ _id }) => _id === id),
  };
}

export function memoryErasureStore(): ErasureStore & {
  facts: Fact[];
  finished: Map<string, Date>;
} {
  const documents = memoryDocuments<ErasureDocument>();
  const finished = new Map<string, Date>();
  return {
    facts: documents.facts,
    finished,
    add: ({ customerId, erasedAt }, ...facts) =>
      documents.insert(customerId, newErasure(erasedAt), facts),
    open: async () =>
      documents
        .all()
        .filter(({ _id }) => !finished.has(_id))
        .map(erasureOf),
    finish: async (id, expiresAt) => void finished.set(id, expiresAt),
  };
}
