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
 * The stock actors of the running marketplace through inventory's sidecar: with
 * calls folded, and each with a turn of its own.
 */
export async function actorsOf(endpoints: Endpoints) {
  const { door, close } = await inventorySidecar(endpoints);
  const actors = actorCaller(door, INVENTORY_ACTOR, 30_000);
  return {
    folded: stockActors(actors),
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
