import { differing, type LedgerConflict } from './conflict';
import {
  findEntries,
  idOf,
  idsOf,
  insertNew,
  type Entries,
} from './entries-store';

/** Versions of one product, and the time that is old enough. */
export interface OldVersions {
  from: number;
  to: number;
  before: string;
}

export interface Moved {
  moved: number;
  /** Whether one of these versions is too young to be moved. */
  young: boolean;
}

/**
 * Copies, compares, then deletes. Every step can be repeated, and an entry is
 * in the archive before it leaves the ledger. A copy that differs is reported,
 * and both stay.
 */
export async function moveOld(
  ledger: Entries,
  archive: Entries,
  productId: string,
  {
    from,
    to,
    before,
    conflict,
  }: OldVersions & { conflict: (conflict: LedgerConflict) => void },
): Promise<Moved> {
  const there = await findEntries(ledger, {
    _id: { $in: idsBetween(productId, from, to) },
  });
  there.sort((a, b) => a.version - b.version);
  const end = there.findIndex(({ at }) => at >= before);
  const young = end >= 0;
  const old = young ? there.slice(0, end) : there;
  if (old.length === 0) return { moved: 0, young };
  await insertNew(archive, old);
  const copies = await findEntries(archive, { _id: { $in: idsOf(old) } });
  const differ = differing(copies, old);
  differ.forEach(conflict);
  const kept = new Set(copies.map(({ version }) => version));
  for (const { refused } of differ) kept.delete(refused.version);
  const { deletedCount } = await ledger.deleteMany({
    _id: { $in: [...kept].map((version) => idOf(productId, version)) },
  });
  return { moved: deletedCount, young };
}

export const idsBetween = (
  productId: string,
  from: number,
  to: number,
): string[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) =>
    idOf(productId, from + n),
  );
