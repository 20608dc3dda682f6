import type { Collection, Filter, Sort, WithId } from 'mongodb';
import type { Versioned } from './versioned';

/**
 * Up to `limit` documents by id, after the given one (`''` for the first page).
 */
export function pageById<D extends Versioned>(
  collection: Collection<D>,
  after: string,
  limit: number,
): Promise<WithId<D>[]> {
  return collection
    .find({ _id: { $gt: after } } as Filter<D>)
    .sort({ _id: 1 } satisfies Sort)
    .limit(limit)
    .toArray();
}
