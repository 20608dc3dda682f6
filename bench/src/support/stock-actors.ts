import type { Endpoints } from '@souk/tools/stack/endpoints';
import { actorCaller } from '@souk/platform/actors/caller';
import { scopesOf } from '@souk/contracts/rights';
import { signingKeys } from '@souk/platform/auth/keys';
import { minter } from '@souk/platform/auth/mint';
import { signingKey } from '@souk/tools/stack/apps';
import { localSecrets, secret } from '@souk/tools/stack/secrets-file';
import { benchSecretsFile, inventorySidecar } from './inventory-sidecar';
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
  const secrets = await localSecrets(benchSecretsFile());
  const keys = signingKeys(secret(secrets, signingKey('inventory')));
  const mint = minter('inventory', async () => keys);
  const actors = actorCaller(sidecar, INVENTORY_ACTOR, {
    token: () => mint(INVENTORY_ACTOR, scopesOf('inventory', INVENTORY_ACTOR)),
    timeoutMs: 30_000,
  });
  return {
    batched: stockActors(actors, () => undefined),
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
