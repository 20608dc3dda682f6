import { sessionSeal, type SealedSession } from '../../src/sessions/seal';

const seal = sessionSeal(async () => ['a secret of the tests']);
const session: SealedSession = { role: 'vendor', sessionId: 'session-of-ann' };

describe('a sealed session', () => {
  it('can be opened by the key that sealed it and reveals nothing without it', async () => {
    const cookie = await seal.seal(session);
    expect(await seal.open(cookie)).toEqual(session);
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain(
      'session-of-ann',
    );
    expect(cookie).toMatch(/^[\w-]+$/);
  });

  it('keeps what a newer version has sealed with it', async () => {
    const newer = { ...session, newer: 'kept' };
    expect(await seal.open(await seal.seal(newer))).toEqual(newer);
  });

  it('is different each time', async () => {
    expect(await seal.seal(session)).not.toBe(await seal.seal(session));
  });

  it('is invalid when a single bit has changed', async () => {
    const bytes = Buffer.from(await seal.seal(session), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect([at, await seal.open(changed.toString('base64url'))]).toEqual([
        at,
        undefined,
      ]);
    }
  });

  it.each(['', 'x', 'a'.repeat(38), 'a'.repeat(2_000), '☂'])(
    'is not %.20p',
    async (cookie) => {
      expect(await seal.open(cookie)).toBeUndefined();
    },
  );

  it('of another key is not opened', async () => {
    expect(
      await sessionSeal(async () => ['another']).open(await seal.seal(session)),
    ).toBeUndefined();
  });
});

describe('the CSRF token', () => {
  it('belongs to one session', async () => {
    const token = await seal.csrfToken('one');
    expect(await seal.csrfMatches('one', token)).toBe(true);
    expect(await seal.csrfMatches('two', token)).toBe(false);
    expect(await seal.csrfMatches('one', '')).toBe(false);
    expect(await seal.csrfMatches('one', `${token.slice(0, -1)}☂`)).toBe(false);
  });
});

it('accepts what it sealed with a key that is being rotated', async () => {
  const steps = [['old'], ['old', 'new'], ['new', 'old'], ['new']] as const;
  for (const [n, keys] of steps.entries()) {
    const sealing = sessionSeal(async () => keys);
    const cookie = await sealing.seal(session);
    const csrf = await sealing.csrfToken(session.sessionId);
    // During a rollout the replicas are one step apart.
    for (const around of steps.slice(Math.max(0, n - 1), n + 2)) {
      const other = sessionSeal(async () => around);
      expect(await other.open(cookie)).toEqual(session);
      expect(await other.csrfMatches(session.sessionId, csrf)).toBe(true);
    }
  }
  const first = sessionSeal(async () => steps[0]);
  const last = sessionSeal(async () => steps[3]);
  expect(await last.open(await first.seal(session))).toBeUndefined();
});
