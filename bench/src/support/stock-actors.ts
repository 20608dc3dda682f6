import type { Endpoints } from '@souk/local/endpoints';
import { localSecrets, secret } from '@souk/local/secrets-file';
import { daprApiToken } from '@souk/local/apps';
import { actorCaller } from '@souk/platform/dapr/actor-caller';
import { connectSidecar } from '@souk/platform/dapr/sidecar';
import { Answer, INVENTORY_ACTOR, stockActors } from '../../../services/inventory/src/stock-actors';
import type { Command } from '../../../services/inventory/src/stock-command';

/** The stock actors of the running marketplace through inventory's sidecar: with calls folded, and each with a turn of its own. */
export async function actorsOf({ parts }: Endpoints, secretsFile: string) {
  const apiToken = secret(await localSecrets(secretsFile), daprApiToken('inventory'));
  const sidecar = connectSidecar({ port: parts['inventory.sidecar']?.port ?? 0, apiToken, timeoutMs: 30_000 });
  const actors = actorCaller(sidecar, INVENTORY_ACTOR, 30_000);
  return {
    folded: stockActors(actors),
    alone: (productId: string, command: Command) => actors.call(productId, 'apply', command, Answer),
    close: () => sidecar.close(),
  };
}

export const reserveOne = (id: string): Command => ({
  ...{ kind: 'reserve', operationId: id, reservationId: id, ttlSeconds: 3_600 },
  lines: [{ quantity: 1 }],
});
