import { StockChange, StockTurn } from '@souk/contracts/inventory/events';
import { Instant } from '@souk/contracts/fields';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import { z } from 'zod';
import { kept } from '../rules/kept';
import { available, earliestExpiry, type Stock } from '../rules/stock';
import type { Turn } from '../rules/turn';

/** The event data of one committed turn. */
export type TurnFact = StockTurn;

/**
 * A committed turn that is not known to be published. `traceparent` is that of
 * the turn; `nextExpiry` is the earliest expiry after it.
 */
export const Unpublished = kept({
  fact: kept({
    ...StockTurn.shape,
    changes: z.array(
      kept({
        ...StockChange.shape,
        onHand: kept(StockChange.shape.onHand.shape),
        reserved: kept(StockChange.shape.reserved.shape),
      }),
    ),
  }),
  traceparent: z.string().optional(),
  nextExpiry: Instant.optional(),
});
export type Unpublished = z.infer<typeof Unpublished>;

/** The outbox without the entries up to a version. */
export const unpublishedSince = (
  outbox: Unpublished[] | undefined,
  published: number,
): Unpublished[] =>
  outbox?.filter(({ fact }) => fact.version > published) ?? [];

/** The entry of the current turn; call it within the span of the turn. */
export function entryOf(stock: Stock, changes: Turn['changes']): Unpublished {
  const { productId, vendorId, version, changedAt: at, warehouses } = stock;
  const first = changes.find(({ kind }) => kind !== 'expired') ?? changes[0];
  const operationId = first?.operationId ?? '';
  const fact = {
    productId,
    vendorId,
    version,
    operationId,
    at,
    available: available(warehouses),
    changes,
  };
  const traceparent = currentTraceparent();
  const next = earliestExpiry(stock);
  return {
    fact,
    ...(traceparent ? { traceparent } : {}),
    ...(next === undefined ? {} : { nextExpiry: new Date(next).toISOString() }),
  };
}
