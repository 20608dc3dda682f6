import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import type { StockSummary } from '@souk/contracts/inventory/views';
import { digestRange } from '@souk/platform/mongo/digest';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { inSpan } from '@souk/platform/telemetry/tracing';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Db } from 'mongodb';
import type { ShownLevel } from '../outbox/publish-turns';

/**
 * The latest published level of each product, for reads of many products.
 */
export interface LevelView {
  /** A level older than the stored one changes nothing. */
  show: (level: ShownLevel) => Promise<void>;
  /** Unknown ids are left out. */
  of: (productIds: string[]) => Promise<StockSummary[]>;
  /**
   * Products whose earliest expiry in the view is before this time.
   */
  overdue: (before: string, limit: number) => Promise<string[]>;
  digest: (query: DigestQuery) => Promise<RangeDigest>;
}

interface StoredLevel extends Omit<ShownLevel, 'productId'> {
  _id: string;
}

export interface MongoLevelView extends LevelView {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoLevelView(db: Db): MongoLevelView {
  const shown = db.collection<StoredLevel>('levels');
  return {
    async show({ productId: _id, ...level }) {
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
          if (
            (await newer()) ||
            (await insertOnce(shown.insertOne({ _id, ...level })))
          )
            return;
          await newer(); // shown by another meanwhile, perhaps at an older version
        },
      );
    },
    async of(productIds) {
      const found = await shown.find({ _id: { $in: productIds } }).toArray();
      return found.map(({ _id, version, available, asOf }) => ({
        productId: _id,
        version,
        available,
        asOf,
      }));
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
    indexed: ensureIndexes(shown, [
      { key: { nextExpiry: 1 }, name: 'nextExpiry' },
    ]),
  };
}
