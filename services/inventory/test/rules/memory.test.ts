import type {
  Accepted,
  RefusedOperation,
  Reservation,
} from '../../src/rules/stock';
import type { DueList } from '../../src/rules/due-list';
import { draftMemory, NO_MEMORY, recalled } from '../../src/rules/memory';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (ms: number) => new Date(START + ms).toISOString();

function reservation(id: string, more: Partial<Reservation> = {}): Reservation {
  const taken = [
    { warehouseId: 'north', quantity: 2 },
    { warehouseId: 'south', quantity: 1 },
  ];
  return {
    id,
    asked: id,
    lines: [{ quantity: 3 }],
    taken,
    status: 'held',
    expiresAt: at(60),
    endsAt: at(60),
    operations: [],
    ...more,
  };
}
const refusal = (id: string, endsAt: string): RefusedOperation => ({
  id,
  asked: id,
  endsAt,
  reply: { outcome: 'refused', reason: 'insufficient-stock', version: 1 },
});

it('starts empty', () => {
  expect({
    ...NO_MEMORY,
    reservations: NO_MEMORY.reservations.size,
    operations: NO_MEMORY.operations.size,
  }).toMatchObject({
    reservations: 0,
    operations: 0,
    held: [],
    ended: [],
    refused: [],
    places: 0,
  });
});

it('counts places and units per holder while held, and reservations per holder until they are forgotten', () => {
  const draft = draftMemory(NO_MEMORY);
  draft.keep(reservation('a', { holder: 'ann' }));
  draft.keep(reservation('b'));
  expect([
    draft.places(),
    draft.heldBy('ann'),
    draft.madeBy('ann'),
    draft.done().heldBy.size,
  ]).toEqual([4, 3, 1, 1]);

  const next = draftMemory(draft.done());
  next.keep(reservation('a', { holder: 'ann', status: 'released' }));
  expect([
    next.places(),
    next.heldBy('ann'),
    next.madeBy('ann'),
    next.done().heldBy.size,
  ]).toEqual([2, 0, 1, 0]);

  const last = draftMemory(next.done());
  last.forget(Infinity);
  expect([last.places(), last.madeBy('ann'), last.done().madeBy.size]).toEqual([
    2, 0, 0,
  ]);
});

it('leaves the original memory unchanged', () => {
  const before = draftMemory(NO_MEMORY);
  before.keep(reservation('a'));
  const memory = before.done();
  draftMemory(memory).keep(reservation('b'));
  expect([...memory.reservations.keys()]).toEqual(['a']);
});

it('names the records to store and to remove', () => {
  const draft = draftMemory(NO_MEMORY);
  draft.keep(reservation('a', { status: 'confirmed', endsAt: at(10) }));
  draft.keep(reservation('b'));
  draft.refuse(refusal('o', at(10)), 9);
  expect(draft.records()).toEqual({
    kept: new Set(['r:a', 'r:b', 'f:o']),
    forgotten: new Set(),
  });

  draft.forget(START + 11);
  expect(draft.records()).toEqual({
    kept: new Set(['r:b']),
    forgotten: new Set(['r:a', 'f:o']),
  });
});

it('forgets what ended before a time, with its operations, but nothing that ended at it', () => {
  const memory = recalled(
    [],
    [
      reservation('a', {
        status: 'expired',
        operations: [{ id: 'op', asked: 'a', reply: held }],
      }),
    ],
    [refusal('o', at(60))],
  );
  expect([...memory.operations.keys()]).toEqual(['op', 'o']);

  const draft = draftMemory(memory);
  draft.forget(START + 60);
  expect([
    draft.reservation('a')?.id,
    draft.operation('op')?.id,
    draft.operation('o')?.id,
  ]).toEqual(['a', 'op', 'o']);
  draft.forget(START + 61);
  expect([
    draft.reservation('a'),
    draft.operation('op'),
    draft.operation('o'),
  ]).toEqual([undefined, undefined, undefined]);
  expect(draft.places()).toBe(0);
});

it('ignores a due entry without a reservation', () => {
  const draft = draftMemory({
    ...NO_MEMORY,
    held: [[{ at: 1, id: 'x' }]],
    ended: [[{ at: 1, id: 'y' }]],
  });
  expect(draft.expired(1, 9)).toEqual([]);
  draft.forget(2);
  expect([draft.places(), draft.records().forgotten.size]).toEqual([0, 0]);
});

it('forgets the refusals that end first above the limit', () => {
  const draft = draftMemory(NO_MEMORY);
  for (const ms of [30, 10, 20]) draft.refuse(refusal(`o-${ms}`, at(ms)), 2);
  expect(['o-10', 'o-20', 'o-30'].map((id) => draft.operation(id)?.id)).toEqual(
    [undefined, 'o-20', 'o-30'],
  );
});

it('is restored unchanged: counts, reservations with their replies, refusals', () => {
  const operations = [{ id: 'op', asked: 'a', reply: held }];
  const kept = [
    reservation('a', { holder: 'ann', operations }),
    reservation('b', { status: 'confirmed' }),
  ];
  const memory = recalled(
    [{ id: 'count', asked: 'set', reply: accepted }],
    kept,
    [refusal('o', at(5))],
  );
  const ids = (list: DueList) => list.flat().map(({ id }) => id);
  expect([...memory.operations.keys()].sort()).toEqual(['count', 'o', 'op']);
  expect([ids(memory.held), ids(memory.ended), ids(memory.refused)]).toEqual([
    ['a'],
    ['b'],
    ['o'],
  ]);
  expect([memory.places, memory.heldBy.get('ann')]).toEqual([2, 3]);
});

const accepted = {
  outcome: 'accepted',
  version: 1,
  at: at(0),
  available: 1,
} as const;
const held: Accepted = {
  ...accepted,
  reservation: {
    id: 'a',
    status: 'held',
    taken: [{ warehouseId: 'north', quantity: 1 }],
    expiresAt: at(60),
  },
};

it('keeps an ended reservation compactly, and gives it back whole', () => {
  const operations = [{ id: 'op', asked: 'a', reply: held }];
  const draft = draftMemory(NO_MEMORY);
  const ended = reservation('a', { status: 'released', operations });
  draft.keep(reservation('a', { operations }));
  draft.keep(ended);
  expect(typeof draft.done().reservations.get('a')).toBe('string');

  const next = draftMemory(draft.done());
  expect(next.reservation('a')).toEqual(ended);
  expect(next.operation('op')).toEqual(operations[0]);
});

it('forgets those that ended first above the limit', () => {
  const draft = draftMemory(NO_MEMORY);
  for (const ms of [30, 10, 20])
    draft.keep(reservation(`r-${ms}`, { status: 'released', endsAt: at(ms) }));
  draft.forget(START, 2);
  expect(
    ['r-10', 'r-20', 'r-30'].map((id) => draft.reservation(id)?.id),
  ).toEqual([undefined, 'r-20', 'r-30']);
});
