import type { StockTurn } from '@souk/contracts/inventory/events';
import type { ReservationView } from '@souk/contracts/inventory/reservations';

/** One committed turn of one product. */
export type Entry = StockTurn;

/** The part of an answer about one product. */
export interface Answered {
  productId: string;
  outcome: 'accepted' | 'refused';
  /**
   * For an opening or a count this is the version of the returned level, which
   * may be a later one.
   */
  version: number;
  reason?: string | undefined;
  reservation?: ReservationView | undefined;
}

export type Kind =
  'open' | 'count' | 'reserve' | 'confirm' | 'release' | 'extend' | 'return';

/**
 * Within this time of an answer the operation is certainly remembered: an hour,
 * less the errors of clocks.
 */
export const REMEMBERED_MS = 3_480_000;

/**
 * One try of one operation as its caller saw it; tries of the same operation
 * share its id. Times are the caller's, in milliseconds.
 */
export interface Try {
  kind: Kind;
  /** The id as in the ledger. */
  operationId: string;
  reservationId?: string | undefined;
  /** With the requested units, if any. */
  products: { productId: string; quantity?: number | undefined }[];
  ttlSeconds?: number | undefined;
  invokedAt: number;
  /**
   * Undefined when the outcome is unknown: no answer came, or an inconclusive
   * one.
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

/** What was observed of some products since they were opened. */
export interface Evidence {
  tries: Try[];
  /** Of all products, in any order. */
  ledger: Entry[];
  levels: Level[];
  /** All reservations have had time to expire. */
  allEnded?: boolean;
  /** The largest difference between the clocks of callers and hosts. */
  skewMs?: number;
}

export type Rule =
  | 'versions'
  | 'conserved'
  | 'oversold'
  | 'ends-once'
  | 'returned'
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
