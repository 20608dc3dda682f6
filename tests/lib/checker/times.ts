import type { Violation } from './evidence';
import type { Operation } from './operations';

type Found = Omit<Violation, 'rule'>;

interface Placed {
  id: string;
  invokedAt: number;
  answeredAt: number;
  version: number;
}

/** An operation answered before another was requested has the lower version. */
export function* checkOrder(
  operations: Map<string, Operation>,
): Generator<Found> {
  for (const [productId, placed] of byProduct(operations)) {
    const answered = placed
      .filter(({ answeredAt }) => answeredAt < Infinity)
      .sort((a, b) => a.answeredAt - b.answeredAt);
    let latest: Placed | undefined;
    let next = 0;
    for (const one of placed.sort((a, b) => a.invokedAt - b.invokedAt)) {
      for (
        let done = answered[next];
        done && done.answeredAt < one.invokedAt;
        done = answered[(next += 1)]
      )
        if (!latest || done.version > latest.version) latest = done;
      if (latest && latest.version > one.version)
        yield {
          productId,
          detail: `${one.id} (version ${one.version}) was asked ${Math.round(one.invokedAt - latest.answeredAt)} ms after ${latest.id} (version ${latest.version}) was answered`,
        };
    }
  }
}

/**
 * The version of each operation: the one it created, or the one it was refused
 * at.
 */
function byProduct(operations: Map<string, Operation>): Map<string, Placed[]> {
  const placed = new Map<string, Placed[]>();
  for (const { id, first, answered, steps } of operations.values()) {
    for (const { productId } of first.products) {
      const said = answered?.answer?.products.find(
        (one) => one.productId === productId,
      );
      const refusedOn =
        said?.outcome === 'refused' && said.reason !== 'unknown-product'
          ? said.version
          : undefined;
      const version = steps.get(productId)?.[0]?.version ?? refusedOn;
      if (version === undefined) continue;
      const one = {
        id,
        invokedAt: first.invokedAt,
        answeredAt: answered?.answer?.at ?? Infinity,
        version,
      };
      placed.set(productId, [...(placed.get(productId) ?? []), one]);
    }
  }
  return placed;
}

/**
 * No caller is told that a reservation expired before its time has passed since
 * the request.
 */
export function* checkNotEarly(
  operations: Map<string, Operation>,
  skewMs: number,
): Generator<Found> {
  const asked = new Map<string, number>();
  for (const { kind, first } of operations.values())
    if (kind === 'reserve')
      asked.set(
        first.reservationId ?? '',
        first.invokedAt + (first.ttlSeconds ?? 0) * 1_000,
      );
  for (const { id, answered } of operations.values()) {
    const until = asked.get(answered?.reservationId ?? '');
    const { at, products } = answered?.answer ?? { at: Infinity, products: [] };
    for (const { productId, reason } of products) {
      if (
        reason === 'reservation-expired' &&
        until !== undefined &&
        at + skewMs < until
      )
        yield {
          productId,
          detail: `${id} was told that it expired ${Math.round(until - at)} ms before it could`,
        };
    }
  }
}

/**
 * The acknowledged expiry is the time of the turn plus the requested duration.
 */
export function* checkAcknowledgedTime(
  operations: Map<string, Operation>,
): Generator<Found> {
  for (const { id, kind, first, answered, steps } of operations.values()) {
    if (kind !== 'reserve') continue;
    for (const { productId, reservation } of answered?.answer?.products ?? []) {
      const [step] = steps.get(productId) ?? [];
      const until = step && step.at + (first.ttlSeconds ?? 0) * 1_000;
      if (
        reservation &&
        until !== undefined &&
        Date.parse(reservation.expiresAt) !== until
      )
        yield {
          productId,
          detail: `${id} was promised until ${reservation.expiresAt}, ${first.ttlSeconds} s were asked for`,
        };
    }
  }
}
