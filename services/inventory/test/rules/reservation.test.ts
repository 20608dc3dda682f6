import {
  HOLDER_LIMIT,
  HOLDER_RESERVATIONS,
  MAX_OPERATIONS,
  MAX_PLACES,
} from '../../src/rules/reservation';
import { dueSize } from '../../src/rules/due-list';
import { storedIn } from '../../src/rules/memory';
import { REMEMBERED_MS, REMEMBERED_REFUSALS } from '../../src/rules/replay';
import {
  earliestExpiry,
  type Refused,
  type Reply,
} from '../../src/rules/stock';
import type { Command, ReserveCommand } from '../../src/rules/command';
import { takeTurn } from '../../src/rules/turn';
import { applyCommand } from './one-command';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1_000);
const opened = (warehouses: Record<string, number>) =>
  applyCommand(
    undefined,
    {
      kind: 'open',
      operationId: 'open:p-1',
      productId: 'p-1',
      vendorId: 'ann',
      lines: Object.entries(warehouses).map(([warehouseId, quantity]) => ({
        warehouseId,
        quantity,
      })),
    },
    at(0),
  ).stock;
const reserve = (
  reservationId: string,
  quantity: number,
  more: Partial<ReserveCommand> = {},
): ReserveCommand => ({
  kind: 'reserve',
  operationId: `reserve-${reservationId}`,
  reservationId,
  ttlSeconds: 60,
  lines: [{ quantity }],
  ...more,
});
const end = (
  kind: 'confirm' | 'release',
  reservationId: string,
  operationId = `${kind}-${reservationId}`,
): Command => ({
  kind,
  operationId,
  reservationId,
});
const extend = (
  reservationId: string,
  ttlSeconds: number,
  operationId = `extend-${ttlSeconds}`,
): Command => ({
  kind: 'extend',
  operationId,
  reservationId,
  ttlSeconds,
});

/**
 * Stock that commands are given to one after another, at a second of the
 * history each.
 */
function history(
  warehouses: Record<string, number> = { north: 5 },
  before: Command[][] = [],
) {
  let stock = opened(warehouses);
  for (const commands of before) stock = takeTurn(stock, commands, at(0)).stock;
  return {
    stock: () => stock!,
    levels: () =>
      stock!.warehouses.map(({ warehouseId, onHand, reserved }) => [
        warehouseId,
        onHand,
        reserved,
      ]),
    give: (command: Command, second = 0) => {
      const turn = applyCommand(stock, command, at(second));
      stock = turn.stock;
      return turn;
    },
  };
}
const reasonOf = (reply: Reply) => (reply as Refused).reason;

describe('reserving', () => {
  it('reserves units without changing what is on hand, until it expires', () => {
    const { give, levels } = history();
    const { reply, changes } = give(reserve('r-1', 2));
    const taken = [{ warehouseId: 'north', quantity: 2 }];
    expect(reply).toMatchObject({
      outcome: 'accepted',
      version: 2,
      available: 3,
    });
    expect(reply).toMatchObject({
      reservation: {
        id: 'r-1',
        status: 'held',
        taken,
        expiresAt: at(60).toISOString(),
      },
    });
    expect(levels()).toEqual([['north', 5, 2]]);
    expect(changes).toEqual([
      {
        kind: 'reserved',
        warehouseId: 'north',
        operationId: 'reserve-r-1',
        reservationId: 'r-1',
        onHand: { before: 5, after: 5 },
        reserved: { before: 0, after: 2 },
      },
    ]);
  });

  it.each([
    [
      'where most is available',
      [{ quantity: 2 }],
      { a: 3, b: 5, c: 4 },
      { b: 2 },
    ],
    ['ties by id', [{ quantity: 2 }], { b: 5, a: 5, c: 1 }, { a: 2 }],
    [
      'split when it must be',
      [{ quantity: 8 }],
      { a: 3, b: 5, c: 4 },
      { b: 5, c: 3 },
    ],
    [
      'at the warehouse that is named',
      [{ quantity: 2, warehouseId: 'a' }],
      { a: 3, b: 5 },
      { a: 2 },
    ],
    [
      'named lines first',
      [{ quantity: 5 }, { quantity: 4, warehouseId: 'b' }],
      { a: 4, b: 5 },
      { a: 4, b: 5 },
    ],
    [
      'duplicates summed',
      [
        { quantity: 2, warehouseId: 'a' },
        { quantity: 1, warehouseId: 'a' },
      ],
      { a: 3 },
      { a: 3 },
    ],
  ])('takes units %s', (_how, lines, warehouses, expected) => {
    const { reply } = history(warehouses).give(reserve('r-1', 1, { lines }));
    const taken = Object.entries(expected).map(([warehouseId, quantity]) => ({
      warehouseId,
      quantity,
    }));
    expect(reply).toMatchObject({ reservation: { taken } });
  });

  it.each([
    ['more than there is', [{ quantity: 9 }], { available: 8 }],
    [
      'more than there is at a warehouse',
      [{ quantity: 4, warehouseId: 'a' }],
      { available: 3, warehouseId: 'a' },
    ],
    [
      'at a warehouse that has none',
      [{ quantity: 1, warehouseId: 'x' }],
      { available: 0, warehouseId: 'x' },
    ],
    [
      'halves whose sum is too much',
      [
        { quantity: 2, warehouseId: 'a' },
        { quantity: 2, warehouseId: 'a' },
      ],
      { available: 3 },
    ],
  ])('is refused for %s, and takes nothing', (_what, lines, more) => {
    const { give, levels } = history({ a: 3, b: 5 });
    const { reply, changes } = give(reserve('r-1', 1, { lines }));
    expect(reply).toMatchObject({
      outcome: 'refused',
      reason: 'insufficient-stock',
      version: 1,
      ...more,
    });
    expect(changes).toEqual([]);
    expect(levels()).toEqual([
      ['a', 3, 0],
      ['b', 5, 0],
    ]);
  });

  it('is refused for a product that was never opened', () => {
    expect(
      reasonOf(applyCommand(undefined, reserve('r-1', 1), at(0)).reply),
    ).toBe('unknown-product');
  });

  it('limits each holder separately', () => {
    const { give } = history({ north: 1_000 });
    const ann = { holder: 'ann' };
    give(reserve('r-1', HOLDER_LIMIT - 1, ann));
    expect(give(reserve('r-2', 2, ann)).reply).toMatchObject({
      reason: 'quantity-limit',
      limit: HOLDER_LIMIT,
    });
    expect(
      give(reserve('r-3', HOLDER_LIMIT, { holder: 'bob' })).reply.outcome,
    ).toBe('accepted');
    give(end('release', 'r-1'));
    expect(give(reserve('r-4', HOLDER_LIMIT, ann)).reply.outcome).toBe(
      'accepted',
    );
  });

  it('limits how many of one holder are remembered, even when all have ended', () => {
    const { give } = history({ north: 1_000 });
    const ann = { holder: 'ann', ttlSeconds: 1 };
    for (let n = 0; n < HOLDER_RESERVATIONS; n++) {
      give(reserve(`r-${n}`, 1, ann));
      give(end('release', `r-${n}`));
    }
    const again = (
      id: string,
      after: number,
      more: Partial<ReserveCommand> = ann,
    ) => give(reserve(id, 1, more), after).reply;
    expect(again('more', 0)).toMatchObject({
      reason: 'too-many-reservations',
      limit: HOLDER_RESERVATIONS,
    });
    expect(again('other', 0, { ...ann, holder: 'bob' }).outcome).toBe(
      'accepted',
    );
    const unheard = HOLDER_RESERVATIONS * 2 + 2;
    expect(
      again('more', 2 + REMEMBERED_MS / 1_000, { ...ann, unheard }).outcome,
    ).toBe('accepted');
  });

  it('takes no place once it has ended', () => {
    const { give, stock } = history();
    give(reserve('r-1', 2));
    expect(stock().memory.places).toBe(1);
    give(end('release', 'r-1'));
    expect(stock().memory.places).toBe(0);
  });

  it('needs no holder, and then has no limit per holder', () => {
    const { reply } = history({ north: 1_000 }).give(
      reserve('r-1', HOLDER_LIMIT + 1),
    );
    expect(reply.outcome).toBe('accepted');
  });

  it('is refused when the document is full, without remembering that refusal', () => {
    const withPlaces = (places: number) => {
      const stock = opened({ north: 9, south: 1 })!;
      return { ...stock, memory: { ...stock.memory, places } };
    };
    const refused = applyCommand(
      withPlaces(MAX_PLACES),
      reserve('r-1', 1),
      at(0),
    );
    expect(refused.reply).toMatchObject({
      reason: 'too-many-reservations',
      limit: MAX_PLACES,
    });
    expect(
      applyCommand(withPlaces(MAX_PLACES - 1), reserve('r-1', 10), at(0)).reply
        .outcome,
    ).toBe('refused');
    expect(
      applyCommand(withPlaces(MAX_PLACES - 1), reserve('r-1', 1), at(0)).reply
        .outcome,
    ).toBe('accepted');

    const { memory } = refused.stock!;
    const roomAgain = { ...refused.stock!, memory: { ...memory, places: 0 } };
    expect(
      applyCommand(roomAgain, reserve('r-1', 1), at(0)).reply.outcome,
    ).toBe('accepted');
  });

  it('stores one record, and one for a refusal', () => {
    const accepted = takeTurn(opened({ north: 5 }), [reserve('r-1', 2)], at(0));
    expect(accepted.records).toEqual({
      kept: new Set(['r:r-1']),
      forgotten: new Set(),
    });
    const refused = takeTurn(accepted.stock, [reserve('r-2', 9)], at(0));
    expect(refused.records).toEqual({
      kept: new Set(['f:reserve-r-2']),
      forgotten: new Set(),
    });
  });
});

describe('a repeated id', () => {
  it.each([
    ['accepted', 2],
    ['refused', 9],
  ])(
    'gets the first reply when that was %s, whatever happened since',
    (outcome, quantity) => {
      const { give, stock } = history();
      const first = give(reserve('r-1', quantity));
      give({
        kind: 'receive',
        operationId: 'in',
        vendorId: 'ann',
        warehouseId: 'north',
        quantity: 50,
      });
      give(end('release', 'r-1'));
      const before = stock();
      expect(
        give(reserve('r-1', quantity), 59 + REMEMBERED_MS / 1_000),
      ).toEqual({
        stock: before,
        reply: first.reply,
        changes: [],
      });
      expect(first.reply.outcome).toBe(outcome);
    },
  );

  it('may be forgotten when the document does not say how far it has forgotten', () => {
    const older = opened({ north: 5 })!;
    delete older.forgotten;
    const { reply } = applyCommand(older, end('confirm', 'r-1'), at(1));
    expect(reasonOf(reply)).toBe('forgotten');
  });

  it('is forgotten one hour after the end of its reservation, not before', () => {
    const { give } = history();
    const first = give(reserve('r-1', 2)).reply;
    expect(give(reserve('r-1', 2), 60 + REMEMBERED_MS / 1_000).reply).toEqual(
      first,
    );
    expect(
      reasonOf(
        give(end('confirm', 'r-1'), 60.001 + REMEMBERED_MS / 1_000).reply,
      ),
    ).toBe('forgotten');
  });

  it.each([
    ['another quantity', reserve('r-1', 3)],
    ['another time', reserve('r-1', 2, { ttlSeconds: 61 })],
    ['another holder', reserve('r-1', 2, { holder: 'bob' })],
    [
      'another warehouse',
      reserve('r-1', 2, { lines: [{ quantity: 2, warehouseId: 'north' }] }),
    ],
  ])('is refused with %s', (_what, command) => {
    const { give } = history();
    give(reserve('r-1', 2));
    expect(reasonOf(give(command).reply)).toBe('operation-reused');
    expect(reasonOf(give({ ...command, operationId: 'other' }).reply)).toBe(
      'reservation-reused',
    );
  });

  it('is the same whatever the order of its lines', () => {
    const [north, south] = ['north', 'south'].map((warehouseId) => ({
      quantity: 1,
      warehouseId,
    }));
    const lines = [south!, { quantity: 1 }, north!];
    const { give } = history({ north: 5, south: 5 });
    const first = give(reserve('r-1', 1, { lines })).reply;
    expect(
      give(reserve('r-1', 1, { lines: [north!, south!, { quantity: 1 }] }))
        .reply,
    ).toEqual(first);
    const named = give(reserve('r-2', 1, { lines: [south!, north!] })).reply;
    expect(give(reserve('r-2', 1, { lines: [north!, south!] })).reply).toEqual(
      named,
    );
  });

  it('is refused with the lines of another', () => {
    const { give } = history({ 0: 20, b: 20, '1b': 20 });
    const lines = (...pairs: [string, number][]) =>
      pairs.map(([warehouseId, quantity]) => ({ warehouseId, quantity }));
    give(reserve('r-1', 1, { lines: lines(['0', 1], ['1b', 2]) }));
    expect(
      reasonOf(
        give(reserve('r-1', 1, { lines: lines(['0', 11], ['b', 2]) })).reply,
      ),
    ).toBe('operation-reused');
  });

  it.each([
    ['a longer time', extend('r-1', 99, 'x'), extend('r-1', 98, 'x')],
    [
      'another way to end',
      end('release', 'r-1', 'x'),
      end('confirm', 'r-1', 'x'),
    ],
    [
      'another reservation to end',
      end('release', 'r-1', 'x'),
      end('release', 'r-2', 'x'),
    ],
    ['an end', extend('r-1', 99, 'x'), end('confirm', 'r-1', 'x')],
  ])('is refused with %s', (_what, first, second) => {
    const { give } = history();
    give(reserve('r-1', 2));
    give(reserve('r-2', 2));
    expect(give(first).reply.outcome).toBe('accepted');
    expect(reasonOf(give(second).reply)).toBe('operation-reused');
  });

  it('distinguishes a holder from no holder', () => {
    const { give } = history();
    give(reserve('r-1', 2, { holder: 'bob' }));
    expect(reasonOf(give(reserve('r-1', 2, { holder: 'eve' })).reply)).toBe(
      'operation-reused',
    );
    expect(reasonOf(give(reserve('r-1', 2)).reply)).toBe('operation-reused');
  });

  it('is refused for a count after a reservation used it', () => {
    const { give } = history();
    give(reserve('r-1', 2, { operationId: 'x' }));
    const set: Command = {
      kind: 'set',
      operationId: 'x',
      vendorId: 'ann',
      warehouseId: 'north',
      quantity: 9,
    };
    expect(reasonOf(give(set).reply)).toBe('operation-reused');
  });

  it('returns the current reservation to another operation with the same request', () => {
    const { give, levels } = history();
    const first = give(reserve('r-1', 2)).reply;
    const { reply, changes } = give(
      reserve('r-1', 2, { operationId: 'again' }),
      1,
    );
    expect(reply).toMatchObject({
      reservation: (first as { reservation: object }).reservation,
    });
    expect(changes).toEqual([]);
    expect(levels()).toEqual([['north', 5, 2]]);
    give(end('confirm', 'r-1'));
    expect(
      reasonOf(give(reserve('r-1', 2, { operationId: 'third' }), 1).reply),
    ).toBe('already-confirmed');
  });

  it('is remembered among the latest refusals only', () => {
    const { give, stock } = history();
    for (let n = 0; n < REMEMBERED_REFUSALS + 3; n++)
      give(end('confirm', 'none', `op-${n}`), n / 1_000);
    expect(dueSize(stock().memory.refused)).toBe(REMEMBERED_REFUSALS);
    expect(stock().memory.operations.has('op-2')).toBe(false);
    expect(stock().memory.operations.has('op-3')).toBe(true);
    expect(stock().version).toBe(1);
  }, 60_000);
});

describe('the end of a reservation', () => {
  it('takes confirmed units from what is on hand', () => {
    const { give, levels } = history();
    give(reserve('r-1', 2));
    const { reply, changes } = give(end('confirm', 'r-1'), 59);
    expect(reply).toMatchObject({
      outcome: 'accepted',
      available: 3,
      reservation: { status: 'confirmed' },
    });
    expect(changes).toMatchObject([
      {
        kind: 'confirmed',
        onHand: { before: 5, after: 3 },
        reserved: { before: 2, after: 0 },
      },
    ]);
    expect(levels()).toEqual([['north', 3, 0]]);
  });

  it('gives released units back', () => {
    const { give, levels } = history();
    give(reserve('r-1', 2));
    expect(give(end('release', 'r-1')).changes).toMatchObject([
      { kind: 'released', reserved: { before: 2, after: 0 } },
    ]);
    expect(levels()).toEqual([['north', 5, 0]]);
  });

  it.each([
    ['confirm', 'confirm', 'already-confirmed'],
    ['confirm', 'release', 'already-confirmed'],
    ['release', 'confirm', 'reservation-released'],
    ['release', 'release', 'reservation-released'],
  ] as const)(
    'happens once: after a %s, a %s is refused as %s',
    (first, second, reason) => {
      const { give, levels } = history();
      give(reserve('r-1', 2));
      give(end(first, 'r-1', 'op-1'));
      const before = levels();
      expect(reasonOf(give(end(second, 'r-1', 'op-2'), 5).reply)).toBe(reason);
      expect(reasonOf(give(extend('r-1', 99), 5).reply)).toBe(reason);
      expect(levels()).toEqual(before);
    },
  );

  it.each([[true], [false]])('says whether it was undone (%s)', (undo) => {
    const { give, stock } = history();
    give(reserve('r-1', 2));
    give({ ...end('release', 'r-1'), undo } as Command);
    expect(storedIn(stock().memory, 'r-1')).toMatchObject({
      status: 'released',
      undone: undo,
    });
  });

  it('is refused for an unknown reservation', () => {
    expect(reasonOf(history().give(end('release', 'r-9')).reply)).toBe(
      'unknown-reservation',
    );
  });
});

describe('time', () => {
  it('does not expire a millisecond early', () => {
    const { give } = history();
    give(reserve('r-1', 5));
    expect(reasonOf(give(reserve('r-2', 1), 59.999).reply)).toBe(
      'insufficient-stock',
    );
    const { reply, changes } = give(reserve('r-3', 1), 60);
    expect(reply.outcome).toBe('accepted');
    expect(
      changes.map(({ kind, reservationId }) => [kind, reservationId]),
    ).toEqual([
      ['expired', 'r-1'],
      ['reserved', 'r-3'],
    ]);
  });

  it('expires reservations in a turn without commands', () => {
    const { give, stock } = history();
    give(reserve('r-1', 5));
    expect(earliestExpiry(stock())).toBe(at(60).getTime());
    const turn = takeTurn(stock(), [], at(60));
    expect(turn).toMatchObject({
      replies: [],
      changes: [{ kind: 'expired', operationId: 'expire:r-1' }],
    });
    expect(earliestExpiry(turn.stock)).toBeUndefined();
    expect(takeTurn(turn.stock, [], at(61)).stock).toBe(turn.stock);
  });

  it('keeps a reservation past its expiry in a turn that leaves expiring to a later one', () => {
    const { give, stock } = history();
    give(reserve('r-1', 4));
    const turn = takeTurn(stock(), [reserve('r-2', 1)], at(60), false);
    expect(
      turn.changes.map(({ kind, reservationId }) => [kind, reservationId]),
    ).toEqual([['reserved', 'r-2']]);
    expect(takeTurn(turn.stock, [], at(60)).changes).toMatchObject([
      { kind: 'expired', reservationId: 'r-1' },
    ]);
  });

  it.each([
    [
      'confirm',
      'accepted',
      { reservation: { status: 'confirmed', anew: true } },
    ],
    ['release', 'refused', { reason: 'reservation-expired' }],
    ['extend', 'refused', { reason: 'reservation-expired' }],
    ['reserve', 'refused', { reason: 'reservation-expired' }],
  ] as const)(
    'has passed for a command to %s, even before the reservation was given back',
    (kind, outcome, more) => {
      const { give, stock } = history();
      give(reserve('r-1', 4));
      give(reserve('r-2', 1));
      const late = {
        confirm: end('confirm', 'r-1'),
        release: end('release', 'r-1'),
        extend: extend('r-1', 90),
        reserve: reserve('r-1', 4, { operationId: 'again' }),
      };
      const turn = takeTurn(stock(), [late[kind]], at(60), false);
      expect(turn.replies).toMatchObject([{ outcome, ...more }]);
      expect(turn.changes[0]).toMatchObject({
        kind: 'expired',
        operationId: 'expire:r-1',
        reserved: { before: 5, after: 1 },
      });
      const later = takeTurn(turn.stock, [], at(60));
      expect(later.changes.map(({ reservationId }) => reservationId)).toEqual([
        'r-2',
      ]);
    },
  );

  it('has passed even for the last of more than one turn expires', () => {
    const many = Array.from({ length: 1_001 }, (_, n) =>
      reserve(`r-${String(n).padStart(4, '0')}`, 1),
    );
    const { stock } = history({ north: 2_000 }, [many]);
    const turn = takeTurn(stock(), [extend('r-1000', 90)], at(60));
    expect(turn.changes.length).toBe(1_001);
    expect(turn.replies.map(reasonOf)).toEqual(['reservation-expired']);
  });

  it('is extended, never shortened', () => {
    const { give } = history();
    give(reserve('r-1', 5));
    expect(give(extend('r-1', 90), 30).reply).toMatchObject({
      reservation: { expiresAt: at(120).toISOString() },
    });
    const { reply, changes } = give(extend('r-1', 1), 30);
    expect(reply).toMatchObject({
      reservation: { expiresAt: at(120).toISOString() },
    });
    expect(changes).toMatchObject([
      { kind: 'extended', reserved: { before: 5, after: 5 } },
    ]);
    expect(reasonOf(give(reserve('r-2', 1), 119).reply)).toBe(
      'insufficient-stock',
    );
    expect(reasonOf(give(extend('r-1', 60, 'late'), 120).reply)).toBe(
      'reservation-expired',
    );
  });

  it('cannot be extended for ever', () => {
    const { give } = history();
    give(reserve('r-1', 5));
    for (let n = 2; n < MAX_OPERATIONS; n++)
      expect(give(extend('r-1', 60, `op-${n}`)).reply.outcome).toBe('accepted');
    expect(give(extend('r-1', 60, 'over')).reply).toMatchObject({
      reason: 'too-many-operations',
      limit: MAX_OPERATIONS,
    });
    expect(
      reasonOf(give(reserve('r-1', 5, { operationId: 'over-2' })).reply),
    ).toBe('too-many-operations');
    expect(give(end('confirm', 'r-1')).reply.outcome).toBe('accepted');
  });

  it('allows confirming after expiry from what is still available, and says so', () => {
    const { give, levels } = history({ north: 5, south: 4 });
    give(reserve('r-1', 5));
    give(
      reserve('r-2', 2, {
        lines: [{ quantity: 2, warehouseId: 'north' }],
        ttlSeconds: 600,
      }),
      60,
    );
    const { reply, changes } = give(end('confirm', 'r-1'), 61);
    expect(changes.map(({ kind, warehouseId }) => [kind, warehouseId])).toEqual(
      [
        ['confirmed', 'north'],
        ['confirmed', 'south'],
      ],
    );
    const taken = [
      { warehouseId: 'north', quantity: 1 },
      { warehouseId: 'south', quantity: 4 },
    ];
    expect(reply).toMatchObject({
      outcome: 'accepted',
      reservation: { status: 'confirmed', anew: true, taken },
    });
    expect(levels()).toEqual([
      ['north', 4, 2],
      ['south', 0, 0],
    ]);
    expect(give(end('confirm', 'r-1'), 62).reply).toEqual(reply);
  });

  it('refuses to confirm after expiry when the units are gone', () => {
    const { give } = history();
    give(reserve('r-1', 3));
    give(reserve('r-2', 3), 60);
    expect(give(end('confirm', 'r-1'), 61).reply).toMatchObject({
      reason: 'reservation-expired',
      available: 2,
    });
    expect(reasonOf(give(end('release', 'r-1'), 61).reply)).toBe(
      'reservation-expired',
    );
  });
});

describe('a turn of many commands', () => {
  it('is one version, with a reply for each in its order', () => {
    const commands = [
      reserve('r-1', 3),
      reserve('r-2', 3),
      end('confirm', 'r-1'),
      reserve('r-3', 2),
    ];
    const { stock, replies, changes } = takeTurn(
      opened({ north: 5 }),
      commands,
      at(1),
    );
    expect(replies.map(({ outcome, version }) => [outcome, version])).toEqual([
      ['accepted', 2],
      ['refused', 2],
      ['accepted', 2],
      ['accepted', 2],
    ]);
    expect(changes.map(({ kind, operationId }) => [kind, operationId])).toEqual(
      [
        ['reserved', 'reserve-r-1'],
        ['confirmed', 'confirm-r-1'],
        ['reserved', 'reserve-r-3'],
      ],
    );
    expect(stock).toMatchObject({
      version: 2,
      warehouses: [{ onHand: 2, reserved: 2 }],
    });
  });

  it('may start with the opening', () => {
    const open: Command = {
      kind: 'open',
      operationId: 'o',
      productId: 'p',
      vendorId: 'ann',
      lines: [{ warehouseId: 'a', quantity: 1 }],
    };
    const { stock, replies } = takeTurn(
      undefined,
      [reserve('r-0', 1), open, reserve('r-1', 1)],
      at(0),
    );
    expect(replies.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'accepted',
      'accepted',
    ]);
    expect(stock).toMatchObject({
      version: 1,
      warehouses: [{ onHand: 1, reserved: 1 }],
    });
  });
});
