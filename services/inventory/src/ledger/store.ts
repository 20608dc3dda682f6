import type { DataOf } from '@souk/contracts/event';
import type { stockChanged } from '@souk/contracts/inventory/events';
import { inSpan } from '@souk/platform/telemetry/tracing';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { MongoBulkWriteError, type Db, type WriteError } from 'mongodb';

/** One committed turn of one product. */
export type LedgerEntry = DataOf<typeof stockChanged>;

/** The append-only history of stock. */
export interface StockLedger {
  /**
   * Appends entries of one product; an existing entry stays unchanged.
   */
  append: (entries: LedgerEntry[]) => Promise<void>;
  /** All entries of one product, by version. */
  entries: (productId: string) => Promise<LedgerEntry[]>;
}

interface StoredEntry extends LedgerEntry {
  _id: string;
}

export interface MongoStockLedger extends StockLedger {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoStockLedger(db: Db): MongoStockLedger {
  const ledger = db.collection<StoredEntry>('ledger');
  return {
    async append(entries) {
      const documents = entries.map((entry) => ({
        _id: `${entry.productId}:${entry.version}`,
        ...entry,
      }));
      const attributes = {
        'db.system.name': 'mongodb',
        'db.document.id': documents[0]?._id ?? '',
      };
      await inSpan('insert ledger', { kind: 'CLIENT', attributes }, () =>
        ledger.insertMany(documents, { ordered: false }).catch(unlessAllTaken),
      );
    },
    async entries(productId) {
      const found = await ledger
        .find<LedgerEntry>({ productId }, { projection: { _id: 0 } })
        .toArray();
      return found.sort((a, b) => a.version - b.version);
    },
    indexed: ensureIndexes(ledger, [
      { key: { productId: 1 }, name: 'productId' },
    ]),
  };
}

const DUPLICATE_KEY = 11_000;

// An unordered batch inserts the other entries all the same.
function unlessAllTaken(err: unknown): void {
  const errors =
    err instanceof MongoBulkWriteError
      ? (err.writeErrors as WriteError | WriteError[])
      : [];
  const list = Array.isArray(errors) ? errors : [errors];
  if (list.length === 0 || list.some(({ code }) => code !== DUPLICATE_KEY))
    throw err;
}
