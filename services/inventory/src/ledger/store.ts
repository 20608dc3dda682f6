import type { DataOf } from '@souk/contracts/event';
import type { stockChanged } from '@souk/contracts/inventory/events';
import type { StockSummary } from '@souk/contracts/inventory/views';
import { inSpan } from '@souk/platform/telemetry/tracing';
import { DuplicateKey, rethrowDuplicate } from '@souk/platform/mongo/versioned';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { MongoBulkWriteError, type Db, type WriteError } from 'mongodb';

/** One committed turn of one product. */
export type LedgerEntry = DataOf<typeof stockChanged>;

/** A level, and when the first of its held reservations runs out. */
export interface ShownLevel extends StockSummary {
  nextExpiry: string | null;
}

/**
 * What has happened to stock, kept for good, and the latest level of each
 * product for whoever asks for many at once.
 */
export interface StockLedger {
  /**
   * One or more entries of one product; an entry that is there already stays as
   * it is.
   */
  append: (entries: LedgerEntry[]) => Promise<void>;
  /** An older level than the one shown changes nothing. */
  showLevel: (level: ShownLevel) => Promise<void>;
  /** Unknown ids are left out. */
  levels: (productIds: string[]) => Promise<StockSummary[]>;
  /** All entries of one product, by version. */
  entries: (productId: string) => Promise<LedgerEntry[]>;
  /**
   * Products whose earliest expiry was before this, as far as the levels tell.
   */
  overdue: (before: string, limit: number) => Promise<string[]>;
}

interface StoredEntry extends LedgerEntry {
  _id: string;
}
interface StoredLevel extends Omit<ShownLevel, 'productId'> {
  _id: string;
}

export interface MongoStockLedger extends StockLedger {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoStockLedger(db: Db): MongoStockLedger {
  const ledger = db.collection<StoredEntry>('ledger');
  const shown = db.collection<StoredLevel>('levels');
  const span = (verb: string, collection: string, id: string) =>
    [
      `${verb} ${collection}`,
      {
        kind: 'CLIENT',
        attributes: { 'db.system.name': 'mongodb', 'db.document.id': id },
      },
    ] as const;

  const productId = ensureIndexes(ledger, [
    { key: { productId: 1 }, name: 'productId' },
  ]);
  const nextExpiry = ensureIndexes(shown, [
    { key: { nextExpiry: 1 }, name: 'nextExpiry' },
  ]);
  return {
    async append(entries) {
      const documents = entries.map((entry) => ({
        _id: `${entry.productId}:${entry.version}`,
        ...entry,
      }));
      await inSpan(...span('insert', 'ledger', documents[0]?._id ?? ''), () =>
        ledger.insertMany(documents, { ordered: false }).catch(unlessAllTaken),
      );
    },
    async showLevel({ productId: _id, ...level }) {
      const newer = async () => {
        const { matchedCount } = await shown.updateOne(
          { _id, version: { $lt: level.version } },
          { $set: level },
        );
        return matchedCount === 1;
      };
      await inSpan(...span('replace', 'levels', _id), async () => {
        if (
          (await newer()) ||
          (await unlessTaken(shown.insertOne({ _id, ...level })))
        )
          return;
        await newer(); // shown by another meanwhile, perhaps at an older version
      });
    },
    async levels(productIds) {
      const found = await shown.find({ _id: { $in: productIds } }).toArray();
      return found.map(({ _id, version, available, asOf }) => ({
        productId: _id,
        version,
        available,
        asOf,
      }));
    },
    async entries(productId) {
      const found = await ledger
        .find<LedgerEntry>({ productId }, { projection: { _id: 0 } })
        .toArray();
      return found.sort((a, b) => a.version - b.version);
    },
    async overdue(before, limit) {
      // Null is of another type than a string, and so never before one.
      const found = await shown
        .find({ nextExpiry: { $lt: before } })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },
    async indexed() {
      await Promise.all([productId(), nextExpiry()]);
    },
  };
}

/** Inserts unless the id is there already; says whether it did. */
export async function unlessTaken(
  insertion: Promise<unknown>,
): Promise<boolean> {
  try {
    await insertion.catch(rethrowDuplicate);
    return true;
  } catch (err) {
    if (err instanceof DuplicateKey && err.index === '_id_') return false;
    throw err;
  }
}

const DUPLICATE_KEY = 11_000;

// The others of an unordered batch have been inserted nevertheless.
function unlessAllTaken(err: unknown): void {
  const errors =
    err instanceof MongoBulkWriteError
      ? (err.writeErrors as WriteError | WriteError[])
      : [];
  const list = Array.isArray(errors) ? errors : [errors];
  if (list.length === 0 || list.some(({ code }) => code !== DUPLICATE_KEY))
    throw err;
}
