import { fact } from '@souk/contracts/event';
import { vendorRegistered } from '@souk/contracts/vendors/events';
import type { Vendor, VendorStore } from '../../src/vendors/store';

const registeredAt = '2026-01-02T03:04:05.006Z';

const someVendor = (id: string, email = `${id}@example.org`): Vendor => ({
  id,
  version: 1,
  credentialsVersion: 0,
  sessionsVersion: 0,
  keptSession: null,
  devices: [],
  email,
  name: `Vendor ${id}`,
  passwordHash: '$argon2id$…',
  createdAt: registeredAt,
});

const add = (store: VendorStore, vendor: Vendor) =>
  store.add(vendor, [
    fact(vendorRegistered, {
      vendorId: vendor.id,
      name: vendor.name,
      registeredAt: vendor.createdAt,
    }),
  ]);

/** Tests that the in-memory store and the real one both pass. */
export function describeVendorStore(
  name: string,
  create: () => VendorStore,
): void {
  describe(name, () => {
    it('returns a vendor as it was saved, by id and by e-mail', async () => {
      const store = create();
      const ann = someVendor('ann');
      await add(store, ann);
      expect(await store.find('ann')).toEqual(ann);
      expect(await store.findByEmail('ann@example.org')).toEqual(ann);
      expect(await store.find('bob')).toBeUndefined();
      expect(await store.findByEmail('bob@example.org')).toBeUndefined();
    });

    it('finds a vendor by a mail it was to get', async () => {
      const store = create();
      const ann: Vendor = {
        ...someVendor('ann'),
        mailRequests: [{ id: 'r-1', template: 'welcome-vendor' }],
      };
      await add(store, ann);
      await add(store, someVendor('bob'));
      expect(await store.findByMailRequest('r-1')).toEqual(ann);
      expect(await store.findByMailRequest('r-2')).toBeUndefined();
    });

    it('keeps e-mails unique', async () => {
      const store = create();
      await add(store, someVendor('ann'));
      await expect(
        add(store, someVendor('bob', 'ann@example.org')),
      ).rejects.toMatchObject({ index: 'email' });
      expect(await store.find('bob')).toBeUndefined();
    });

    it('pages by id, regardless of insertion order', async () => {
      const store = create();
      for (const id of ['v-3', 'v-1', 'v-2']) await add(store, someVendor(id));
      const ids = async (after: string) =>
        (await store.page(after, 2)).map(({ id }) => id);
      expect([await ids(''), await ids('v-2'), await ids('v-3')]).toEqual([
        ['v-1', 'v-2'],
        ['v-3'],
        [],
      ]);
    });
  });
}
