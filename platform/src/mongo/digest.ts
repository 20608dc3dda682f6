import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import type { Collection, Document, Filter } from 'mongodb';
import { rangeDigest } from '../reconcile/digest';

/** The digest of a range of documents; `field` is the state of each. */
export async function digestRange<D extends Document & { _id: string }>(
  collection: Collection<D>,
  field: keyof D & string,
  { after, limit }: DigestQuery,
): Promise<RangeDigest> {
  const found = await collection
    .find({ _id: { $gt: after } } as Filter<D>)
    .sort({ _id: 1 })
    .limit(limit)
    .project<D>({ [field]: 1 })
    .toArray();
  const entries = found.map((document) => ({
    id: document._id,
    state: document[field],
  }));
  return rangeDigest(entries, limit);
}
