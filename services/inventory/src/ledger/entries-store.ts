import {
  MongoBulkWriteError,
  type Collection,
  type Filter,
  type WriteError,
} from 'mongodb';
import type { LedgerEntry } from './entry';

export interface StoredEntry extends LedgerEntry {
  _id: string;
}
export type Entries = Collection<StoredEntry>;

export const idOf = (productId: string, version: number): string =>
  `${productId}:${version}`;

export const idsOf = (entries: LedgerEntry[]): string[] =>
  entries.map(({ productId, version }) => idOf(productId, version));

export const findEntries = (
  collection: Entries,
  wanted: Filter<StoredEntry>,
): Promise<LedgerEntry[]> =>
  collection.find<LedgerEntry>(wanted, { projection: { _id: 0 } }).toArray();

/**
 * Inserts the entries that are not there; an existing one stays unchanged.
 * Returns the entries whose version was taken.
 */
export async function insertNew(
  collection: Entries,
  entries: LedgerEntry[],
): Promise<LedgerEntry[]> {
  const documents = entries.map((entry) => ({
    _id: idOf(entry.productId, entry.version),
    ...entry,
  }));
  const taken = await collection
    .insertMany(documents, { ordered: false })
    .then(() => [], placesTaken);
  return taken.flatMap((n) => entries[n] ?? []);
}

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
