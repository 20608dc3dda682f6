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
  const published: string[] = [];
  const relay = stockRelay({
    ...testShell('inventory'),
    ledger: { append: async () => undefined },
    levels: { show: async () => undefined },
    publish: async ({ id }) => void published.push(id),
    stock: { published: async () => undefined },
  });
  return { relay, published };
}

it('merges only consecutive versions into one event, since another host published those between', async () => {
  const { relay, published } = publishing();
  relay.deliver('p-1', [unpublished(3), unpublished(4), unpublished(7)]);
  await until('all are published', () => published.length === 2, 3_000);
  expect(published).toEqual(['p-1.3-4', 'p-1.7']);
  await relay.stop();
});

it('splits versions with too many changes into several events', async () => {
  const { relay, published } = publishing();
  relay.deliver('p-1', [
    unpublished(1, 1_500),
    unpublished(2, 500),
    unpublished(3, 1),
  ]);
  await until('all are published', () => published.length === 2, 3_000);
  expect(published).toEqual(['p-1.1-2', 'p-1.3']);
  await relay.stop();
});
