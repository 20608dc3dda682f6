import type { DataOf } from '@souk/contracts/event';
import type { stockChanged } from '@souk/contracts/inventory/events';
import type { ReservationView } from '@souk/contracts/inventory/reservations';

/** One committed turn of one product. */
export type Entry = DataOf<typeof stockChanged>;

/** What an answer says about one product. */
export interface Answered {
  productId: string;
  outcome: 'accepted' | 'refused';
  /**
   * Of an opening or a count: the version of the level that came with the
   * answer, which may be a later one.
   */
  version: number;
  reason?: string | undefined;
  reservation?: ReservationView | undefined;
}

export type Kind =
  'open' | 'count' | 'reserve' | 'confirm' | 'release' | 'extend';

/**
 * One try of one operation as its caller saw it; tries of the same operation
 * share its id. Times are the caller's, in milliseconds.
 */
export interface Try {
  kind: Kind;
  /** As the ledger has it. */
  operationId: string;
  reservationId?: string | undefined;
  /** With the units asked for, where units were asked for. */
  products: { productId: string; quantity?: number | undefined }[];
  ttlSeconds?: number | undefined;
  invokedAt: number;
  /**
   * Undefined while nobody knows: no answer came, or one that does not tell.
   */
  answer?:
    | { at: number; outcome: 'accepted' | 'refused'; products: Answered[] }
    | undefined;
}

export interface Level {
  productId: string;
  version: number;
  available: number;
  warehouses: { warehouseId: string; onHand: number; reserved: number }[];
}

/** What was seen of some products from their opening on. */
export interface Evidence {
  tries: Try[];
  /** Of all products, in any order. */
  ledger: Entry[];
  levels: Level[];
  /** Everything held has had its time to run out. */
  allEnded?: boolean;
  /** By how much the clocks of caller and hosts may differ. */
  skewMs?: number;
}

export type Rule =
  | 'versions'
  | 'conserved'
  | 'oversold'
  | 'ends-once'
  | 'acknowledged-kept'
  | 'same-reply'
  | 'refused-without-trace'
  | 'one-side'
  | 'real-time-order'
  | 'expiry';

export interface Violation {
  rule: Rule;
  productId: string;
  detail: string;
}
