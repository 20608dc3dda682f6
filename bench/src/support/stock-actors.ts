import type { Endpoints } from '@souk/tools/stack/endpoints';
import { actorCaller } from '@souk/platform/actors/caller';
import { inventorySidecar } from './inventory-sidecar';
import {
  Answer,
  INVENTORY_ACTOR,
  stockActors,
} from '../../../services/inventory/src/actor/client';
import type { Command } from '../../../services/inventory/src/rules/command';

/**
 * The stock actors of the running marketplace, through inventory's sidecar:
 * with batched calls, and with a turn for each call.
 */
export async function stockActorsOf(endpoints: Endpoints) {
  const { sidecar, close } = await inventorySidecar(endpoints);
  const actors = actorCaller(sidecar, INVENTORY_ACTOR, 30_000);
  return {
    batched: stockActors(actors),
    alone: (productId: string, command: Command) =>
      actors.call(productId, 'apply', command, Answer),
    close,
  };
}

export const reserveOne = (id: string): Command => ({
  kind: 'reserve',
  operationId: id,
  reservationId: id,
  ttlSeconds: 3_600,
  lines: [{ quantity: 1 }],
});
