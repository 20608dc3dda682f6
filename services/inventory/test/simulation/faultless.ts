import type { Evidence } from '@souk/tests/lib/checker/evidence';

/** The promised limit for late expiry without faults. */
const LATE_MS = 5_000;

/**
 * Without faults every call is answered, and expired units are released soon.
 */
export function checkFaultless({ tries, ledger }: Evidence): string[] {
  const unanswered = tries.filter(
    ({ kind, answer }) => kind !== 'count' && answer === undefined,
  );
  const until = new Map<string, number>();
  for (const { reservationId, answer } of tries) {
    for (const { productId, reservation } of answer?.products ?? []) {
      if (!reservation) continue;
      const key = `${productId} ${reservationId}`;
      until.set(
        key,
        Math.max(until.get(key) ?? 0, Date.parse(reservation.expiresAt)),
      );
    }
  }
  const late = ledger.flatMap(({ productId, at, changes }) =>
    changes.flatMap(({ kind, reservationId = '' }) => {
      const lateMs =
        Date.parse(at) -
        (until.get(`${productId} ${reservationId}`) ?? Infinity);
      return kind === 'expired' && lateMs > LATE_MS
        ? [`${reservationId} of ${productId} expired ${lateMs} ms late`]
        : [];
    }),
  );
  return [
    ...unanswered.map(
      ({ operationId }) =>
        `${operationId} was not answered, though there were no faults`,
    ),
    ...late,
  ];
}
