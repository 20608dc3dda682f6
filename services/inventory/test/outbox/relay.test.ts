import { testShell } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import type { Unpublished } from '../../src/outbox/entry';
import { stockRelay } from '../../src/outbox/relay';

const unpublished = (version: number, changes = 0): Unpublished => ({
  fact: {
    productId: 'p-1',
    vendorId: 'ann',
    version,
    operationId: `o-${version}`,
    at: '2026-01-01T00:00:00.000Z',
    available: 1,
    changes: Array.from({ length: changes }, () => ({
      kind: 'set',
      warehouseId: 'main-ann',
      onHand: { before: 1, after: 1 },
      reserved: { before: 0, after: 0 },
    })),
  },
});

function publishing() {
  const published: number[][] = [];
  const relay = stockRelay({
    ...testShell('inventory'),
    ledger: {
      append: async (facts) =>
        void published.push(facts.map(({ version }) => version)),
    },
    levels: { show: async () => undefined },
    stock: { published: async () => undefined },
  });
  return { relay, published };
}

it('appends only consecutive versions together, since another host published those between', async () => {
  const { relay, published } = publishing();
  relay.deliver('p-1', [unpublished(3), unpublished(4), unpublished(7)]);
  await until('all are published', () => published.length === 2, 3_000);
  expect(published).toEqual([[3, 4], [7]]);
  await relay.stop();
});

it('splits versions with too many changes into several batches', async () => {
  const { relay, published } = publishing();
  relay.deliver('p-1', [
    unpublished(1, 1_500),
    unpublished(2, 500),
    unpublished(3, 1),
  ]);
  await until('all are published', () => published.length === 2, 3_000);
  expect(published).toEqual([[1, 2], [3]]);
  await relay.stop();
});
