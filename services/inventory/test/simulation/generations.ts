import type { Entry, Try } from '@souk/tests/lib/checker/evidence';

type Recorded = Omit<Try, 'invokedAt' | 'answer'>;

/** How long replies are remembered after a reservation ends. */
const REMEMBERED_MS = 3_600_000;
/**
 * Tolerance for that hour: clock errors, the length of a reservation, and tries
 * still in flight.
 */
const MARGIN_MS = 120_000;
const CLOCKS_MS = 60_000;

/**
 * A forgotten reservation may be requested again under the same ids. To the
 * checker it is then another reservation with other operations, so each
 * generation gets its own ids.
 */
export interface Generations {
  /** Starts a new generation of a forgotten reservation. */
  begin(reservationId: string, at: number): void;
  /** The record with the ids of the current generation. */
  rename(record: Recorded): Recorded;
  /**
   * The ledger with the ids of each entry's generation, found by its time;
   * entries of each product in version order.
   */
  relabel(entries: Entry[]): Entry[];
}

export function createGenerations(): Generations {
  const startedAt = new Map<string, number[]>();
  const suffix = (reservationId: string | undefined, until: number) => {
    const count =
      startedAt.get(reservationId ?? '')?.filter((at) => at <= until).length ??
      0;
    return count > 0 ? `#${count}` : '';
  };
  return {
    begin: (reservationId, at) =>
      void startedAt.set(reservationId, [
        ...(startedAt.get(reservationId) ?? []),
        at,
      ]),
    rename(record) {
      const { operationId, reservationId } = record;
      const generation = suffix(reservationId, Infinity);
      return generation === ''
        ? record
        : {
            ...record,
            operationId: operationId + generation,
            reservationId: `${reservationId}${generation}`,
          };
    },
    relabel(entries) {
      const held = new Map<string, string>();
      return entries.map((entry) => ({
        ...entry,
        changes: entry.changes.map((change) => {
          const key = `${entry.productId} ${change.reservationId}`;
          let generation = suffix(
            change.reservationId,
            Date.parse(entry.at) + CLOCKS_MS,
          );
          // A reservation that expired unnoticed is ended in the first turn of
          // the next generation.
          if (change.kind === 'expired') generation = held.get(key) ?? '';
          if (change.kind === 'reserved') held.set(key, generation);
          if (generation === '') return change;
          return {
            ...change,
            operationId: `${change.operationId}${generation}`,
            reservationId: `${change.reservationId}${generation}`,
          };
        }),
      }));
    },
  };
}

/**
 * Whether a repeat is the `same` operation (certainly remembered, so it must
 * get the same reply), a `new` one (certainly forgotten, or not requested in
 * this generation), or `unknown`, when it must not be repeated.
 */
export function repeatOf(
  { tries, generations }: { tries: Try[]; generations: Generations },
  record: Recorded,
  now: number,
): 'same' | 'new' | 'unknown' {
  const { operationId, reservationId } = generations.rename(record);
  const own = tries.filter((one) => one.reservationId === reservationId);
  const last = Math.max(
    ...own.map(({ invokedAt, answer }) => answer?.at ?? invokedAt),
  );
  if (now > last + REMEMBERED_MS + MARGIN_MS) {
    generations.begin(record.reservationId ?? '', now);
    return 'new';
  }
  const since = Math.min(...own.map(({ invokedAt }) => invokedAt));
  if (now >= since + REMEMBERED_MS - MARGIN_MS) return 'unknown';
  return own.some((one) => one.operationId === operationId) ? 'same' : 'new';
}
