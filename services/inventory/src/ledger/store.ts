import { inSpan } from '@souk/platform/telemetry/tracing';
import { insertOnce } from '@souk/platform/mongo/insert-once';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Db } from 'mongodb';
import { findEntries, idsOf, insertNew, type Entries } from './entries-store';
import { differing, type LedgerConflict } from './conflict';
import type { LedgerEntry, Proven } from './entry';
import { idsBetween, moveOld, type Moved, type OldVersions } from './move';

/** The append-only history of stock, its archive included. */
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
  /**
   * Moves the entries of these versions into the archive, from the first on, up
   * to one that is not old enough. To be asked for at most `MOST_READ`.
   */
  archive: (productId: string, versions: OldVersions) => Promise<Moved>;
  /** Up to where an audit has proven the ledger; undefined before the first. */
  proven: (productId: string) => Promise<Proven | undefined>;
  /** A version before the stored one changes nothing. */
  prove: (productId: string, proven: Proven) => Promise<void>;
}

/** Entries that are read at a time: some hundred kilobytes. */
export const MOST_READ = 500;

export interface MongoStockLedger extends StockLedger {
  /** Resolves once the indexes are there. */
  indexed: IndexesMade;
}

export function mongoStockLedger(
  db: Db,
  conflict: (conflict: LedgerConflict) => void = () => undefined,
): MongoStockLedger {
  const ledger: Entries = db.collection('ledger');
  const archive: Entries = db.collection('ledger-archive');
  const proofs = db.collection<Proven & { _id: string }>('ledger-proofs');
  // By id, as many as are wanted: a range over the index of the product would
  // be sorted or scanned whole by some servers.
  const of = async (ids: string[]) => {
    const recent = await findEntries(ledger, { _id: { $in: ids } });
    const found = new Set(idsOf(recent));
    const missing = ids.filter((id) => !found.has(id));
    const old =
      missing.length === 0
        ? []
        : await findEntries(archive, { _id: { $in: missing } });
    return merged(recent, old);
  };
  const append = async (entries: LedgerEntry[]) => {
    const archived = await findEntries(archive, {
      _id: { $in: idsOf(entries) },
    });
    differing(archived, entries).forEach(conflict);
    const old = new Set(archived.map(({ version }) => version));
    const recent = entries.filter(({ version }) => !old.has(version));
    if (recent.length === 0) return;
    const repeated = await insertNew(ledger, recent);
    if (repeated.length === 0) return;
    differing(await of(idsOf(repeated)), repeated).forEach(conflict);
  };
  return {
    append: (entries) => {
      const attributes = {
        'db.system.name': 'mongodb',
        'db.document.id': idsOf(entries)[0] ?? '',
      };
      return inSpan('insert ledger', { kind: 'CLIENT', attributes }, () =>
        append(entries),
      );
    },
    range: (productId, from, to) => of(idsBetween(productId, from, to)),
    async about(productId, reservationIds) {
      const wanted = {
        productId,
        'changes.reservationId': { $in: reservationIds },
      };
      const recent = await findEntries(ledger, wanted);
      return merged(recent, await findEntries(archive, wanted));
    },
    archive: (productId, versions) =>
      moveOld(ledger, archive, productId, { ...versions, conflict }),
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
    indexed: allMade([ledger, archive].map(indexesOf)),
  };
}

const indexesOf = (collection: Entries): IndexesMade =>
  ensureIndexes(collection, [
    { key: { productId: 1, 'changes.reservationId': 1 }, name: 'reservation' },
  ]);

const allMade = (indexes: IndexesMade[]) => async (): Promise<void> => {
  await Promise.all(indexes.map((made) => made()));
};

/**
 * By version, each once. `recent` was read first: an entry that has left the
 * ledger by then is in the archive already.
 */
function merged(recent: LedgerEntry[], old: LedgerEntry[]): LedgerEntry[] {
  const found = new Set(recent.map(({ version }) => version));
  return [...recent, ...old.filter(({ version }) => !found.has(version))].sort(
    (a, b) => a.version - b.version,
  );
}

const proofOf = ({ version, warehouses, held }: Proven): Proven => ({
  version,
  warehouses,
  held,
});
