import fc from 'fast-check';
import {
  isLive,
  newSession,
  revoked,
  rotated,
  refreshTokenState,
} from '../../src/accounts/session';

const now = new Date('2026-01-02T03:04:05.006Z');
const DAY = 24 * 60 * 60 * 1000;
const session = newSession({
  id: 's-1',
  accountId: 'ann',
  refreshHash: 'h-0',
  now,
});

it('a session expires after exactly thirty days', () => {
  expect(isLive(session, new Date(now.getTime() + 30 * DAY - 1))).toBe(true);
  expect(isLive(session, new Date(now.getTime() + 30 * DAY))).toBe(false);
});

it('a session ends when revoked', () => {
  expect(isLive(revoked(session, now), now)).toBe(false);
});

it('a session does not live longer when refreshed', () => {
  expect(rotated(session, 'h-1').expiresAt).toEqual(session.expiresAt);
});

it('a session recognises the current token and the last hundred used ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 250 }), (times) => {
      let latest = session;
      for (let n = 1; n <= times; n++) latest = rotated(latest, `h-${n}`);
      expect(latest).toMatchObject({
        version: times + 1,
        refreshHash: `h-${times}`,
      });
      expect(refreshTokenState(latest, `h-${times}`)).toBe('current');
      for (let n = 0; n < times; n++)
        expect(refreshTokenState(latest, `h-${n}`)).toBe(
          n >= times - 100 ? 'used' : 'unknown',
        );
      expect(refreshTokenState(latest, `h-${times + 1}`)).toBe('unknown');
      expect(latest.usedHashes.length).toBeLessThanOrEqual(100);
    }),
  );
});
