import type { Entry, Try } from '@souk/tests/lib/checker/evidence';

type Of = Omit<Try, 'invokedAt' | 'answer'>;

/**
 * So long after the end of a reservation the replies to its operations are
 * remembered.
 */
const REMEMBERED_MS = 3_600_000;
/**
 * By so much what is forgotten may miss the hour: clocks, the time a
 * reservation lasts, and tries that are still under way.
 */
const MARGIN_MS = 120_000;
const CLOCKS_MS = 60_000;

/**
 * A reservation that was forgotten may be asked for again under the same ids.
 * To the checker it is another one then, with other operations, whose names
 * differ from those of the life before.
 */
export interface Lives {
  /** Another life begins for a reservation of which nothing is remembered. */
  begin(reservationId: string, at: number): void;
  /** As the checker is to see it now. */
  named(of: Of): Of;
  /**
   * As the checker is to see it: the entries of each product by version, told
   * apart by their time.
   */
  inLedger(entries: Entry[]): Entry[];
}

export function lives(): Lives {
  const begun = new Map<string, number[]>();
  const suffix = (reservationId: string | undefined, until: number) => {
    const further =
      begun.get(reservationId ?? '')?.filter((at) => at <= until).length ?? 0;
    return further > 0 ? `#${further}` : '';
  };
  return {
    begin: (reservationId, at) =>
      void begun.set(reservationId, [...(begun.get(reservationId) ?? []), at]),
    named(of) {
      const { operationId, reservationId } = of;
      const life = suffix(reservationId, Infinity);
      return life === ''
        ? of
        : {
            ...of,
            operationId: operationId + life,
            reservationId: `${reservationId}${life}`,
          };
    },
    inLedger(entries) {
      const held = new Map<string, string>();
      return entries.map((entry) => ({
        ...entry,
        changes: entry.changes.map((change) => {
          const key = `${entry.productId} ${change.reservationId}`;
          let life = suffix(
            change.reservationId,
            Date.parse(entry.at) + CLOCKS_MS,
          );
          // What nobody came to in time runs out in the first turn of the next
          // life.
          if (change.kind === 'expired') life = held.get(key) ?? '';
          if (change.kind === 'reserved') held.set(key, life);
          if (life === '') return change;
          return {
            ...change,
            operationId: `${change.operationId}${life}`,
            reservationId: `${change.reservationId}${life}`,
          };
        }),
      }));
    },
  };
}

/**
 * What a repeat is now: the same operation, for certain remembered with all
 * others of this life, so that it must get the same reply; a new one, for
 * certain forgotten or not asked for in this life; or neither, which is no time
 * to repeat it.
 */
export function repeatOf(
  { tries, lives }: { tries: Try[]; lives: Lives },
  of: Of,
  now: number,
): 'same' | 'new' | 'unknown' {
  const { operationId, reservationId } = lives.named(of);
  const own = tries.filter((one) => one.reservationId === reservationId);
  const last = Math.max(
    ...own.map(({ invokedAt, answer }) => answer?.at ?? invokedAt),
  );
  if (now > last + REMEMBERED_MS + MARGIN_MS) {
    lives.begin(of.reservationId ?? '', now);
    return 'new';
  }
  const since = Math.min(...own.map(({ invokedAt }) => invokedAt));
  if (now >= since + REMEMBERED_MS - MARGIN_MS) return 'unknown';
  return own.some((one) => one.operationId === operationId) ? 'same' : 'new';
}
