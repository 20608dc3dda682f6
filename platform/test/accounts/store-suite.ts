import { newSession, revoked, rotated } from '../../src/accounts/session';
import type { SessionStore } from '../../src/accounts/store';
import { revocation } from './customers';

// Ahead of every server's clock, or it would remove the sessions as expired.
const now = new Date('2126-01-02T03:04:05.006Z');

/**
 * What every session store promises; the one in memory and the real one pass it
 * alike.
 */
export function describeSessionStore(
  name: string,
  create: () => SessionStore,
): void {
  describe(name, () => {
    it('gives back what it was given', async () => {
      const store = create();
      const session = newSession({
        id: 's-1',
        accountId: 'ann',
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
        accountId: 'ann',
        refreshHash: 'h-1',
        now,
      });
      await store.add(first);
      expect(await store.save(rotated(first, 'h-2'))).toBe(true);
      expect(await store.save(rotated(first, 'h-3'))).toBe(false);
      const second = rotated(first, 'h-2');
      expect(await store.find('s-1')).toEqual(second);
      const third = revoked(second, now);
      expect(await store.save(third, revocation(third))).toBe(true);
      expect(await store.find('s-1')).toEqual(third);
    });

    it('keeps a session that has no refresh token', async () => {
      const store = create();
      const session = newSession({
        id: 's-1',
        accountId: 'ann',
        refreshHash: null,
        now,
      });
      await store.add(session);
      expect(await store.find('s-1')).toEqual(session);
      expect(await store.save(revoked(session, now))).toBe(true);
    });
  });
}
