import { setTimeout as pause } from 'node:timers/promises';
import {
  nextBatch,
  outboxRelay,
  type OutboxRelayDeps,
} from '../../src/actors/outbox-relay';
import { until } from '../../src/testing/until';

interface Entry {
  version: number;
  traceparent?: string;
}

const entry = (version: number): Entry => ({ version });
const versions = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => entry(first + n));

/** A relay that notes what it publishes, confirms and fails at. */
function noting(deps: Partial<OutboxRelayDeps<Entry>> = {}) {
  const published: string[] = [];
  const confirmed: string[] = [];
  const failures: [string, number][] = [];
  const relay = outboxRelay<Entry>({
    versionOf: ({ version }) => version,
    confirm: async (key, version) => void confirmed.push(`${key} ${version}`),
    failed: (_err, key, waiting) => failures.push([key, waiting]),
    ...deps,
    async publish(key, batch) {
      await deps.publish?.(key, batch);
      const of = batch.map(({ version }) => version);
      published.push(`${key} ${of.join(',')}`);
    },
  });
  return { relay, published, confirmed, failures };
}

it('publishes what it is given, and has the document drop it once no more comes', async () => {
  const { relay, published, confirmed } = noting();
  relay.deliver('a', [entry(1)]);
  await until('it is published', () => published.length === 1);
  expect(confirmed).toEqual([]);
  expect(relay.publishedUpTo('a')).toBe(1);
  await until('it is confirmed', () => confirmed.length === 1);
  expect(confirmed).toEqual(['a 1']);
  expect(relay.publishedUpTo('a')).toBe(0);
  await relay.stop();
});

it('takes nothing twice, neither what waits nor what is published', async () => {
  const { relay, published } = noting({ quietMs: 60_000, restMs: 0 });
  relay.deliver('a', [entry(1)]);
  relay.deliver('a', [entry(1), entry(2)]);
  await until('both are published', () => published.length === 2);
  relay.deliver('a', [entry(1), entry(2), entry(3)]);
  await until('the third is published', () => published.length === 3);
  expect(published).toEqual(['a 1', 'a 2', 'a 3']);
  await relay.stop();
});

it('publishes an entry that came while an earlier failure was being made good', async () => {
  let tries = 0;
  const { relay, published, failures } = noting({
    publish: async () => {
      tries += 1;
      if (tries === 1) throw new Error('the database is away');
      if (tries === 2) relay.deliver('a', [entry(2)]);
    },
  });
  relay.deliver('a', [entry(1)]);
  await until('both are published', () => published.length === 2, 3_000);
  expect(published).toEqual(['a 1', 'a 2']);
  expect(failures).toEqual([['a', 1]]);
  await relay.stop();
});

it('confirms again what could not be confirmed', async () => {
  let tries = 0;
  const { relay, failures } = noting({
    quietMs: 0,
    confirm: async () => {
      tries += 1;
      if (tries === 1) throw new Error('the actor moves');
    },
  });
  relay.deliver('a', [entry(1)]);
  await until('it was tried again', () => tries === 2, 3_000);
  expect(failures).toEqual([['a', 0]]);
  await relay.stop();
});

it('publishes a key whose entries pile up before the others that wait, for its outbox is the next to be full', async () => {
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (free = resolve));
  const { relay, published } = noting({
    publish: async () => {
      await held;
      await pause(20);
    },
  });
  for (let n = 0; n < 40; n++) relay.deliver(`calm-${n}`, [entry(1)]);
  for (const one of versions(1, 30)) relay.deliver('hot', [one]);
  free();
  await until('all are published', () => published.length === 41, 3_000);
  // Eight were under way already, and seven go beside it.
  const at = published.findIndex((line) => line.startsWith('hot'));
  expect(at).toBeLessThan(16);
  await relay.stop();
});

describe('a key whose turns keep coming', () => {
  const rested = async (restMs: number) => {
    const noted = noting({ restMs });
    noted.relay.deliver('a', [entry(1)]);
    await until(
      'the first is published at once',
      () => noted.published.length === 1,
      3_000,
    );
    return noted;
  };

  it.each([
    ['in one batch of those that came while it rested', 200, 4],
    [
      'before its rest is over once so many wait that its document fills',
      60_000,
      26,
    ],
  ])('is published %s', async (_, restMs, latest) => {
    const { relay, published } = await rested(restMs);
    for (const one of versions(2, latest)) relay.deliver('a', [one]);
    await until('the others are published', () => published.length > 1, 3_000);
    const others = versions(2, latest).map(({ version }) => version);
    expect(published).toEqual(['a 1', `a ${others.join(',')}`]);
    await relay.stop();
  });

  it('is published before its rest is over when the relay stops', async () => {
    const { relay, published } = await rested(60_000);
    relay.deliver('a', [entry(2)]);
    await relay.stop();
    expect(published).toEqual(['a 1', 'a 2']);
  });
});

describe('a batch', () => {
  const waiting = (...of: number[]) =>
    new Map(of.map((version) => [version, entry(version)]));
  const batchOf = (of: number[], most?: number) =>
    nextBatch(waiting(...of), {
      ...(most === undefined ? {} : { most }),
      sizeOf: ({ version }) => version,
    }).map(({ version }) => version);

  it('has the earliest versions that follow one another', () => {
    expect(batchOf([7, 4, 3])).toEqual([3, 4]);
    expect(batchOf([])).toEqual([]);
  });

  it('is no larger than asked for, but has one entry at least', () => {
    expect(batchOf([3, 4, 5], 7)).toEqual([3, 4]);
    expect(batchOf([30, 31], 7)).toEqual([30]);
  });
});
