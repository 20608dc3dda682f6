import type { StockChangeKind } from '@souk/contracts/inventory/events';
import type { Reply } from './stock';
import type { CountCommand } from './command';
import { accepted, move, refused, type Draft } from './draft';

/**
 * How many counts are remembered. A command repeated after that many others
 * counts as new: `set` states its count again and `receive` adds again, unless
 * the command names a version that is stale by then.
 */
export const REMEMBERED_OPERATIONS = 200;
export const MAX_ON_HAND = 1_000_000_000;

/**
 * The new on-hand of the warehouse. A command without an entry here does not
 * exist.
 */
const ON_HAND: Record<
  CountCommand['kind'],
  (before: number, quantity: number) => number
> = {
  receive: (before, quantity) => before + quantity,
  set: (_before, quantity) => quantity,
  repair: (_before, quantity) => quantity,
};
const CHANGE: Record<CountCommand['kind'], StockChangeKind> = {
  receive: 'received',
  set: 'set',
  repair: 'repaired',
};

/**
 * A refusal is not remembered, so a count refused once may be accepted later.
 */
export function count(draft: Draft, command: CountCommand): Reply {
  const {
    kind,
    operationId,
    warehouseId,
    quantity,
    expectedVersion,
    reason,
    by,
  } = command;
  if (command.vendorId !== draft.stock.vendorId)
    return refused(draft, 'not-owner');
  const asked = `${kind} ${warehouseId} ${quantity}`;
  const known = draft.memory.operation(operationId);
  if (known)
    return known.asked === asked
      ? known.reply
      : refused(draft, 'operation-reused');
  if (expectedVersion !== undefined && expectedVersion !== draft.stock.version)
    return refused(draft, 'stale');

  const before = draft.stock.warehouses.find(
    (one) => one.warehouseId === warehouseId,
  ) ?? { onHand: 0, reserved: 0 };
  const onHand = ON_HAND[kind](before.onHand, quantity);
  if (onHand < before.reserved) return refused(draft, 'below-reserved');
  if (onHand > MAX_ON_HAND) return refused(draft, 'over-limit');

  move(
    draft,
    warehouseId,
    { onHand: onHand - before.onHand, reserved: 0 },
    {
      kind: CHANGE[kind],
      operationId,
      ...(reason === undefined ? {} : { reason }),
      ...(by === undefined ? {} : { by }),
    },
  );
  const operation = { id: operationId, asked, reply: accepted(draft) };
  draft.memory.remember(operation);
  const operations = [...draft.stock.operations, operation];
  for (const { id } of operations.splice(
    0,
    operations.length - REMEMBERED_OPERATIONS,
  ))
    draft.memory.forgetOperation(id);
  draft.stock = { ...draft.stock, operations };
  return operation.reply;
}
