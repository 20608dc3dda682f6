import fc from 'fast-check';
import { available, type Reply, type Stock } from '../../src/rules/stock';
import type { Command } from '../../src/rules/command';
import { REMEMBERED_MS } from '../../src/rules/replay';
import { takeTurn } from '../../src/rules/turn';
import { applyCommand, withLedger } from './one-command';
import { ReservationModel } from './reservation-model';
import { runs, seed } from './runs';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const WAREHOUSES = ['north', 'south', 'east'];

interface Step {
  kind:
    | 'reserve'
    | 'confirm'
    | 'release'
    | 'extend'
    | 'set'
    | 'listing'
    | 'return'
    | 'hours'
    | 'wait'
    | 'repeat';
  reservation: number;
  lines: { quantity: number; warehouseId?: string }[];
  ttlSeconds: number;
  waitMs: number;
}
const warehouseId = fc.constantFrom(...WAREHOUSES);
const quantity = fc.integer({ min: 1, max: 6 });
const line = fc.oneof(
  fc.record({ quantity }),
  fc.record({ quantity, warehouseId }),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'reserve',
    'reserve',
    'reserve',
    'confirm',
    'release',
    'extend',
    'set',
    'listing',
    'return',
    'return',
    'hours',
    'wait',
    'repeat',
  ),
  reservation: fc.integer({ min: 0, max: 11 }),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  ttlSeconds: fc.integer({ min: 1, max: 20 }),
  waitMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 3_000 }),
    fc.integer({ min: 0, max: 15_000 }),
  ),
});
const opening = fc.record({
  north: fc.nat(12),
  south: fc.nat(12),
  east: fc.nat(4),
});

function opened(units: Record<string, number>): Stock {
  const lines = Object.entries(units).map(([warehouse, n]) => ({
    warehouseId: warehouse,
    quantity: n,
  }));
  const command = {
    kind: 'open',
    operationId: 'open:p-1',
    productId: 'p-1',
    vendorId: 'ann',
    lines,
  } as const;
  return applyCommand(undefined, command, new Date(START)).stock!;
}

const commandOf = (step: Step, n: number): Command => {
  const { kind, lines, ttlSeconds } = step;
  const [first] = lines;
  const ids = {
    operationId: `op-${n}`,
    reservationId: `r-${step.reservation}`,
  };
  if (kind === 'reserve') return { kind, ...ids, lines, ttlSeconds };
  if (kind === 'confirm' || kind === 'release') return { kind, ...ids };
  if (kind === 'return')
    return {
      kind,
      ...ids,
      reason: 'damaged',
      lines: lines.map(({ quantity: n, warehouseId: place = 'north' }) => ({
        quantity: Math.min(n, 3),
        warehouseId: place,
      })),
    };
  if (kind === 'extend') return { kind, ...ids, ttlSeconds };
  if (kind === 'listing')
    return {
      kind,
      operationId: ids.operationId,
      vendorId: 'ann',
      archived: lines.length === 3,
      // Not always in the order it was said.
      version: Math.max(1, n + 1 - step.reservation),
    };
  const at = {
    warehouseId: first?.warehouseId ?? 'north',
    quantity: (first?.quantity ?? 0) * 2,
  };
  return { kind: 'set', operationId: ids.operationId, vendorId: 'ann', ...at };
};

const said = (reply: Reply): string =>
  reply.outcome === 'refused'
    ? reply.reason
    : (reply.reservation?.status ?? 'set');

/** What the model says to the same command. */
function expected(
  model: ReservationModel,
  command: Command,
  now: number,
): string {
  switch (command.kind) {
    case 'reserve': {
      const lines = command.lines.map(({ warehouseId: at, quantity: n }) => ({
        quantity: n,
        ...(at ? { warehouse: at } : {}),
      }));
      return model.reserve(
        command.reservationId,
        lines,
        now + command.ttlSeconds * 1_000,
        now,
      );
    }
    case 'confirm':
    case 'release':
      return model.end(
        command.reservationId,
        command.kind === 'confirm' ? 'confirmed' : 'released',
        now,
      );
    case 'extend':
      return model.end(
        command.reservationId,
        now + command.ttlSeconds * 1_000,
        now,
      );
    case 'return': {
      const units = new Map<string, number>();
      for (const { warehouseId: place, quantity: n } of command.lines)
        units.set(place, (units.get(place) ?? 0) + n);
      return model.giveBack(command.reservationId, units, now);
    }
    case 'listing':
      return model.list(command.archived, command.version);
    case 'set': {
      const free = model.free(command.warehouseId, now);
      const reserved = (model.onHand.get(command.warehouseId) ?? 0) - free;
      if (command.quantity < reserved) return 'below-reserved';
      model.onHand.set(command.warehouseId, command.quantity);
      return 'set';
    }
    default:
      throw new Error(`There is no ${command.kind} in these histories`);
  }
}

/**
 * One random history, on the rules and on the model; every operation may come
 * again at any later time.
 */
function play(units: Record<string, number>, steps: Step[]): void {
  const world = withLedger(opened(units));
  const model = new ReservationModel();
  for (const [warehouse, n] of Object.entries(units))
    model.onHand.set(warehouse, n);
  let now = START;
  const given: { command: Command; reply: Reply; decided: boolean }[] = [];
  for (const [n, one] of steps.entries()) {
    now += one.waitMs;
    const earlier = given[one.reservation];
    if (one.kind === 'wait') world.wait(new Date(now));
    else if (one.kind === 'hours') {
      now += 2 * REMEMBERED_MS;
      world.wait(new Date(now));
      model.age(now);
      given.length = 0;
    } else if (one.kind === 'repeat') {
      if (
        !earlier ||
        earlier.command.kind === 'listing' ||
        (earlier.decided && said(earlier.reply) === 'unknown-reservation') ||
        (earlier.reply.outcome === 'refused' && earlier.command.kind === 'set')
      )
        continue;
      const reply = world.give(earlier.command, new Date(now));
      // Only what was decided from memory is remembered as it was said.
      if (earlier.decided) expect(said(reply)).toBe(said(earlier.reply));
      else expect(reply).toEqual(earlier.reply);
    } else {
      const command = commandOf(one, n);
      const { length } = world.ledger;
      const { version } = world.stock;
      const reply = world.give(command, new Date(now));
      const want = expected(model, command, now);
      if (said(reply) !== want) expect(said(reply)).toBe(want);
      if (world.stock.version - version !== world.ledger.length - length)
        throw new Error('a version was skipped');
      given.push({ command, reply, decided: world.decided });
    }
    agree(world.stock, model, now);
  }
}

function agree(stock: Stock, model: ReservationModel, now: number): void {
  // Nothing has run out unseen in a turn that has just been taken; a repeated
  // one counts as a turn too.
  for (const { warehouseId: warehouse, onHand, reserved } of stock.warehouses) {
    if (
      onHand === (model.onHand.get(warehouse) ?? 0) &&
      onHand - reserved === model.free(warehouse, now)
    )
      continue;
    expect({ warehouse, onHand, free: onHand - reserved }).toEqual({
      warehouse,
      onHand: model.onHand.get(warehouse) ?? 0,
      free: model.free(warehouse, now),
    });
  }
  if (available(stock.warehouses) < 0) throw new Error('oversold');
}

it('agrees with the model over ten thousand random histories of fifty commands and more, with time', () => {
  const steps = fc.array(step, { minLength: 50, maxLength: 70 });
  fc.assert(fc.property(opening, steps, play), { seed, numRuns: runs(10_000) });
}, 300_000);

it('gives the same result in one turn as in many at the same time', () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });
  const property = fc.property(opening, steps, (units, all) => {
    const commands = all
      .filter(({ kind }) => !['wait', 'hours', 'repeat'].includes(kind))
      .map(commandOf);
    const batched = takeTurn(opened(units), commands, new Date(START + 1));
    let stock = opened(units);
    const replies = commands.map((command) => {
      const turn = applyCommand(stock, command, new Date(START + 1));
      stock = turn.stock!;
      return said(turn.reply);
    });
    expect(batched.replies.map(said)).toEqual(replies);
    expect(batched.stock?.warehouses).toEqual(stock.warehouses);
  });
  fc.assert(property, { seed, numRuns: runs(1_000) });
}, 120_000);
