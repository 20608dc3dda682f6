import { until } from '@souk/platform/testing/until';
import type { Command } from '../../src/rules/command';
import {
  inventoryWorld,
  opening,
  PRODUCT,
  versionsPublished,
} from '../support/inventory-world';

it('handles many calls for one product in one turn, one write and one event', async () => {
  const world = inventoryWorld();
  let writes = 0;
  const host = world.boot((name, call) => async (...args) => {
    if (name === 'state save') writes += 1;
    return call(...args);
  });
  await host.apply(PRODUCT, opening);
  await until(
    'the opening is published',
    () => world.document()?.outbox.length === 0,
  );
  writes = 0;
  const reserve = (n: number): Command => ({
    kind: 'reserve',
    operationId: `op-${n}`,
    reservationId: `r-${n}`,
    ttlSeconds: 60,
    lines: [{ quantity: 1 }],
  });
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => host.apply(PRODUCT, reserve(n))),
  );
  expect(
    answers.filter(({ reply }) => reply.outcome === 'accepted'),
  ).toHaveLength(5);
  expect(
    answers
      .map(({ reply }) =>
        reply.outcome === 'accepted' ? reply.reservation?.id : reply.reason,
      )
      .slice(0, 6),
  ).toEqual([...['r-0', 'r-1', 'r-2', 'r-3', 'r-4'], 'insufficient-stock']);
  await until('all is published', () => world.document()?.outbox.length === 0);
  expect(world.document()?.stock).toMatchObject({
    version: 3,
    warehouses: [{ onHand: 5, reserved: 5 }],
  });
  expect(versionsPublished(world.appended)).toEqual([1, 2, 3]);
  expect(writes).toBeLessThan(6);
});
