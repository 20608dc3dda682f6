import { rangeDigest } from '@souk/platform/reconcile/digest';
import {
  memoryDocuments,
  type MemoryDocuments,
} from '@souk/platform/testing/memory-documents';
import {
  offerOf,
  type ProductDocument,
  type ProductStore,
  recordOf,
  recordsIn,
} from '../../src/products/store';

export function memoryProductStore(): ProductStore &
  Pick<MemoryDocuments<ProductDocument>, 'facts'> {
  const documents = memoryDocuments<ProductDocument>({
    'active-sku': ({ vendorId, sku, status }) =>
      sku !== null && status === 'active' ? `${vendorId} ${sku}` : undefined,
    'idempotency-key': ({ vendorId, idempotencyKey }) =>
      idempotencyKey === null ? undefined : `${vendorId} ${idempotencyKey}`,
  });
  const first = (matches: (document: ProductDocument) => boolean) => {
    const found = documents.all().find(matches);
    return found && recordOf(found);
  };
  const ofVendor = (vendorId: string) =>
    documents.all().filter((document) => document.vendorId === vendorId);
  return {
    ...recordsIn(documents),
    facts: documents.facts,
    findByKey: async (vendorId, key) =>
      first((d) => d.vendorId === vendorId && d.idempotencyKey === key),
    findActiveBySku: async (vendorId, sku) =>
      first(
        (d) =>
          d.vendorId === vendorId && d.sku === sku && d.status === 'active',
      ),
    offers: async (ids) =>
      documents
        .all()
        .filter(({ _id }) => ids.includes(_id))
        .map(offerOf),
    async digest({ after, limit }) {
      const entries = documents
        .all()
        .map(({ _id: id, v: state }) => ({ id, state }))
        .filter(({ id }) => id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return rangeDigest(entries.slice(0, limit), limit);
    },
    countOf: async (vendorId, limit) =>
      Math.min(limit, ofVendor(vendorId).length),
    categoriesOf: async (vendorId) => [
      ...new Set(ofVendor(vendorId).map(({ category }) => category)),
    ],
    async page(after, limit) {
      const following = documents.all().filter(({ _id }) => _id > after);
      return following
        .sort((a, b) => (a._id < b._id ? -1 : 1))
        .slice(0, limit)
        .map(recordOf);
    },
  };
}
