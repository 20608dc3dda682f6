import type { ReservationView } from '@souk/contracts/inventory/reservations';
import { ReservationAnswer } from '@souk/contracts/inventory/reservations';
import { StockLevel } from '@souk/contracts/inventory/views';
import type { Try } from '../checker/evidence';
import type { Answer } from '../souk/souk';

/** One operation on stock, and its HTTP request. */
export interface Order extends Omit<Try, 'invokedAt' | 'answer'> {
  as: 'service' | 'vendor';
  method: 'POST' | 'PUT';
  path: string;
  headers?: Record<string, string>;
  body: object;
}

export interface Line {
  productId: string;
  quantity: number;
  warehouseId?: string;
}

export interface Held {
  reservationId: string;
  productIds: string[];
}

const key = (operationId: string) => `key:${operationId}`;

export function reserve(
  reservationId: string,
  lines: Line[],
  ttlSeconds: number,
): Order {
  const operationId = `${reservationId}-reserve`;
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines)
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  return {
    kind: 'reserve',
    operationId: key(operationId),
    reservationId,
    ttlSeconds,
    products: [...units].map(([productId, quantity]) => ({
      productId,
      quantity,
    })),
    as: 'service',
    method: 'POST',
    path: '/reservations',
    body: { reservationId, operationId, lines, ttlSeconds },
  };
}

export function end(
  kind: 'confirm' | 'release',
  { reservationId, productIds }: Held,
): Order {
  const operationId = `${reservationId}-${kind}`;
  return {
    kind,
    operationId: key(operationId),
    reservationId,
    products: productIds.map((productId) => ({ productId })),
    as: 'service',
    method: 'POST',
    path: `/reservations/${reservationId}/${kind}`,
    body: { operationId, productIds },
  };
}

export function extend(
  { reservationId, productIds }: Held,
  ttlSeconds: number,
): Order {
  const operationId = `${reservationId}-extend`;
  return {
    kind: 'extend',
    operationId: key(operationId),
    reservationId,
    ttlSeconds,
    products: productIds.map((productId) => ({ productId })),
    as: 'service',
    method: 'POST',
    path: `/reservations/${reservationId}/extend`,
    body: { operationId, productIds, ttlSeconds },
  };
}

export function open(
  productId: string,
  vendorId: string,
  initialStock: { warehouseId: string; quantity: number }[],
): Order {
  return {
    kind: 'open',
    operationId: `open:${productId}`,
    products: [{ productId }],
    as: 'service',
    method: 'POST',
    path: `/stock/${productId}/open`,
    body: { vendorId, initialStock },
  };
}

export function count(
  operationId: string,
  productId: string,
  warehouseId: string,
  onHand: number,
): Order {
  return {
    kind: 'count',
    operationId: key(operationId),
    products: [{ productId }],
    as: 'vendor',
    method: 'PUT',
    path: `/stock/${productId}/${warehouseId}`,
    body: { onHand },
    headers: { 'idempotency-key': operationId },
  };
}

/**
 * The outcome of an order by its answer; undefined when the answer is
 * inconclusive.
 */
export function outcomeOf(
  { kind, products }: Order,
  { status, json }: Answer,
): Omit<NonNullable<Try['answer']>, 'at'> | undefined {
  // A sidecar that loses its app while it forwards an answer truncates it, but
  // keeps the status.
  if (status === 200 && json === undefined) return undefined;
  if (kind === 'open' || kind === 'count') {
    if (kind === 'count' && status === 409)
      return { outcome: 'refused', products: [] };
    if (status !== 200) return undefined;
    const { productId, version } = StockLevel.parse(json);
    return {
      outcome: 'accepted',
      products: [{ productId, version, outcome: 'accepted' }],
    };
  }
  if (status !== 200) return undefined;
  const answer = ReservationAnswer.parse(json);
  const said = answer.products.map((one) => ({
    productId: one.productId,
    outcome: one.outcome,
    version: one.version,
    reason: one.outcome === 'refused' ? one.reason : undefined,
    reservation:
      one.outcome === 'accepted'
        ? (one.reservation satisfies ReservationView)
        : undefined,
  }));
  if (answer.outcome === 'accepted' && said.length !== products.length)
    throw new Error(`${said.length} products were answered`);
  return { outcome: answer.outcome, products: said };
}
