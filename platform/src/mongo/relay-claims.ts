import type { Collection } from 'mongodb';
import { insertOnce } from './insert-once';

/** A range of an outbox that one relay works on until the given time. */
export interface Claim {
  _id: string;
  owner: string;
  until: Date;
}

/**
 * Leases of ranges (Gray and Cheriton, "Leases", 1989). They only save work:
 * two relays on one range publish events twice, which consumers expect.
 */
export interface RangeClaims {
  /** Takes a range or renews it; false when another relay has it. */
  take(range: number): Promise<boolean>;
  release(range: number): Promise<void>;
}

/** Long enough for a batch; the range of a dead replica waits as long. */
const CLAIM_MS = 15_000;

export function rangeClaims(
  claims: Collection<Claim>,
  outbox: string,
  { owner, now }: { owner: string; now: () => Date },
): RangeClaims {
  const idOf = (range: number) => `${outbox}:${range}`;
  return {
    async take(range) {
      const _id = idOf(range);
      const until = new Date(now().getTime() + CLAIM_MS);
      const { matchedCount } = await claims.updateOne(
        { _id, $or: [{ owner }, { until: { $lt: now() } }] },
        { $set: { owner, until } },
      );
      if (matchedCount === 1) return true;
      return insertOnce(claims.insertOne({ _id, owner, until }));
    },
    async release(range) {
      await claims.updateOne(
        { _id: idOf(range), owner },
        { $set: { until: new Date(0) } },
      );
    },
  };
}
