import { DuplicateKey } from '@souk/platform/mongo/versioned';
import type { VendorStore } from '../../src/vendors/store';
import { registerVendor } from '../../src/vendors/vendors';
import { memoryVendorStore } from '../support/memory-store';

const ann = {
  name: 'Ann',
  email: 'ann@example.org',
  password: 'correct horse',
};
const now = () => new Date('2026-01-02T03:04:05.006Z');

// The driver retries a write whose acknowledgement was lost with the
// connection; the retry finds the first write.
it('recognises its own registration after a retry by the driver', async () => {
  const memory = memoryVendorStore();
  const vendors: VendorStore = {
    ...memory,
    add: async (...args) => {
      await memory.add(...args);
      throw new DuplicateKey('email');
    },
  };
  const view = await registerVendor({ vendors, newId: () => 'id-1', now }, ann);
  expect(view).toEqual({
    id: 'id-1',
    name: ann.name,
    email: ann.email,
    createdAt: now().toISOString(),
  });
  expect(memory.facts).toHaveLength(1);
});
