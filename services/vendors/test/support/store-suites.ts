import { fact } from '@souk/contracts/event';
import {
  sessionRevoked,
  vendorRegistered,
} from '@souk/contracts/vendors/events';
import { newSession, revoked, rotated } from '../../src/sessions/session';
import type { SessionStore } from '../../src/sessions/store';
import type { Vendor, VendorStore } from '../../src/vendors/store';

// Ahead of every server's clock, or it would remove the sessions as expired.
const now = new Date('2126-01-02T03:04:05.006Z');

const someVendor = (id: string, email = `${id}@example.org`): Vendor => ({
  id,
  email,
  name: `Vendor ${id}`,
  passwordHash: '$argon2id$…',
  createdAt: now.toISOString(),
});

const add = (store: VendorStore, vendor: Vendor) =>
  store.add(
    vendor,
    fact(vendorRegistered, {
      vendorId: vendor.id,
      name: vendor.name,
      registeredAt: vendor.createdAt,
    }),
  );

/**
 * What every vendor store promises; the one in memory and the real one pass it
 * alike.
 */
export function describeVendorStore(
  name: string,
  create: () => VendorStore,
): void {
  describe(name, () => {
    it('gives back what it was given, by id and by e-mail', async () => {
      const store = create();
      const ann = someVendor('ann');
      await add(store, ann);
      expect(await store.find('ann')).toEqual(ann);
      expect(await store.findByEmail('ann@example.org')).toEqual(ann);
      expect(await store.find('bob')).toBeUndefined();
      expect(await store.findByEmail('bob@example.org')).toBeUndefined();
    });

    it('keeps e-mails unique', async () => {
      const store = create();
      await add(store, someVendor('ann'));
      await expect(
        add(store, someVendor('bob', 'ann@example.org')),
      ).rejects.toMatchObject({ index: 'email' });
      expect(await store.find('bob')).toBeUndefined();
    });

    it('pages by id, whatever order they came in', async () => {
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

/** What every session store promises. */
export function describeSessionStore(
  name: string,
  create: () => SessionStore,
): void {
  describe(name, () => {
    it('gives back what it was given', async () => {
      const store = create();
      const session = newSession({
        id: 's-1',
        vendorId: 'ann',
        refreshHash: 'h-1',
        now,
      });
      await store.add(session);
      expect(await store.find('s-1')).toEqual(session);
      expect(await store.find('s-2')).toBeUndefined();
    });

    it('saves the successor of the latest version and of no other', async () => {
      const store = create();
      const first = newSession({
        id: 's-1',
        vendorId: 'ann',
        refreshHash: 'h-1',
        now,
      });
      await store.add(first);
      expect(await store.save(rotated(first, 'h-2'))).toBe(true);
      expect(await store.save(rotated(first, 'h-3'))).toBe(false);
      const second = rotated(first, 'h-2');
      expect(await store.find('s-1')).toEqual(second);
      const third = revoked(second, now);
      expect(
        await store.save(
          third,
          fact(sessionRevoked, { vendorId: 'ann', sessionId: 's-1' }),
        ),
      ).toBe(true);
      expect(await store.find('s-1')).toEqual(third);
    });

    it('keeps a session that has no refresh token', async () => {
      const store = create();
      const session = newSession({
        id: 's-1',
        vendorId: 'ann',
        refreshHash: null,
        now,
      });
      await store.add(session);
      expect(await store.find('s-1')).toEqual(session);
      expect(await store.save(revoked(session, now))).toBe(true);
    });
  });
}
