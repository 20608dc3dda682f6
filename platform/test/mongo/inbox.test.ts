import { mongoInbox } from '../../src/mongo/inbox';
import { testDatabase } from '../../src/testing/database';
import { until } from '../../src/testing/until';

const mongo = testDatabase('inbox');
afterAll(() => mongo.close());

let sender = 0;
const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
const CLAIM_MS = 30_000;
const options = { now: () => new Date(clock.ms), claimMs: CLAIM_MS };
/** Two processes that receive the events of one sender. */
function processes() {
  const name = `sender-${(sender += 1)}`;
  return [0, 1].map(() => mongoInbox(mongo.db, name, options));
}
const unavailable = { kind: 'unavailable', slug: 'dependency-unavailable' };

it('carries an event out once, however often and wherever it arrives', async () => {
  const [one, two] = processes();
  const done: number[] = [];
  const work = async (attempt: number) => void done.push(attempt);
  expect(await one!.once('e-1', work)).toBe(true);
  expect(await two!.once('e-1', work)).toBe(false);
  expect(await two!.once('e-2', work)).toBe(true);
  expect(done).toEqual([1, 1]);
});

it('lets one of many duplicates at once carry it out', async () => {
  const both = processes();
  let done = 0;
  const { promise: finished, resolve: finish } = withResolvers();
  const deliver = (n: number) =>
    both[n % 2]!.once('e-1', async () => {
      done += 1;
      await finished;
    });
  const all = Array.from({ length: 20 }, (_, n) => deliver(n));
  // All others are refused before the one ends.
  const others = all.map((one) => one.catch(() => 'refused'));
  await Promise.any([
    Promise.all(others.slice(0, 10)),
    Promise.all(others.slice(10)),
  ]);
  finish();
  const results = await Promise.all(others);
  expect(done).toBe(1);
  expect(results.filter((one) => one === true)).toHaveLength(1);
  expect(await both[0]!.once('e-1', async () => undefined)).toBe(false);
});

it('is carried out again at once after its work has failed', async () => {
  const [one, two] = processes();
  const failing = one!.once('e-1', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  const attempts: number[] = [];
  await two!.once('e-1', async (attempt) => void attempts.push(attempt));
  expect(attempts).toEqual([2]);
});

it('is taken over from a process that was killed in the middle', async () => {
  const [killed, other] = processes();
  void killed!.once('e-1', () => new Promise(() => undefined));
  const attempts: number[] = [];
  const again = () =>
    other!.once('e-1', async (attempt) => void attempts.push(attempt));
  await mongoInboxHas('e-1');
  await expect(again()).rejects.toMatchObject(unavailable);
  clock.ms += CLAIM_MS;
  expect(await again()).toBe(true);
  expect(await again()).toBe(false);
  expect(attempts).toEqual([2]);
});

it('forgets an event after its time', async () => {
  const [inbox] = processes();
  await inbox!.once('e-1', async () => undefined);
  const name = `inbox-sender-${sender}`;
  const indexes = await mongo.db.collection(name).indexes();
  expect(indexes).toContainEqual(
    expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
  );
  const stored = await mongo.db
    .collection<{ _id: string; expiresAt: Date }>(name)
    .findOne({ _id: 'e-1' });
  expect(stored?.expiresAt).toEqual(new Date(clock.ms + 30 * 24 * 3_600_000));
});

/** Resolves once the event has been claimed. */
async function mongoInboxHas(id: string) {
  await until('it is claimed', async () =>
    Boolean(
      await mongo.db
        .collection<{ _id: string }>(`inbox-sender-${sender}`)
        .findOne({ _id: id }),
    ),
  );
}

/** Node 22 has `Promise.withResolvers`. */
function withResolvers() {
  const made: { resolve?: () => void } = {};
  const promise = new Promise<void>((resolve) => (made.resolve = resolve));
  return { promise, resolve: () => made.resolve?.() };
}
