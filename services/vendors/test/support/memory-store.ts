import { partsOf } from '@souk/platform/accounts/account';
import { rangeDigest } from '@souk/platform/reconcile/digest';
import type { Fact } from '@souk/contracts/event';
import { memoryDocuments } from '@souk/platform/testing/memory-documents';
import {
  type VendorDocument,
  vendorOf,
  type VendorStore,
} from '../../src/vendors/store';

export function memoryVendorStore(): VendorStore & { facts: Fact[] } {
  const documents = memoryDocuments<VendorDocument>({
    email: ({ email }) => email,
  });
  return {
    facts: documents.facts,
    async find(id) {
      const found = await documents.find(id);
      return found && vendorOf(found);
    },
    async findByEmail(email) {
      const found = documents
        .all()
        .find((document) => document.email === email);
      return found && vendorOf(found);
    },
    async findByMailRequest(requestId) {
      const found = documents
        .all()
        .find(({ mailRequests = [] }) =>
          mailRequests.some(({ id }) => id === requestId),
        );
      return found && vendorOf(found);
    },
    async add(vendor, facts) {
      const { id, fields } = partsOf(vendor);
      await documents.insert(id, fields, facts);
    },
    async save(vendor, ...facts) {
      const { id, version, fields } = partsOf(vendor);
      return documents.replace(id, version - 1, fields, facts);
    },
    async digest({ after, limit }) {
      const entries = documents
        .all()
        .map(({ _id: id, name: state }) => ({ id, state }))
        .filter(({ id }) => id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return rangeDigest(entries.slice(0, limit), limit);
    },
    async page(after, limit) {
      const following = documents.all().filter(({ _id }) => _id > after);
      return following
        .sort((a, b) => (a._id < b._id ? -1 : 1))
        .slice(0, limit)
        .map(vendorOf);
    },
  };
}
