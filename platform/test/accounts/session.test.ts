import fc from 'fast-check';
import {
  isLive,
  newSession,
  revoked,
  rotated,
  standingOf,
} from '../../src/accounts/session';

const now = new Date('2026-01-02T03:04:05.006Z');
const DAY = 24 * 60 * 60 * 1000;
const session = newSession({
  id: 's-1',
  accountId: 'ann',
  refreshHash: 'h-0',
  now,
});

it('lives thirty days and not a moment longer', () => {
  expect(isLive(session, new Date(now.getTime() + 30 * DAY - 1))).toBe(true);
  expect(isLive(session, new Date(now.getTime() + 30 * DAY))).toBe(false);
});

it('is over when it is revoked', () => {
  expect(isLive(revoked(session, now), now)).toBe(false);
});

it('does not live longer for being refreshed', () => {
  expect(rotated(session, 'h-1').expiresAt).toEqual(session.expiresAt);
});

it('knows the current token, the last hundred before it, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 250 }), (times) => {
      let latest = session;
      for (let n = 1; n <= times; n++) latest = rotated(latest, `h-${n}`);
      expect(latest).toMatchObject({
        version: times + 1,
        refreshHash: `h-${times}`,
      });
      expect(standingOf(latest, `h-${times}`)).toBe('current');
      for (let n = 0; n < times; n++)
        expect(standingOf(latest, `h-${n}`)).toBe(
          n >= times - 100 ? 'used' : 'unknown',
        );
      expect(standingOf(latest, `h-${times + 1}`)).toBe('unknown');
      expect(latest.usedHashes.length).toBeLessThanOrEqual(100);
    }),
  );
});
