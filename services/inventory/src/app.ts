import * as calls from '@souk/contracts/inventory/calls';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import type { VerifyToken } from '@souk/platform/auth/requires';
import type { ActorAccess } from '@souk/platform/actors/access';
import type { ActorCaller } from '@souk/platform/actors/caller';
import { actorHost } from '@souk/platform/actors/host';
import { actorTurns } from '@souk/platform/actors/turns';
import { schedulerGate } from '@souk/platform/actors/scheduler-gate';
import {
  reminderGate,
  type ReminderGate,
} from '@souk/platform/actors/reminder-gate';
import type { Ask } from '@souk/platform/dapr/ask';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import type { StateStore } from '@souk/platform/dapr/state';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import { measureDeadLetters } from '@souk/platform/mongo/dead-letters-metrics';
import type { DeadLetterStore } from '@souk/platform/mongo/dead-letters-store';
import type {
  Reconciler,
  WalkCursor,
} from '@souk/platform/reconcile/reconciler';
import type Koa from 'koa';
import { events } from './events';
import { inventoryReconcilers } from './sweeps/reconcile';
import { sweeps, type SweepsDeps } from './sweeps/sweeps';
import { inventoryActor } from './actor/inventory-actor';
import { ledgerRoutes } from './ledger/routes';
import { deadLetterRoutes } from './dead-letters/routes';
import { reservationRoutes } from './reservations/routes';
import { stockRoutes } from './stock/routes';
import { warehouseRoutes } from './warehouses/routes';
import { INVENTORY_ACTOR, stockActors } from './actor/client';
import { knownProducts } from './actor/known-products';
import type { StockLedger } from './ledger/store';
import { stockRelay, type StockRelay } from './outbox/relay';
import type { UnarmedStore } from './outbox/unarmed-store';
import type { LevelView } from './stock/store';
import type { WarehouseStore } from './warehouses/store';

export interface AppDeps {
  shell: Shell;
  verify: VerifyToken;
  verifyEvent: VerifyEvent;
  access: ActorAccess;
  keys: () => Promise<SigningKeys>;
  appApiToken: string;
  state: StateStore;
  actors: ActorCaller;
  ledger: StockLedger;
  levels: LevelView;
  warehouses: WarehouseStore;
  letters: DeadLetterStore;
  unarmed: UnarmedStore;
  /** Of the sweeps. */
  lease: SweepsDeps['lease'];
  ask: Ask;
  /** Of the walks of the reconcilers. */
  cursorOf: (pair: string) => WalkCursor;
  newId: () => string;
  now: () => Date;
}

const APP = 'inventory';

export interface InventoryApp {
  app: Koa;
  /** The actors feed it. Stop it after the app. */
  relay: StockRelay;
  /** Stop it when the app starts to drain. */
  reminders: ReminderGate;
  /** Start it once the app serves. */
  sweep: () => ReturnType<typeof sweeps>;
  /** Start them once the app serves. */
  reconcilers: Reconciler[];
}

export function createInventoryApp(deps: AppDeps): InventoryApp {
  const {
    verify,
    appApiToken,
    state,
    actors,
    ledger,
    levels,
    letters,
    unarmed,
    lease,
    shell,
    now,
    newId,
  } = deps;
  const { log, metrics } = shell;
  measureDeadLetters(letters, metrics, now);
  const turns = actorTurns();
  const stock = knownProducts({
    stock: stockActors(actors, (id) => turns.peek(INVENTORY_ACTOR, id)),
    state,
    now,
  });
  const relay = stockRelay({ ledger, levels, stock, log });
  const reminders = reminderGate({ log });
  const use = { ...deps, stock };
  const subscribed = events(use);
  const answering = [
    stockRoutes(use, verify),
    reservationRoutes(use, verify),
    ledgerRoutes(use, verify),
    warehouseRoutes(use, verify),
    deadLetterRoutes({ ...use, subscriptions: subscribed }, verify),
  ];
  assertCallsServed(calls, answering);
  const app = createApp(
    shell,
    ...answering,
    jwksRoute(deps.keys),
    actorHost(
      [
        inventoryActor({
          state,
          reminders: schedulerGate({ reminders: actors, now, log }),
          unarmed: (productId) =>
            unarmed.note({ productId, at: now().toISOString() }),
          relay,
          now,
          newId,
          log,
        }),
      ],
      { appApiToken, log, access: deps.access, reminders, turns },
    ),
    subscriptions(
      {
        app: APP,
        pubsub: 'bus',
        appApiToken,
        log,
        metrics,
        faultOf: shell.faultOf,
        verifyEvent: deps.verifyEvent,
        deadLetters: letters,
      },
      subscribed,
    ),
  );
  return {
    app,
    relay,
    reminders,
    sweep: () => sweeps({ levels, unarmed, lease, stock, log, now }),
    reconcilers: inventoryReconcilers({ ...use, log, metrics }),
  };
}
