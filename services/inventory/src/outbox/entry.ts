import type { DataOf } from '@souk/contracts/event';
import { stockChanged } from '@souk/contracts/inventory/events';
import { Instant } from '@souk/contracts/fields';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import { z } from 'zod';
import { available, earliestExpiry, type Stock } from '../rules/stock';
import type { Turn } from '../rules/turn';

/** What one committed turn of one product publishes. */
export type TurnFact = DataOf<typeof stockChanged>;

/**
 * A committed turn that is not known to be published yet; `traceparent` names
 * the span of the turn, `nextExpiry` is when the first of the reservations it
 * left expires.
 */
export const Unpublished = z.object({
  fact: stockChanged.data,
  traceparent: z.string().optional(),
  nextExpiry: Instant.optional(),
});
export type Unpublished = z.infer<typeof Unpublished>;

/** What of an outbox is left once all up to a version is published. */
export const unpublishedSince = (
  outbox: Unpublished[] | undefined,
  published: number,
): Unpublished[] =>
  outbox?.filter(({ fact }) => fact.version > published) ?? [];

/** The entry of the turn that has just been taken, in its span. */
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
