import { readConfig } from '@souk/platform/config/config';
import { actorWatch } from '@souk/platform/actors/watch';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { stateStore } from '@souk/platform/dapr/state';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { rangeClaims } from '@souk/platform/mongo/relay-claims';
import { deadLetterStore } from '@souk/platform/mongo/dead-letters-store';
import { sharedCursor, type Walk } from '@souk/platform/mongo/walk-cursor';
import { createRelay } from '@souk/platform/mongo/relay';
import { serviceParts } from '@souk/platform/service';
import { v7 } from 'uuid';
import { createInventoryApp } from './app';
import { InventoryConfig } from './config';
import { INVENTORY_ACTOR } from './actor/client';
import { ledgerAlarm } from './ledger/alarm';
import { mongoStockLedger } from './ledger/store';
import { mongoUnarmedStore } from './outbox/unarmed-store';
import { levelPace } from './stock/pace';
import {
  levelCollection,
  listingCollection,
  mongoLevelView,
} from './stock/store';
import { rememberedWarehouses } from './warehouses/remembered';
import { mongoWarehouseStore } from './warehouses/store';

run(async () => {
  const config = readConfig(InventoryConfig, process.env);
  const parts = serviceParts('inventory', config);
  const { log, metrics, sidecar, closers } = parts;
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const ledger = mongoStockLedger(mongo.db, ledgerAlarm(log, metrics));
  const shownLevels = levelCollection(mongo.db);
  const announcing = createRelay(shownLevels, parts);
  const levels = mongoLevelView(
    shownLevels,
    listingCollection(mongo.db),
    levelPace((productId) => announcing.saved(productId)),
  );
  const warehouses = mongoWarehouseStore(mongo.db);
  const letters = deadLetterStore(mongo.db, 'inventory');
  const unarmed = mongoUnarmedStore(mongo.db);
  const claims = rangeClaims(mongo.db.collection('sweep-claims'), 'sweep', {
    owner: v7(),
    now: () => new Date(),
  });
  let stopping = false;
  const ready = async () => {
    if (stopping) throw new Error('stopping');
    await Promise.all([
      sidecarReady(sidecar, { actors: true }),
      mongo.ready(),
      ledger.indexed(),
      levels.indexed(),
      warehouses.indexed(),
      letters.indexed(),
      unarmed.indexed(),
    ]);
  };
  const walks = mongo.db.collection<Walk>('walks');
  const { app, relay, reminders, sweep, reconcilers } = createInventoryApp({
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
    verify: parts.verify,
    verifyEvent: parts.verifyEvent,
    access: parts.actorAccess,
    keys: parts.keys,
    appApiToken: config.APP_API_TOKEN,
    state: stateStore(sidecar, 'stock-state'),
    actors: parts.actorsOf(INVENTORY_ACTOR),
    ledger,
    levels,
    warehouses: rememberedWarehouses(warehouses),
    letters,
    unarmed,
    lease: { take: () => claims.take(0) },
    ask: parts.ask,
    cursorOf: (pair) => sharedCursor(walks, pair, () => new Date()),
    newId: v7,
    now: () => new Date(),
  });
  announcing.start();
  const sweeping = sweep();
  for (const { start } of reconcilers) start();
  const watching = actorWatch({ sidecar, type: INVENTORY_ACTOR, log });
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    // The relay calls our actors through our sidecar, which must still reach us
    // then.
    drain: () => {
      stopping = true;
      watching.stop();
      sweeping.stop();
      reminders.stop();
      return Promise.all([
        relay.stop(),
        ...reconcilers.map((one) => one.stop()),
      ]).then(() => undefined);
    },
    closers: [
      () => relay.stop(),
      () => announcing.stop(),
      () => mongo.close(),
      ...closers,
    ],
  });
});
