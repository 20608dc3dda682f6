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
  expect(memory.facts).toHaveLength(2);
});

describe('a registration that comes again with its key', () => {
  const setup = () => {
    const vendors = memoryVendorStore();
    let made = 0;
    const deps = { vendors, newId: () => `id-${(made += 1)}`, now };
    return { vendors, register: registerVendor.bind(undefined, deps) };
  };

  it('is the same vendor', async () => {
    const { vendors, register } = setup();
    const first = await register(ann, 'k-1');
    expect(await register(ann, 'k-1')).toEqual(first);
    expect(vendors.facts).toHaveLength(2);
  });

  it.each([
    { ...ann, name: 'Bob' },
    { ...ann, email: 'bob@example.org' },
    { ...ann, password: 'another horse' },
  ])('is refused when it is another one: %j', async (other) => {
    const { register } = setup();
    await register(ann, 'k-1');
    await expect(register(other, 'k-1')).rejects.toMatchObject({
      slug: 'idempotency-key-reused',
    });
  });

  it('is refused as taken with another key', async () => {
    const { register } = setup();
    await register(ann, 'k-1');
    await expect(register(ann, 'k-2')).rejects.toMatchObject({
      slug: 'email-taken',
    });
  });
});
