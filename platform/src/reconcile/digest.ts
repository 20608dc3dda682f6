import { createHash } from 'node:crypto';
import type { RangeDigest } from '@souk/contracts/digest';

/** One id of a range, and what a copy of it must agree on. */
export interface Entry {
  id: string;
  state: string | number;
}

/** Digests of a set of entries, whatever their order. */
export function digestsOf(
  entries: Entry[],
): Pick<RangeDigest, 'ids' | 'states'> {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = createHash('sha256');
  const states = createHash('sha256');
  for (const { id, state } of sorted) {
    ids.update(`${id}\n`);
    states.update(`${id}\0${state}\n`);
  }
  return {
    ids: ids.digest('base64url'),
    states: states.digest('base64url'),
  };
}

/** The answer of an owner that found these entries, in order of their ids. */
export const rangeDigest = (entries: Entry[], limit: number): RangeDigest => ({
  upTo: entries.length < limit ? null : (entries.at(-1)?.id ?? null),
  ...digestsOf(entries),
});
