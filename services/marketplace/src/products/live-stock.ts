import { readStock } from '@souk/contracts/inventory/calls';
import type { StockLevel } from '@souk/contracts/inventory/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { beforeDeadline, withBudget } from '@souk/platform/http/deadline';

/** Stock as inventory knows it now, asked once for all who wait. */
export interface LiveStock {
  /**
   * The level at some moment after this was called. @throws AppError
   * `stock-not-open`, `dependency-unavailable` when `withinMs` is over.
   */
  of(productId: string, withinMs: number): Promise<StockLevel>;
}

interface Flight {
  answer: Promise<StockLevel>;
  /** Begins when this one has ended; everyone who came meanwhile shares it. */
  next: Promise<StockLevel> | undefined;
}

/** A call is shared, so it does not end with the caller that began it. */
const CALL_MS = 3_000;

/**
 * One call per product is in flight at a time. Who comes during it waits for
 * the next one: the answer of the running call may be older than what the
 * caller has just changed.
 */
export function liveStock(ask: Ask): LiveStock {
  const flights = new Map<string, Flight>();

  function begin(productId: string): Promise<StockLevel> {
    const answer = withBudget(CALL_MS, () =>
      ask(readStock, { params: { productId }, timeoutMs: CALL_MS }),
    );
    const flight: Flight = { answer, next: undefined };
    flights.set(productId, flight);
    const ended = () => {
      if (flight.next === undefined) flights.delete(productId);
    };
    answer.then(ended, ended);
    return answer;
  }
  function join(productId: string): Promise<StockLevel> {
    const flight = flights.get(productId);
    if (!flight) return begin(productId);
    const again = () => begin(productId);
    flight.next ??= flight.answer.then(again, again);
    return flight.next;
  }
  return {
    of: (productId, withinMs) =>
      withBudget(withinMs, () => beforeDeadline(join(productId))),
  };
}
