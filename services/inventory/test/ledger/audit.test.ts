import { createMetrics } from '@souk/platform/telemetry/metrics';
import { ledgerAlarm } from '../../src/ledger/alarm';
import type { LedgerEntry } from '../../src/ledger/entry';
import { audit, readLedger, type BooksDeps } from '../../src/ledger/ledger';
import { memoryLedger } from '../support/memory-stores';

const WAREHOUSE = 'main-ann';
type Change = LedgerEntry['changes'][number];
const none = { before: 0, after: 0 };

/** A product whose stock is `version` after as many turns, one more each. */
const entry = (version: number, changes?: Change[]): LedgerEntry => ({
  productId: 'p-1',
  vendorId: 'ann',
  version,
  operationId: `op-${version}`,
  at: '2026-01-01T00:00:00.000Z',
  available: version,
  changes: changes ?? [
    {
      kind: 'set',
      warehouseId: WAREHOUSE,
      onHand: { before: version - 1, after: version },
      reserved: none,
    },
  ],
});

async function withTurns(turns: number, missing: number[] = []) {
  const ledger = memoryLedger();
  const versions = Array.from({ length: turns }, (_, n) => n + 1);
  await ledger.append(
    versions.filter((n) => !missing.includes(n)).map((n) => entry(n)),
  );
  const now = { version: turns, onHand: turns };
  const stock = {
    level: async (productId: string) => ({
      productId,
      vendorId: 'ann',
      version: now.version,
      available: now.onHand,
      asOf: '2026-01-01T00:00:00.000Z',
      warehouses: [{ warehouseId: WAREHOUSE, onHand: now.onHand, reserved: 0 }],
    }),
  };
  return { ledger, now, deps: { ledger, stock } as unknown as BooksDeps };
}

describe('a page of a long ledger', () => {
  it.each([
    ['desc', 0, [3_000, 2_999], 2_999],
    ['desc', 2, [1], null],
    ['asc', 1_000, [1_001, 1_002], 1_002],
    ['asc', 2_998, [2_999, 3_000], null],
  ] as const)(
    'reads what it shows: %s after %i',
    async (order, after, versions, next) => {
      const { ledger, deps } = await withTurns(3_000);
      const page = await readLedger(deps, 'p-1', { order, after, limit: 2 });
      expect(page.items.map(({ version }) => version)).toEqual(versions);
      expect(page.next).toBe(next);
      expect(ledger.read.length).toBeLessThanOrEqual(2);
    },
  );

  it('is full in spite of entries that are missing', async () => {
    const { deps } = await withTurns(9, [2, 3, 8, 9]);
    const read = async (order: 'asc' | 'desc') => {
      const query = { order, after: 0, limit: 2 };
      const { items, next } = await readLedger(deps, 'p-1', query);
      return [items.map(({ version }) => version), next];
    };
    expect(await read('desc')).toEqual([[7, 6], 6]);
    expect(await read('asc')).toEqual([[1, 4], 4]);
  });
});

describe('an audit of a long ledger', () => {
  it('begins where an earlier one has proven it', async () => {
    const { ledger, now, deps } = await withTurns(12_000);
    expect(await audit(deps, 'p-1')).toMatchObject({ conserved: true });
    await ledger.append([entry(12_001)]);
    Object.assign(now, { version: 12_001, onHand: 12_001 });
    ledger.read.length = 0;
    expect(await audit(deps, 'p-1')).toMatchObject({
      conserved: true,
      version: 12_001,
      ledgerVersion: 12_001,
    });
    expect(ledger.read).toEqual([12_001]);
  });

  it('goes on from before what it has found, each time', async () => {
    const { deps, ledger } = await withTurns(6_000, [5_500]);
    for (let n = 0; n < 2; n++)
      expect(await audit(deps, 'p-1')).toMatchObject({
        conserved: false,
        gaps: [5_500],
      });
    expect(await ledger.proven('p-1')).toMatchObject({ version: 5_000 });
  });

  const reservation = (
    version: number,
    kind: Change['kind'],
    [onHand, after]: [number, number],
    [held, holds]: [number, number],
  ) => ({
    ...entry(version, [
      {
        kind,
        warehouseId: WAREHOUSE,
        operationId: `op-${version}`,
        reservationId: 'r-1',
        onHand: { before: onHand, after },
        reserved: { before: held, after: holds },
      },
    ]),
    available: after - holds,
  });
  const proving = async (turns: LedgerEntry[], onHand: number) => {
    const { ledger, now, deps } = await withTurns(3);
    await audit(deps, 'p-1');
    for (const turn of turns) {
      await ledger.append([turn]);
      Object.assign(now, { version: turn.version, onHand });
    }
    return audit(deps, 'p-1');
  };

  it('finds a reservation that ends twice, once before what is proven and once after', async () => {
    const { ledger, now, deps } = await withTurns(3);
    await ledger.append([
      reservation(4, 'reserved', [3, 3], [0, 1]),
      reservation(5, 'confirmed', [3, 2], [1, 0]),
    ]);
    Object.assign(now, { version: 5, onHand: 2 });
    expect(await audit(deps, 'p-1')).toMatchObject({ endedTwice: [] });
    await ledger.append([reservation(6, 'confirmed', [2, 1], [0, 0])]);
    Object.assign(now, { version: 6, onHand: 1 });
    expect(await audit(deps, 'p-1')).toMatchObject({ endedTwice: ['r-1'] });
  });

  it('finds nothing wrong with one that expires and is confirmed anew', async () => {
    const turns = [
      reservation(4, 'reserved', [3, 3], [0, 1]),
      reservation(5, 'expired', [3, 3], [1, 0]),
      reservation(6, 'confirmed', [3, 2], [0, 0]),
    ];
    expect(await proving(turns, 2)).toMatchObject({
      conserved: true,
      endedTwice: [],
    });
  });

  it('finds an end of what is not held', async () => {
    const turns = [
      reservation(4, 'reserved', [3, 3], [0, 1]),
      reservation(5, 'released', [3, 3], [1, 0]),
      reservation(6, 'released', [3, 3], [1, 0]),
    ];
    expect(await proving(turns, 3)).toMatchObject({
      conserved: false,
      endedTwice: ['r-1'],
    });
  });
});

it('raises an alarm for an entry that differs from the one of its version', async () => {
  const metrics = createMetrics('inventory');
  const errors: unknown[] = [];
  const ledger = memoryLedger(
    ledgerAlarm({ error: (given: unknown) => errors.push(given) }, metrics),
  );
  await ledger.append([entry(1)]);
  await ledger.append([{ ...entry(1), available: 9 }, entry(2)]);
  expect(errors).toMatchObject([{ productId: 'p-1', version: 1 }]);
  expect(await metrics.registry.metrics()).toContain(
    'souk_alarms_total{alarm="ledger-conflict",service="inventory"} 1',
  );
});
