import { newSession, revoked, rotated } from '../../src/accounts/session';
import type { SessionStore } from '../../src/accounts/store';
import { revocation } from './customers';

// A past date would make the server delete the sessions as expired.
const now = new Date('2126-01-02T03:04:05.006Z');

/** Tests that the in-memory store and the real one both pass. */
export function describeSessionStore(
  name: string,
  create: () => SessionStore,
): void {
  describe(name, () => {
    it('returns a session as it was saved', async () => {
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

    it('saves only the successor of the latest version', async () => {
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

    it('removes every session of one account', async () => {
      const store = create();
      const of = (id: string, accountId: string) =>
        newSession({ id, accountId, refreshHash: null, now });
      await store.add(of('s-1', 'ann'));
      await store.add(of('s-2', 'bob'));
      const ended = of('s-3', 'ann');
      await store.add(ended);
      const next = revoked(ended, now);
      await store.save(next, revocation(next));
      const every = await store.everyOf('ann');
      expect(every.map(({ id }) => id).sort()).toEqual(['s-1', 's-3']);
      expect(await store.ofAccount('ann')).toHaveLength(1);
      await store.removeOf('ann');
      expect(await store.find('s-1')).toBeUndefined();
      expect(await store.find('s-3')).toBeUndefined();
      expect((await store.find('s-2'))?.accountId).toBe('bob');
    });

    it('stores a session without a refresh token', async () => {
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
