import { memoryDocuments } from '@souk/platform/testing/memory-documents';
import {
  cartsIn,
  type CartDocument,
  type CartStore,
} from '../../src/carts/store';

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
    async touch(id, usedAt) {
      touched.set(id, usedAt);
    },
  };
}
