import { isDeepStrictEqual } from 'node:util';
import type { LedgerEntry } from './entry';

/** Two histories of one product claim the same version. */
export interface LedgerConflict {
  stored: LedgerEntry;
  refused: LedgerEntry;
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
