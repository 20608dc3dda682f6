import fc from 'fast-check';
import { available, type Reply, type Stock } from '../../src/rules/stock';
import { MAX_ON_HAND, REMEMBERED_OPERATIONS } from '../../src/rules/count';
import type { Command } from '../../src/rules/command';
import { takeTurn } from '../../src/rules/turn';
import { applyCommand } from './one-command';
import { runs, seed } from './runs';

const now = new Date('2026-01-01T00:00:00.000Z');
const open = {
  kind: 'open' as const,
  operationId: 'open:p1',
  productId: 'p1',
  vendorId: 'ann',
  lines: [{ warehouseId: 'north', quantity: 5 }],
} satisfies Command;
const count = (
  kind: 'receive' | 'set',
  quantity: number,
  more: object = {},
): Command => ({
  kind,
  operationId: `${kind}-${quantity}`,
  vendorId: 'ann',
  warehouseId: 'north',
  quantity,
  ...more,
});
const opened = applyCommand(undefined, open, now).stock!;
const refusal = (stock: Stock | undefined, command: Command) => {
  const turn = applyCommand(stock, command, now);
  expect(turn.changes).toEqual([]);
  expect(turn.stock).toBe(stock);
  return (turn.reply as Extract<Reply, { outcome: 'refused' }>).reason;
};

describe('the rules of stock', () => {
  it('opens at the named warehouses and lists each as a change', () => {
    const lines = [...open.lines, { warehouseId: 'south', quantity: 0 }];
    const { reply, changes } = applyCommand(undefined, { ...open, lines }, now);
    expect(reply).toEqual({
      outcome: 'accepted',
      version: 1,
      at: now.toISOString(),
      available: 5,
    });
    expect(opened.operations).toEqual([]);
    const reserved = { before: 0, after: 0 };
    expect(changes).toEqual([
      {
        kind: 'opened',
        operationId: 'open:p1',
        warehouseId: 'north',
        onHand: { before: 0, after: 5 },
        reserved,
      },
      {
        kind: 'opened',
        operationId: 'open:p1',
        warehouseId: 'south',
        onHand: { before: 0, after: 0 },
        reserved,
      },
    ]);
  });

  it('counts up to its limit and no further', () => {
    const most = {
      ...open,
      lines: [{ warehouseId: 'north', quantity: MAX_ON_HAND }],
    };
    expect(applyCommand(undefined, most, now).reply).toMatchObject({
      outcome: 'accepted',
      available: MAX_ON_HAND,
    });
    expect(
      applyCommand(opened, count('receive', MAX_ON_HAND - 5), now).reply
        .outcome,
    ).toBe('accepted');
    expect(refusal(opened, count('receive', MAX_ON_HAND - 4))).toBe(
      'over-limit',
    );
  });

  it.each([
    ['receive', 'received', 7],
    ['set', 'set', 2],
  ] as const)('reports a %s as %s', (kind, told, after) => {
    const { changes } = applyCommand(opened, count(kind, 2), now);
    expect(changes).toMatchObject([
      { kind: told, onHand: { before: 5, after } },
    ]);
  });

  it('changes nothing in a turn without effect', () => {
    expect(
      takeTurn(opened, [count('set', 1, { vendorId: 'bob' })], now).records,
    ).toEqual({
      kept: new Set(),
      forgotten: new Set(),
    });
  });

  it('forgets the oldest count above the limit, whose id then counts as new', () => {
    let stock = opened;
    for (let n = 0; n <= REMEMBERED_OPERATIONS; n++)
      stock = applyCommand(stock, count('set', n), now).stock!;
    expect(refusal(stock, count('receive', 1, { operationId: 'set-1' }))).toBe(
      'operation-reused',
    );
    expect(
      applyCommand(stock, count('receive', 1, { operationId: 'set-0' }), now)
        .reply.outcome,
    ).toBe('accepted');
  });

  it('recognises a repeated opening after any number of operations', () => {
    let stock = opened;
    for (let n = 0; n < REMEMBERED_OPERATIONS + 5; n++) {
      stock = applyCommand(stock, count('set', n), now).stock!;
    }
    expect(stock.operations).toHaveLength(REMEMBERED_OPERATIONS);
    expect(applyCommand(stock, open, now)).toEqual({
      stock,
      reply: opened.opening,
      changes: [],
    });
  });

  it('keeps what is reserved when the count changes', () => {
    const stock = {
      ...opened,
      warehouses: [{ warehouseId: 'north', onHand: 5, reserved: 3 }],
    };
    expect(refusal(stock, count('set', 2))).toBe('below-reserved');
    expect(applyCommand(stock, count('set', 3), now).reply).toMatchObject({
      outcome: 'accepted',
      available: 0,
    });
  });

  it.each([
    ['stock that was never opened', 'not-open', undefined, count('set', 1)],
    [
      "another vendor's stock",
      'not-owner',
      opened,
      count('set', 1, { vendorId: 'bob' }),
    ],
    [
      'another vendor opening it again',
      'not-owner',
      opened,
      { ...open, vendorId: 'bob' },
    ],
    [
      'a command made from an older version',
      'stale',
      opened,
      count('set', 1, { expectedVersion: 0 }),
    ],
    [
      'more than can be counted',
      'over-limit',
      opened,
      count('receive', MAX_ON_HAND),
    ],
    [
      'opening with more than can be counted',
      'over-limit',
      undefined,
      {
        ...open,
        lines: [...open.lines, { warehouseId: 'north', quantity: MAX_ON_HAND }],
      },
    ],
  ])('refuses %s', (_what, reason, stock, command) => {
    expect(refusal(stock, command)).toBe(reason);
  });

  it('states a count against the ledger in a repair, with its reason and author', () => {
    const told = { reason: 'counted twice', by: 'olga' };
    const { reply, changes } = applyCommand(
      opened,
      { ...count('set', 3), kind: 'repair', ...told } as Command,
      now,
    );
    expect(reply).toMatchObject({ outcome: 'accepted', available: 3 });
    expect(changes).toMatchObject([
      { kind: 'repaired', onHand: { before: 5, after: 3 }, ...told },
    ]);
  });

  it('refuses an operation id that was used for another command', () => {
    const { stock } = applyCommand(
      opened,
      count('set', 1, { operationId: 'x' }),
      now,
    );
    expect(refusal(stock, count('set', 2, { operationId: 'x' }))).toBe(
      'operation-reused',
    );
  });

  it('answers a repeated command with its first reply even when it has become stale', () => {
    const command = count('set', 9, { expectedVersion: 1 });
    const first = applyCommand(opened, command, now);
    const later = applyCommand(first.stock, count('receive', 1), now);
    expect(applyCommand(later.stock, command, now)).toEqual({
      stock: later.stock,
      reply: first.reply,
      changes: [],
    });
  });
});

interface Step {
  kind: 'receive' | 'set';
  quantity: number;
  warehouseId: string;
  operationId: string;
  expected: 'none' | 'current' | 'older';
  vendorId: string;
}
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('receive', 'set'),
  quantity: fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: MAX_ON_HAND }),
  ),
  warehouseId: fc.constantFrom('north', 'south', 'east'),
  operationId: fc.integer({ min: 0, max: 30 }).map((n) => `op-${n}`),
  expected: fc.constantFrom('none', 'none', 'none', 'current', 'older'),
  vendorId: fc.constantFrom('ann', 'ann', 'ann', 'ann', 'bob'),
});

/**
 * One random history, played on the rules and on the simplest thing that could
 * be meant by them.
 */
function play(
  lines: { warehouseId: string; quantity: number }[],
  steps: Step[],
): void {
  let stock = applyCommand(undefined, { ...open, lines }, now).stock;
  const model = new Map<string, number>();
  for (const { warehouseId, quantity } of lines)
    model.set(warehouseId, (model.get(warehouseId) ?? 0) + quantity);
  const first = new Map<string, { command: string; reply: Reply }>();
  for (const { expected, ...rest } of steps) {
    const before: Stock = stock!;
    const expectedVersion = {
      none: undefined,
      current: before.version,
      older: before.version - 1,
    }[expected];
    const command: Command = {
      ...rest,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    };
    const turn = applyCommand(before, command, now);
    const known =
      rest.vendorId === 'ann' ? first.get(rest.operationId) : undefined;
    const identity = JSON.stringify([
      rest.kind,
      rest.warehouseId,
      rest.quantity,
    ]);
    const changed = turn.changes.length > 0;
    const old = model.get(rest.warehouseId) ?? 0;
    if (changed) {
      model.set(
        rest.warehouseId,
        rest.kind === 'set' ? rest.quantity : old + rest.quantity,
      );
      first.set(rest.operationId, { command: identity, reply: turn.reply });
    }
    stock = turn.stock!;
    // One comparison a step keeps thousands of histories affordable.
    expect({
      repeated: known?.command === identity ? turn.reply : 'new',
      allowed:
        !changed ||
        (known === undefined &&
          rest.vendorId === 'ann' &&
          expected !== 'older'),
      version: stock.version,
      change: changed
        ? turn.changes.map(({ warehouseId, onHand }) => ({
            warehouseId,
            onHand,
          }))
        : turn.stock === before,
      bounded: stock.warehouses.every(
        ({ onHand, reserved }) =>
          reserved >= 0 && onHand >= reserved && onHand <= MAX_ON_HAND,
      ),
      available: available(stock.warehouses),
    }).toEqual({
      repeated: known?.command === identity ? known.reply : 'new',
      allowed: true,
      version: changed ? before.version + 1 : before.version,
      change: changed
        ? [
            {
              warehouseId: rest.warehouseId,
              onHand: { before: old, after: model.get(rest.warehouseId) },
            },
          ]
        : true,
      bounded: true,
      available: [...model.values()].reduce((sum, n) => sum + n, 0),
    });
  }
}

it('agrees with a simple model over thousands of random histories', () => {
  const lines = fc.array(
    fc.record({
      warehouseId: fc.constantFrom('north', 'south'),
      quantity: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 3 },
  );
  fc.assert(fc.property(lines, fc.array(step, { maxLength: 40 }), play), {
    seed,
    numRuns: runs(2_000),
  });
}, 120_000);
