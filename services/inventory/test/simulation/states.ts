import type { ReservationState } from '@souk/contracts/inventory/reservations';
import type { LedgerEntry } from '../../src/ledger/entry';
import { readReservation } from '../../src/reservations/reservations';
import type { ReservationsDeps } from '../../src/reservations/settled';

type State = ReservationState['products'][number];

/**
 * Reservations whose state is told otherwise than by the ledger, once nothing
 * is under way: those of the last hour are told from memory.
 */
export async function checkStates(
  deps: ReservationsDeps,
  ledger: LedgerEntry[],
): Promise<string[]> {
  const found = await Promise.all(
    [...statesIn(ledger)].map(async ([id, states]) => {
      const productIds = states.map(({ productId }) => productId).sort();
      const { products } = await readReservation(deps, id, productIds);
      const [told, kept] = [products, states].map((all) => textOf(all));
      return told === kept ? [] : [`${id} is ${told}, the ledger says ${kept}`];
    }),
  );
  return found.flat();
}

function statesIn(ledger: LedgerEntry[]): Map<string, State[]> {
  const states = new Map<string, State[]>();
  const entries = [...ledger].sort((a, b) => a.version - b.version);
  for (const { productId, changes } of entries)
    for (const { kind, reservationId: id, ...change } of changes) {
      if (id === undefined || kind === 'extended') continue;
      const all = states.get(id) ?? [];
      states.set(id, all);
      let state = all.find((one) => one.productId === productId);
      if (!state)
        all.push(
          (state = { productId, status: 'held', taken: [], returned: [] }),
        );
      if (kind === 'returned') {
        const { warehouseId, onHand } = change;
        const quantity = onHand.after - onHand.before;
        state.returned.push({ warehouseId, quantity });
      } else if (
        kind === 'confirmed' ||
        kind === 'released' ||
        kind === 'expired'
      )
        state.status = kind;
    }
  return states;
}

const textOf = (all: State[]): string =>
  all
    .map(({ productId, status, returned }) => {
      const back = returned.reduce((sum, { quantity }) => sum + quantity, 0);
      return `${productId} ${status} ${back}`;
    })
    .sort()
    .join(', ');
