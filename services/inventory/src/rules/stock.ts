import { Id, Instant } from '@souk/contracts/fields';
import {
  ReservationRefusal,
  ReservationView,
  Taken,
  WantedLine,
} from '@souk/contracts/inventory/reservations';
import type { Map } from 'immutable';
import { z } from 'zod';
import { kept } from './kept';
import { firstDue, type DueList } from './due-list';

const Count = z.int().min(0);

export const WarehouseStock = kept({
  warehouseId: Id,
  onHand: Count,
  reserved: Count,
});
export type WarehouseStock = z.infer<typeof WarehouseStock>;

/** Why a command was refused; nothing has changed then. */
export const Refusal = z.enum([
  'not-open',
  'not-owner',
  'stale',
  'below-reserved',
  'over-limit',
  /** Only the ledger can tell what became of the reservation. */
  'forgotten',
  ...ReservationRefusal.options,
]);
export type Refusal = z.infer<typeof Refusal>;

/** As stored; those of the contract refuse or drop what they do not know. */
const KeptTaken = kept(Taken.shape);
const KeptView = kept({
  ...ReservationView.shape,
  taken: z.array(KeptTaken),
  returned: z.array(KeptTaken).optional(),
});

export const Accepted = kept({
  outcome: z.literal('accepted'),
  version: z.int().positive(),
  at: Instant,
  available: Count,
  reservation: KeptView.optional(),
});
export type Accepted = z.infer<typeof Accepted>;
export const Refused = kept({
  outcome: z.literal('refused'),
  reason: Refusal,
  version: Count,
  available: Count.optional(),
  warehouseId: Id.optional(),
  limit: Count.optional(),
});
export type Refused = z.infer<typeof Refused>;
export const Reply = z.discriminatedUnion('outcome', [Accepted, Refused]);
export type Reply = z.infer<typeof Reply>;

/** `asked` tells a repeated command from another one that took its id. */
const operation = <R extends z.ZodType>(reply: R) =>
  kept({ id: z.string(), asked: z.string(), reply });
const Operation = operation(Accepted);
export type Operation = z.infer<typeof Operation>;
export const RefusedOperation = kept({
  ...operation(Refused).shape,
  endsAt: Instant,
});
export type RefusedOperation = z.infer<typeof RefusedOperation>;

/**
 * Kept with the replies to its operations until one hour after its end.
 */
export const Reservation = kept({
  id: Id,
  /** The request; the same id with another request is refused. */
  asked: z.string(),
  holder: Id.optional(),
  /** Duplicates summed, those with a warehouse first. */
  lines: z.array(kept(WantedLine.shape)),
  taken: z.array(KeptTaken),
  status: z.enum(['held', 'confirmed', 'released', 'expired']),
  expiresAt: Instant,
  /** The later of its end and its expiry. */
  endsAt: Instant,
  /** Released because another product of the same reservation refused. */
  undone: z.boolean().optional(),
  /** What has come back after its confirmation, by warehouse. */
  returned: z.array(KeptTaken).optional(),
  operations: z.array(Operation),
});
export type Reservation = z.infer<typeof Reservation>;

/**
 * An ended reservation as the JSON of its stored form. Nothing but a repeated
 * call needs one again, and there may be many: it takes half the memory.
 */
export type Tombstone = string;

/**
 * The reservations and operations of a product that may still be repeated. It
 * is a persistent data structure: a turn derives the next memory in time that
 * does not grow with its size, and leaves this one unchanged.
 */
export interface Memory {
  /** Those that have ended as tombstones. */
  readonly reservations: Map<string, Reservation | Tombstone>;
  /**
   * Every remembered operation by its id; one on an ended reservation as the id
   * of that.
   */
  readonly operations: Map<string, Operation | RefusedOperation | string>;
  /**
   * Held reservations by expiry, ended ones by end, refused operations by when
   * they would have ended.
   */
  readonly held: DueList;
  readonly ended: DueList;
  readonly refused: DueList;
  /** Units held, by holder. */
  readonly heldBy: Map<string, number>;
  /** Reservations held and remembered, by holder. */
  readonly madeBy: Map<string, number>;
  /** The number of places taken from, summed over held reservations. */
  readonly places: number;
}

/**
 * The stock of one product without its memory. `version` counts the committed
 * turns from 1.
 */
export const StockCore = kept({
  productId: Id,
  vendorId: Id,
  version: z.int().positive(),
  changedAt: Instant,
  warehouses: z.array(WarehouseStock),
  /**
   * Kept separately, because a repeated opening must be recognised for ever.
   */
  opening: Accepted,
  /** What was last said about its sale; none means that it is on sale. */
  listing: kept({ archived: z.boolean(), version: z.int() }).optional(),
  /**
   * The latest operation on a reservation that is not remembered any more.
   * Documents that lack it may have forgotten any.
   */
  forgotten: kept({ version: Count, at: Instant }).optional(),
  /** The latest counts, oldest first. */
  operations: z.array(Operation),
});

export interface Stock extends z.infer<typeof StockCore> {
  memory: Memory;
}

export const available = (warehouses: WarehouseStock[]): number =>
  warehouses.reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);

/**
 * When the first held reservation expires, in milliseconds since the epoch;
 * undefined when nothing is held.
 */
export const earliestExpiry = (stock: Stock | undefined): number | undefined =>
  stock && firstDue(stock.memory.held)?.at;
