import fc from 'fast-check';
import type { Reservation } from '../../src/rules/stock';
import {
  restoredReservation,
  StoredReservation,
  storedReservation,
} from '../../src/rules/stored-reservation';

const instant = fc
  .integer({ min: 0, max: 5 })
  .map((n) => new Date(n * 1_000).toISOString());
const taken = fc.array(
  fc.record({
    warehouseId: fc.constantFrom('a', 'b'),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  {
    maxLength: 2,
  },
);
const status = fc.constantFrom(
  'held' as const,
  'confirmed' as const,
  'released' as const,
  'expired' as const,
);
const operation = fc.record({
  id: fc.constantFrom('o-1', 'o-2'),
  asked: fc.constantFrom('reserve r', 'confirm r'),
  reply: fc.record({
    outcome: fc.constant('accepted' as const),
    version: fc.integer({ min: 1, max: 9 }),
    at: instant,
    available: fc.nat(9),
    reservation: fc.record(
      {
        id: fc.constant('r'),
        status,
        taken,
        expiresAt: instant,
        anew: fc.constant(true),
      },
      { requiredKeys: ['id', 'status', 'taken', 'expiresAt'] },
    ),
  }),
});
const reservation: fc.Arbitrary<Reservation> = fc.record(
  {
    id: fc.constant('r'),
    asked: fc.constant('reserve r'),
    holder: fc.constant('ann'),
    lines: fc.constant([{ quantity: 1 }]),
    taken,
    status,
    expiresAt: instant,
    endsAt: instant,
    undone: fc.boolean(),
    operations: fc.array(operation, { maxLength: 3 }),
  },
  {
    requiredKeys: [
      'id',
      'asked',
      'lines',
      'taken',
      'status',
      'expiresAt',
      'endsAt',
      'operations',
    ],
  },
);

it('is restored unchanged from a smaller stored form', () => {
  const property = fc.property(reservation, (one) => {
    const json = JSON.stringify(storedReservation(one));
    expect(
      restoredReservation(StoredReservation.parse(JSON.parse(json))),
    ).toEqual(one);
    expect(json.length).toBeLessThanOrEqual(JSON.stringify(one).length);
  });
  fc.assert(property, { numRuns: 1_000 });
});
