import type { Fact } from '@souk/contracts/event';
import { partsOf } from '@souk/platform/accounts/account';
import { memoryDocuments } from '@souk/platform/testing/memory-documents';
import {
  type CustomerDocument,
  customerOf,
  type CustomerStore,
} from '../../src/customers/store';

export function memoryCustomerStore(): CustomerStore & { facts: Fact[] } {
  const documents = memoryDocuments<CustomerDocument>({
    email: ({ email }) => email,
  });
  return {
    facts: documents.facts,
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
