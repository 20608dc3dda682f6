import type { PlaceRates, TaxRate } from '@souk/contracts/orders/taxes';
import {
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';
import { saveVersion } from '../shipping/store';

/** What an operator has set for a place, in place of the seed. */
export interface TaxDocument extends Versioned {
  rates: TaxRate[];
}

export interface StoredRates extends PlaceRates {
  rates: TaxRate[];
}

export interface TaxStore {
  /** Of the places that an operator has set; all of them unless named. */
  edited(places?: string[]): Promise<StoredRates[]>;
  /** Follows the version; false when that is no longer the latest. */
  save(next: StoredRates): Promise<boolean>;
}

export const taxCollection = (db: Db): Collection<TaxDocument> =>
  db.collection('taxes');

export function taxStore(
  collection: Collection<TaxDocument>,
  now: () => Date,
): TaxStore {
  const saved = () => undefined;
  return {
    ...taxesIn(versioned(collection, saved, now)),
    async edited(places) {
      const query = places ? { _id: { $in: places } } : {};
      return (await collection.find(query).toArray()).map(ratesOf);
    },
  };
}

export const ratesOf = ({ _id, v, rates }: TaxDocument): StoredRates => ({
  place: _id,
  version: v,
  rates,
});

/** The operation that works on any versioned collection. */
export const taxesIn = (
  documents: VersionedCollection<TaxDocument>,
): Pick<TaxStore, 'save'> => ({
  save: ({ place, version, rates }) =>
    saveVersion(documents, place, version, { rates }),
});
