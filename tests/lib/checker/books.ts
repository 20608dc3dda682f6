import type { StockChangeKind } from '@souk/contracts/inventory/events';
import type { Entry, Level, Rule, Violation } from './evidence';

type Moves = (onHand: number, reserved: number) => boolean;

const counted: Moves = (_onHand, reserved) => reserved === 0;
const givenBack: Moves = (onHand, reserved) => onHand === 0 && reserved < 0;

/** How each kind of change may change the on-hand and reserved figures. */
const MOVES: Record<StockChangeKind, Moves> = {
  opened: (onHand, reserved) => onHand >= 0 && reserved === 0,
  received: counted,
  set: counted,
  repaired: counted,
  reserved: (onHand, reserved) => onHand === 0 && reserved > 0,
  extended: (onHand, reserved) => onHand === 0 && reserved === 0,
  confirmed: (onHand, reserved) =>
    onHand < 0 && (reserved === onHand || reserved === 0),
  released: givenBack,
  expired: givenBack,
  returned: (onHand, reserved) => onHand > 0 && reserved === 0,
};

/**
 * Checks the ledger of one product by itself, in version order, and against its
 * current level.
 */
export function checkLedger(
  productId: string,
  entries: Entry[],
  level: Level | undefined,
): Violation[] {
  const violations: Violation[] = [];
  const found = (rule: Rule, detail: string) =>
    violations.push({ rule, productId, detail });
  const held = new Map<string, { onHand: number; reserved: number }>();
  const available = () =>
    [...held.values()].reduce(
      (sum, { onHand, reserved }) => sum + onHand - reserved,
      0,
    );

  for (const [n, { version, changes, available: told }] of entries.entries()) {
    if (version !== n + 1)
      found('versions', `version ${version} stands in place ${n + 1}`);
    for (const { kind, warehouseId, onHand, reserved } of changes) {
      const before = held.get(warehouseId) ?? { onHand: 0, reserved: 0 };
      if (
        before.onHand !== onHand.before ||
        before.reserved !== reserved.before
      )
        found(
          'conserved',
          `version ${version} begins at ${warehouseId} from another level than the one before ended with`,
        );
      const moves = (MOVES as Partial<Record<string, Moves>>)[kind];
      if (
        !moves?.(onHand.after - onHand.before, reserved.after - reserved.before)
      )
        found('conserved', `version ${version} moves units as no ${kind} does`);
      if ((kind === 'opened') !== (version === 1))
        found('conserved', `version ${version} is ${kind}`);
      if (
        Math.min(onHand.after, reserved.after) < 0 ||
        reserved.after > onHand.after
      )
        found(
          'oversold',
          `after version ${version} ${warehouseId} has ${onHand.after} and ${reserved.after} reserved`,
        );
      held.set(warehouseId, { onHand: onHand.after, reserved: reserved.after });
    }
    if (available() !== told)
      found(
        'conserved',
        `version ${version} tells ${told} available, not ${available()}`,
      );
    if (told < 0)
      found('oversold', `version ${version} tells ${told} available`);
  }
  const last = entries.at(-1)?.version ?? 0;
  if (level?.version !== last)
    found(
      'versions',
      `the stock is at version ${level?.version ?? 'none'}, the ledger at ${last}`,
    );
  const told = new Map(level?.warehouses.map((one) => [one.warehouseId, one]));
  for (const warehouseId of new Set([...held.keys(), ...told.keys()])) {
    const [books, stock] = [held.get(warehouseId), told.get(warehouseId)];
    if (books?.onHand !== stock?.onHand || books?.reserved !== stock?.reserved)
      found(
        'conserved',
        `${warehouseId} has ${stock?.onHand}/${stock?.reserved}, the books ${books?.onHand}/${books?.reserved}`,
      );
  }
  if (level && level.available !== available())
    found(
      'conserved',
      `${level.available} are available, by the books ${available()}`,
    );
  return violations;
}
