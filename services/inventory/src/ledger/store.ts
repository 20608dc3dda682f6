import { inSpan } from '@souk/platform/telemetry/tracing';
import { isDeepStrictEqual } from 'node:util';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import {
  MongoBulkWriteError,
  type Db,
  type Filter,
  type WriteError,
} from 'mongodb';
import type { LedgerEntry, Proven } from './entry';

/** The append-only history of stock. */
export interface StockLedger {
  /**
   * Appends entries of one product; an existing entry stays unchanged. One that
   * differs from it is reported as a conflict.
   */
  append: (entries: LedgerEntry[]) => Promise<void>;
  /**
   * The entries of one product with these versions, by version; missing ones
   * are left out. To be asked for at most `MOST_READ`.
   */
  range: (
    productId: string,
    from: number,
    to: number,
  ) => Promise<LedgerEntry[]>;
  /** The entries of one product that change these reservations, by version. */
  about: (
    productId: string,
    reservationIds: string[],
  ) => Promise<LedgerEntry[]>;
  /** Up to where an audit has proven the ledger; undefined before the first. */
  proven: (productId: string) => Promise<Proven | undefined>;
  /** A version before the stored one changes nothing. */
  prove: (productId: string, proven: Proven) => Promise<void>;
}

/** Two histories of one product claim the same version. */
export interface LedgerConflict {
  stored: LedgerEntry;
  refused: LedgerEntry;
}

/** Entries that are read at a time: some hundred kilobytes. */
export const MOST_READ = 500;

interface StoredEntry extends LedgerEntry {
  _id: string;
}

export interface MongoStockLedger extends StockLedger {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

const idOf = (productId: string, version: number) => `${productId}:${version}`;

export function mongoStockLedger(
  db: Db,
  conflict: (conflict: LedgerConflict) => void = () => undefined,
): MongoStockLedger {
  const ledger = db.collection<StoredEntry>('ledger');
  const proofs = db.collection<Proven & { _id: string }>('ledger-proofs');
  const found = async (wanted: Filter<StoredEntry>): Promise<LedgerEntry[]> => {
    const entries = await ledger
      .find<LedgerEntry>(wanted, { projection: { _id: 0 } })
      .toArray();
    return entries.sort((a, b) => a.version - b.version);
  };
  // By id, as many as are wanted: a range over the index of the product would
  // be sorted or scanned whole by some servers.
  const of = (ids: string[]) => found({ _id: { $in: ids } });
  return {
    async append(entries) {
      const documents = entries.map((entry) => ({
        _id: idOf(entry.productId, entry.version),
        ...entry,
      }));
      const attributes = {
        'db.system.name': 'mongodb',
        'db.document.id': documents[0]?._id ?? '',
      };
      await inSpan(
        'insert ledger',
        { kind: 'CLIENT', attributes },
        async () => {
          const taken = await ledger
            .insertMany(documents, { ordered: false })
            .then(() => [], placesTaken);
          if (taken.length === 0) return;
          const repeated = taken.flatMap((n) => entries[n] ?? []);
          const ids = repeated.map((one) => idOf(one.productId, one.version));
          for (const pair of differing(await of(ids), repeated)) conflict(pair);
        },
      );
    },
    range: (productId, from, to) =>
      of(
        Array.from({ length: Math.max(0, to - from + 1) }, (_, n) =>
          idOf(productId, from + n),
        ),
      ),
    about: (productId, reservationIds) =>
      found({
        productId,
        'changes.reservationId': { $in: reservationIds },
      }),
    async proven(productId) {
      const found = await proofs.findOne({ _id: productId });
      return found ? proofOf(found) : undefined;
    },
    async prove(productId, proven) {
      const older = { _id: productId, version: { $lt: proven.version } };
      const { matchedCount } = await proofs.updateOne(older, { $set: proven });
      if (matchedCount === 0)
        await insertOnce(proofs.insertOne({ _id: productId, ...proven }));
    },
    indexed: ensureIndexes(ledger, [
      {
        key: { productId: 1, 'changes.reservationId': 1 },
        name: 'reservation',
      },
    ]),
  };
}

/** The entries that say something else than what is stored as the same turn. */
export const differing = (
  stored: LedgerEntry[],
  entries: LedgerEntry[],
): LedgerConflict[] =>
  entries.flatMap((refused) => {
    const first = stored.find(({ version }) => version === refused.version);
    return first === undefined ||
      isDeepStrictEqual(plain(first), plain(refused))
      ? []
      : [{ stored: first, refused }];
  });

/** Without members that are undefined, as it is stored. */
const plain = (entry: LedgerEntry) =>
  JSON.parse(JSON.stringify(entry)) as LedgerEntry;

const proofOf = ({ version, warehouses, held }: Proven): Proven => ({
  version,
  warehouses,
  held,
});

const DUPLICATE_KEY = 11_000;

/**
 * The indexes of the entries that were there already. An unordered batch
 * inserts the others all the same.
 */
function placesTaken(err: unknown): number[] {
  const errors =
    err instanceof MongoBulkWriteError
      ? (err.writeErrors as WriteError | WriteError[])
      : [];
  const list = Array.isArray(errors) ? errors : [errors];
  if (list.length === 0 || list.some(({ code }) => code !== DUPLICATE_KEY))
    throw err;
  return list.map(({ index }) => index);
}
