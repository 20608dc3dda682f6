import { openBrowserSession } from '../../src/accounts/browser-sessions';
import {
  closeSession,
  openSession,
  refreshSession,
} from '../../src/accounts/sessions';
import { validateToken } from '../../src/accounts/validate-token';
import { memorySessionStore } from '../../src/testing/accounts/memory-sessions';
import { ann, customers } from './customers';

const DAY = 24 * 60 * 60 * 1000;
const setup = () => customers(memorySessionStore());
const refusal = (slug: string) => ({ kind: 'invalid', slug });
const announced = {
  topic: 'customers.session-revoked.v1',
  data: { customerId: 'ann', sessionId: 's-1' },
};

it('opens a session whose access token names the account', async () => {
  const { deps } = await setup();
  const { accessToken, expiresInSeconds } = await openSession(deps, ann);
  expect(expiresInSeconds).toBe(900);
  expect(await validateToken(deps, accessToken)).toEqual({
    accountId: 'ann',
    sessionId: 's-1',
    validUntil: expect.any(Date) as Date,
  });
});

it.each([
  ['a wrong password', { ...ann, password: 'wrong' }],
  ['an unknown e-mail', { ...ann, email: 'bob@example.org' }],
])('opens no session for %s', async (_what, credentials) => {
  const { deps } = await setup();
  await expect(openSession(deps, credentials)).rejects.toMatchObject(
    refusal('wrong-credentials'),
  );
});

it('ends the session when a refresh token is used twice, and publishes that once', async () => {
  const { deps } = await setup();
  const first = await openSession(deps, ann);
  const second = await refreshSession(deps, first.refreshToken);
  for (const { refreshToken } of [first, second, first])
    await expect(refreshSession(deps, refreshToken)).rejects.toMatchObject(
      refusal('invalid-refresh-token'),
    );
  await expect(validateToken(deps, second.accessToken)).rejects.toMatchObject(
    refusal('session-revoked'),
  );
  expect(deps.sessions.facts).toEqual([announced]);
});

it('refuses a refresh token after its session has expired', async () => {
  const { deps, clock } = await setup();
  const { refreshToken } = await openSession(deps, ann);
  clock.now = new Date(clock.now.getTime() + 30 * DAY);
  await expect(refreshSession(deps, refreshToken)).rejects.toMatchObject(
    refusal('invalid-refresh-token'),
  );
  expect(deps.sessions.facts).toEqual([]);
});

it('closes a session once, and only for its own account', async () => {
  const { deps } = await setup();
  const { accessToken } = await openSession(deps, ann);
  await closeSession(deps, 'bob', 's-1');
  expect(await validateToken(deps, accessToken)).toMatchObject({
    accountId: 'ann',
  });
  await closeSession(deps, 'ann', 's-1');
  await closeSession(deps, 'ann', 's-1');
  await expect(validateToken(deps, accessToken)).rejects.toMatchObject(
    refusal('session-revoked'),
  );
  expect(deps.sessions.facts).toEqual([announced]);
});

it('reports a foreign token as bad input, not as an unauthenticated caller', async () => {
  const { deps } = await setup();
  await expect(validateToken(deps, 'nonsense')).rejects.toMatchObject(
    refusal('invalid-token'),
  );
});

it('gives up after ten lost races', async () => {
  const { deps } = await setup();
  const { refreshToken } = await openSession(deps, ann);
  let saves = 0;
  const busy = {
    ...deps,
    sessions: {
      ...deps.sessions,
      async save() {
        saves++;
        return false;
      },
    },
  };
  const unavailable = {
    kind: 'unavailable',
    slug: 'dependency-unavailable',
  };
  await expect(refreshSession(busy, refreshToken)).rejects.toMatchObject(
    unavailable,
  );
  await expect(closeSession(busy, 'ann', 's-1')).rejects.toMatchObject(
    unavailable,
  );
  expect(saves).toBe(20);
});

describe('a sign-in that comes again with its key', () => {
  it('is the same session, whose second refresh token counts', async () => {
    const { deps } = await setup();
    const first = await openSession(deps, ann, 'k-1');
    const second = await openSession(deps, ann, 'k-1');
    const other = await openSession(deps, ann, 'k-2');
    const sessionOf = async (token: string) =>
      (await validateToken(deps, token)).sessionId;
    const id = await sessionOf(first.accessToken);
    expect(await sessionOf(second.accessToken)).toBe(id);
    expect(await sessionOf(other.accessToken)).not.toBe(id);
    await expect(
      refreshSession(deps, second.refreshToken),
    ).resolves.toHaveProperty('refreshToken');
  });

  it('is refused once the session has ended', async () => {
    const { deps } = await setup();
    const { accessToken } = await openSession(deps, ann, 'k-1');
    const { accountId, sessionId } = await validateToken(deps, accessToken);
    await closeSession(deps, accountId, sessionId);
    await expect(openSession(deps, ann, 'k-1')).rejects.toMatchObject(
      refusal('idempotency-key-reused'),
    );
  });

  it('is the same session of a browser', async () => {
    const { deps } = await setup();
    const first = await openBrowserSession(deps, ann, 'k-1');
    expect(await openBrowserSession(deps, ann, 'k-1')).toEqual(first);
  });
});
