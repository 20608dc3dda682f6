import { setTimeout as pause } from 'node:timers/promises';
import { testShell } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import type { Untold } from '../../src/actor/document';
import type { LedgerEntry } from '../../src/ledger/store';
import { stockRelay } from '../../src/outbox/relay';

const untold = (version: number): Untold => ({
  fact: {
    productId: 'p-1',
    vendorId: 'ann',
    version,
    operationId: `o-${version}`,
    at: '2026-01-01T00:00:00.000Z',
    available: 1,
    changes: [],
  },
});

it('tells a change that came while an earlier failure was being made good', async () => {
  const told: number[] = [];
  let tries = 0;
  const append = async (entries: LedgerEntry[]) => {
    tries += 1;
    if (tries === 1) throw new Error('the database is away');
    if (tries === 2) relay.deliver('p-1', [untold(2)]);
    told.push(...entries.map(({ version }) => version));
  };
  const relay = stockRelay({
    ...testShell('inventory'),
    ledger: { append, showLevel: async () => undefined },
    publish: async () => undefined,
    stock: { told: async () => undefined },
  });

  relay.deliver('p-1', [untold(1)]);

  await until('both are told', () => told.length === 2, 3_000);
  expect(told).toEqual([1, 2]);
  await relay.stop();
});

it('makes one event only of versions that follow one another: those between were told by another host', async () => {
  const told: string[] = [];
  const relay = stockRelay({
    ...testShell('inventory'),
    ledger: { append: async () => undefined, showLevel: async () => undefined },
    publish: async ({ id }) => void told.push(id),
    stock: { told: async () => undefined },
  });

  relay.deliver('p-1', [untold(3), untold(4), untold(7)]);

  await until('all are told', () => told.length === 2, 3_000);
  expect(told).toEqual(['p-1.3-4', 'p-1.7']);
  await relay.stop();
});

it('goes to a product whose changes pile up before the others that wait, for it is the next to refuse', async () => {
  const told: string[] = [];
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (free = resolve));
  const relay = stockRelay({
    ...testShell('inventory'),
    ledger: { append: () => held, showLevel: () => pause(20) },
    publish: async ({ id }) => void told.push(id.split('.')[0] ?? ''),
    stock: { told: async () => undefined },
  });
  const of = (productId: string, version: number): Untold => {
    const { fact } = untold(version);
    return { fact: { ...fact, productId } };
  };

  for (let n = 0; n < 40; n++) relay.deliver(`calm-${n}`, [of(`calm-${n}`, 1)]);
  for (let version = 1; version <= 30; version++)
    relay.deliver('hot', [of('hot', version)]);
  free();

  await until('all are told', () => told.length === 41, 3_000);
  // Eight were under way already, and seven go beside it.
  expect(told.indexOf('hot')).toBeLessThan(16);
  await relay.stop();
});

describe('a product whose turns keep coming', () => {
  const telling = (restMs: number) => {
    const told: string[] = [];
    const relay = stockRelay({
      ...testShell('inventory'),
      ledger: {
        append: async () => undefined,
        showLevel: async () => undefined,
      },
      publish: async ({ id }) => void told.push(id),
      stock: { told: async () => undefined },
      restMs,
    });
    return { relay, told };
  };
  const first = async ({ relay, told }: ReturnType<typeof telling>) => {
    relay.deliver('p-1', [untold(1)]);
    await until('the first is told at once', () => told.length === 1, 3_000);
  };

  it.each([
    ['in one event of those that came while it rested', 200, 4],
    [
      'before its rest is over once so many wait that its document fills',
      60_000,
      26,
    ],
  ])('is told %s', async (_, restMs, latest) => {
    const { relay, told } = telling(restMs);
    await first({ relay, told });
    for (let version = 2; version <= latest; version++)
      relay.deliver('p-1', [untold(version)]);

    await until('the others are told', () => told.length > 1, 3_000);
    expect(told).toEqual(['p-1.1', `p-1.2-${latest}`]);
    await relay.stop();
  });

  it('is told before its rest is over when the relay stops', async () => {
    const { relay, told } = telling(60_000);
    await first({ relay, told });
    relay.deliver('p-1', [untold(2)]);

    await relay.stop();
    expect(told).toEqual(['p-1.1', 'p-1.2']);
  });
});
