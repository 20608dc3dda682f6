import { countTry, type Try } from '../../src/accounts/sign-in-tries-store';
import { memoryTries } from '../../src/testing/accounts/memory-tries';

const MINUTE = 60_000;

function counting() {
  const clock = { now: new Date('2026-01-02T03:01:00.000Z') };
  const deps = { tries: memoryTries(), now: () => clock.now };
  const attempt = (of: Partial<Try> = {}) =>
    countTry(deps, {
      account: 'ann@example.org',
      client: '192.0.2.1',
      knownDevice: false,
      ...of,
    });
  const times = async (n: number, of: (n: number) => Partial<Try>) => {
    for (let k = 0; k < n; k++) await attempt(of(k));
  };
  return { clock, attempt, times };
}

const refused = { slug: 'too-many-requests' };

test('ten wrong passwords from one client are the most, in its window', async () => {
  const { clock, attempt, times } = counting();
  await times(10, () => ({}));
  await expect(attempt()).rejects.toMatchObject({
    ...refused,
    extra: { retryAfterSeconds: 14 * 60 },
  });
  await attempt({ client: '192.0.2.2' });
  await attempt({ account: 'bob@example.org' });
  clock.now = new Date(clock.now.getTime() + 14 * MINUTE);
  await attempt();
});

test('a hundred from all clients together are the most, but for known devices', async () => {
  const { attempt, times } = counting();
  await times(100, (n) => ({ client: `198.51.100.${n}` }));
  await expect(attempt({ client: '203.0.113.1' })).rejects.toMatchObject(
    refused,
  );
  await attempt({ client: '203.0.113.1', knownDevice: true });
});

test('a known device has no more tries of its own', async () => {
  const { attempt, times } = counting();
  await times(10, () => ({ knownDevice: true }));
  await expect(attempt({ knownDevice: true })).rejects.toMatchObject(refused);
});

test('the right password does not count', async () => {
  const { attempt } = counting();
  for (let n = 0; n < 30; n++) await (await attempt())();
});
