import { scopesOf } from '@souk/contracts/rights';
import { actorAccess } from '@souk/platform/actors/access';
import { minter } from '@souk/platform/auth/mint';
import { memoryCursor } from '@souk/platform/reconcile/reconciler';
import type { Ask } from '@souk/platform/dapr/ask';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import { serviceTokens } from '@souk/platform/auth/service-tokens';
import { databaseUnavailable } from '@souk/platform/mongo/client';
import { traceHeaders } from '@souk/platform/telemetry/tracing';
import { testIdentity, anyPublisher } from '@souk/platform/testing/identity';
import { memoryActors } from '@souk/platform/testing/memory-actors';
import { memoryState } from '@souk/platform/testing/memory-state';
import { testShell } from '@souk/platform/testing/shell';
import {
  asSidecar,
  delivery,
  TEST_APP_TOKEN,
} from '@souk/platform/testing/sidecar';
import request from 'supertest';
import { createInventoryApp } from '../../src/app';
import { INVENTORY_ACTOR } from '../../src/actor/client';
import { documentKey, StockDocument } from '../../src/actor/document';
import {
  memoryLedger,
  memoryLetters,
  memoryLevels,
  memoryUnarmed,
  memoryWarehouses,
} from './memory-stores';

export const NOW = new Date('2026-01-01T00:00:00.000Z');
export const MAIN = 'main-ann';

/**
 * The app over memory. Its actors are reached as the sidecar reaches them:
 * through the host's own routes.
 */
export function runningApp(
  verifyEvent: VerifyEvent = anyPublisher,
  ask: Ask = () => Promise.reject(new Error('nobody is asked')),
) {
  const identity = testIdentity('inventory');
  const { keys } = identity;
  const mint = minter('inventory', keys);
  const token = () =>
    mint(INVENTORY_ACTOR, scopesOf('inventory', INVENTORY_ACTOR));
  const keysOf = () => async (kid: string) => (await keys()).find(kid);
  const access = actorAccess({
    verifierOf: (audience) => serviceTokens({ audience, keysOf }),
  });
  const clock = { ms: NOW.getTime() };
  const doors = {
    state: memoryState(),
    ledger: memoryLedger(),
    levels: memoryLevels(),
    warehouses: memoryWarehouses(),
    letters: memoryLetters(),
    unarmed: memoryUnarmed(),
  };
  const reached = new Set<string>();
  const actors = memoryActors(async (id, method, input) => {
    reached.add(id);
    const path = `/actors/${INVENTORY_ACTOR}/${id}/method/${method}`;
    const answer = await api
      .put(path)
      .set(asSidecar)
      .set(traceHeaders())
      .set({ authorization: `Bearer ${await token()}` })
      .send(input as object);
    if (answer.status !== 200)
      throw new Error(`The turn answered ${answer.status}`);
    return answer.body as unknown;
  });
  let made = 0;
  const { app, relay, sweep, reconcilers } = createInventoryApp({
    ...doors,
    actors,
    shell: { ...testShell('inventory'), faultOf: databaseUnavailable },
    lease: { take: async () => true },
    ask,
    cursorOf: memoryCursor,
    verify: identity.verify,
    keys,
    access,
    verifyEvent,
    appApiToken: TEST_APP_TOKEN,
    newId: () => `new-${(made += 1)}`,
    now: () => new Date(clock.ms),
  });
  const api = request(app.callback());
  const scopes = [
    'warehouses:read',
    'warehouses:write',
    'stock:read',
    'stock:write',
    'stock:open',
    'stock:reserve',
    'operations:read',
    'operations:write',
  ];
  const vendor = (subject: string) =>
    identity.as({ subject, role: 'vendor', scopes });
  const operator = identity.as({ subject: 'olga', role: 'operator', scopes });
  const service = identity.as({
    subject: 'marketplace',
    role: 'service',
    scopes,
  });
  return {
    ...doors,
    clock,
    actors,
    /** The ids of the actors that were called. */
    reached,
    app,
    api,
    relay,
    sweep,
    reconcilers,
    identity,
    document: (id: string) => {
      const stored = doors.state.stored.get(documentKey(id));
      return stored && StockDocument.parse(JSON.parse(stored.json));
    },
    vendor,
    operator,
    service,
    open: (id: string, initialStock: object[] = [], vendorId = 'ann') =>
      api
        .post(`/stock/${id}/open`)
        .set(service)
        .send({ vendorId, initialStock }),
    put: (
      id: string,
      onHand: unknown,
      headers: Record<string, string> = {},
      warehouseId = MAIN,
    ) =>
      api
        .put(`/stock/${id}/${warehouseId}`)
        .set(vendor('ann'))
        .set(headers)
        .send({ onHand }),
    deliver: async (topic: string, data: unknown, id = 'event-1') => {
      const { path, headers, body } = delivery(topic, data, id);
      return (await api.post(path).set(headers).send(body).expect(200))
        .body as unknown;
    },
  };
}
