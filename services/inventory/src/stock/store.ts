import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import { stockLevelChanged } from '@souk/contracts/inventory/events';
import type { StockSummary } from '@souk/contracts/inventory/views';
import type { Entry } from '@souk/platform/reconcile/digest';
import type { IdRange } from '@souk/platform/reconcile/reconciler';
import { digestRange } from '@souk/platform/mongo/digest';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { currentTraceparent, inSpan } from '@souk/platform/telemetry/tracing';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import { rangeOf, type Outboxed } from '@souk/platform/mongo/versioned';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Collection, Db } from 'mongodb';
import type { ShownLevel } from '../outbox/publish-turns';
import type { LevelShown } from './pace';

/**
 * The latest published level of each product, for reads of many products.
 */
export interface LevelView {
  /** A level older than the stored one changes nothing. */
  show: (level: ShownLevel) => Promise<void>;
  /** Unknown ids are left out. */
  of: (productIds: string[]) => Promise<StockSummary[]>;
  /** Up to `limit` after this id, by id. */
  page: (after: string, limit: number) => Promise<StockSummary[]>;
  /**
   * Products whose earliest expiry in the view is before this time.
   */
  overdue: (before: string, limit: number) => Promise<string[]>;
  digest: (query: DigestQuery) => Promise<RangeDigest>;
  /**
   * Notes the version of the product that its stock was told of; an older one
   * changes nothing.
   */
  noteListing: (productId: string, version: number) => Promise<void>;
  /** The products of a range with a level, each with the version noted or 1. */
  listings: (range: IdRange) => Promise<Entry[]>;
}

/**
 * The outbox has one event at most, of the latest level: what was not published
 * yet is replaced.
 */
interface StoredLevel extends Outboxed, Omit<ShownLevel, 'productId'> {}

/** The version of a product that its stock was told of. */
interface Listing {
  _id: string;
  version: number;
}

export const levelCollection = (db: Db): Collection<StoredLevel> =>
  db.collection('levels');

export interface MongoLevelView extends LevelView {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export const listingCollection = (db: Db): Collection<Listing> =>
  db.collection('listings');

const inRange = ({ after, upTo }: IdRange) => ({
  _id: { $gt: after, ...(upTo === null ? {} : { $lte: upTo }) },
});

export function mongoLevelView(
  shown: Collection<StoredLevel>,
  listings: Collection<Listing>,
  onShown: LevelShown,
): MongoLevelView {
  return {
    async show({ productId: _id, ...shownLevel }) {
      const level = { ...shownLevel, ...announcing(_id, shownLevel) };
      const newer = async () => {
        const { matchedCount } = await shown.updateOne(
          { _id, version: { $lt: level.version } },
          { $set: level },
        );
        return matchedCount === 1;
      };
      const attributes = { 'db.system.name': 'mongodb', 'db.document.id': _id };
      await inSpan(
        'replace levels',
        { kind: 'CLIENT', attributes },
        async () => {
          const isShown =
            (await newer()) ||
            (await insertOnce(shown.insertOne({ _id, ...level }))) ||
            (await newer()); // shown by another meanwhile, perhaps older
          if (isShown) onShown(_id, level.available);
        },
      );
    },
    async of(productIds) {
      const found = await shown.find({ _id: { $in: productIds } }).toArray();
      return found.map(summary);
    },
    async page(after, limit) {
      const found = await shown
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(summary);
    },
    async overdue(before, limit) {
      // Null and strings are different types, so a null never matches.
      const found = await shown
        .find({ nextExpiry: { $lt: before } })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },
    digest: (query) => digestRange(shown, 'version', query),
    async noteListing(_id, version) {
      const older = { _id, version: { $lt: version } };
      const newer = { $set: { version } };
      const { matchedCount } = await listings.updateOne(older, newer);
      if (matchedCount === 1) return;
      if (await insertOnce(listings.insertOne({ _id, version }))) return;
      await listings.updateOne(older, newer); // noted by another meanwhile
    },
    async listings(range) {
      const [known, noted] = await Promise.all([
        shown
          .find(inRange(range))
          .project<{ _id: string }>({ _id: 1 })
          .toArray(),
        listings.find(inRange(range)).toArray(),
      ]);
      const versions = new Map(noted.map((one) => [one._id, one.version]));
      return known.map(({ _id: id }) => ({ id, state: versions.get(id) ?? 1 }));
    },
    indexed: ensureIndexes(shown, [
      { key: { nextExpiry: 1 }, name: 'nextExpiry' },
      PENDING_INDEX,
    ]),
  };
}

const summary = ({ _id, version, available, asOf }: StoredLevel) => ({
  productId: _id,
  version,
  available,
  asOf,
});

function announcing(
  productId: string,
  { version, available, asOf }: Omit<ShownLevel, 'productId'>,
): Omit<Outboxed, '_id'> {
  const traceparent = currentTraceparent();
  const event = {
    id: `${productId}.${version}`,
    topic: stockLevelChanged.topic,
    data: { productId, version, available, asOf },
    at: asOf,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { outbox: [event], pending: rangeOf(productId) };
}
