import { PartMissing } from '@souk/platform/actors/cached-document';
import type { StateStore } from '@souk/platform/dapr/state';
import type { Memory, RefusedOperation } from '../rules/stock';
import { nameOfRefusal, nameOfReservation, storedIn } from '../rules/memory';
import type { StoredReservation } from '../rules/stored-reservation';
import { pageKey, StockPage, type Records } from './document';
import { isLive, type PageRef } from './page-index';

const AT_ONCE = 16;

/**
 * Reads pages of a product, in the given order. @throws PartMissing.
 */
export async function readPages(
  state: StateStore,
  productId: string,
  pages: PageRef[],
): Promise<Records[]> {
  const read: Records[] = [];
  for (let n = 0; n < pages.length; n += AT_ONCE) {
    const some = pages.slice(n, n + AT_ONCE).map(async ({ id }) => {
      const found = await state.get(pageKey(productId, id), StockPage);
      if (!found)
        throw new PartMissing(`${pageKey(productId, id)} is not there`);
      return found.value;
    });
    read.push(...(await Promise.all(some)));
  }
  return read;
}

/** The records with these names. */
export function recordsOf(memory: Memory, names: Iterable<string>): Records {
  const reservations: StoredReservation[] = [];
  const refusals: RefusedOperation[] = [];
  for (const name of names) {
    const id = name.slice(2);
    const reservation =
      name === nameOfReservation(id) ? storedIn(memory, id) : undefined;
    const operation =
      name === nameOfRefusal(id) ? memory.operations.get(id) : undefined;
    if (reservation) reservations.push(reservation);
    if (typeof operation === 'object' && 'endsAt' in operation)
      refusals.push(operation);
  }
  return { reservations, refusals };
}

/** The live records of a page. */
export function liveOf(
  page: PageRef,
  { reservations, refusals }: Records,
): Records {
  return {
    reservations: reservations.filter((_, nth) => isLive(page, nth)),
    refusals: refusals.filter((_, nth) =>
      isLive(page, reservations.length + nth),
    ),
  };
}

/** The names of the records of a page, in their stored order. */
export const namesOf = ({ reservations, refusals }: Records): string[] => [
  ...reservations.map(({ id }) => nameOfReservation(id)),
  ...refusals.map(({ id }) => nameOfRefusal(id)),
];
