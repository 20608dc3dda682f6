import {
  shippingIn,
  type ShippingDocument,
  type ShippingStore,
} from '../../src/shipping/store';
import {
  ratesOf,
  taxesIn,
  type TaxDocument,
  type TaxStore,
} from '../../src/taxes/store';
import { memoryDocuments } from '@souk/platform/testing/memory-documents';
import {
  cartsIn,
  type CartDocument,
  type CartStore,
} from '../../src/carts/store';

export function memoryShippingStore(): ShippingStore {
  const documents = memoryDocuments<ShippingDocument>();
  return {
    ...shippingIn(documents),
    ofAll: async (ids) =>
      new Map(
        documents
          .all()
          .filter(({ _id }) => ids.includes(_id))
          .map(({ _id, methods }) => [_id, methods]),
      ),
  };
}

export function memoryTaxStore(): TaxStore {
  const documents = memoryDocuments<TaxDocument>();
  return {
    ...taxesIn(documents),
    edited: async (places) =>
      documents
        .all()
        .filter(({ _id }) => !places || places.includes(_id))
        .map(ratesOf),
  };
}

export function memoryCartStore(): CartStore {
  const documents = memoryDocuments<CartDocument>();
  const touched = new Map<string, Date>();
  const carts = cartsIn(documents);
  return {
    ...carts,
    async find(id) {
      const cart = await carts.find(id);
      return cart && { ...cart, usedAt: touched.get(id) ?? cart.usedAt };
    },
    remove: async (id) =>
      documents.removeAll(
        ({ _id, mergedInto }) => _id === id || mergedInto === id,
      ),
    async touch(id, usedAt) {
      touched.set(id, usedAt);
    },
  };
}
