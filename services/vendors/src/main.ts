import { sessionStore } from '@souk/platform/accounts/store';
import { readConfig } from '@souk/platform/config/config';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { createRelay } from '@souk/platform/mongo/relay';
import { serviceParts } from '@souk/platform/service';
import { v7 } from 'uuid';
import { createVendorsApp } from './app';
import { VendorsConfig } from './config';
import { vendorTokens } from './sessions/sessions';
import {
  sessionCollection,
  vendorCollection,
  vendorStore,
} from './vendors/store';

run(async () => {
  const config = readConfig(VendorsConfig, process.env);
  const parts = serviceParts('vendors', config);
  const { log, metrics, sidecar, secrets, verify, closers } = parts;
  const now = () => new Date();
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const vendorDocuments = vendorCollection(mongo.db);
  const sessionDocuments = sessionCollection(mongo.db);
  const relaying = { ...parts, now };
  const vendorRelay = createRelay(vendorDocuments, relaying);
  const sessionRelay = createRelay(sessionDocuments, relaying);
  const vendors = vendorStore(
    vendorDocuments,
    (id) => vendorRelay.saved(id),
    now,
  );
  const sessions = sessionStore(sessionDocuments, {
    ownerField: 'vendorId',
    saved: (id) => sessionRelay.saved(id),
    now,
  });
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      vendors.indexed(),
      sessions.indexed(),
    ]);
  };
  const tokens = vendorTokens(secrets);
  const app = createVendorsApp({
    vendors,
    sessions,
    tokens,
    newId: v7,
    now,
    verify,
    keys: parts.keys,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  vendorRelay.start();
  sessionRelay.start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [
      () => vendorRelay.stop(),
      () => sessionRelay.stop(),
      () => mongo.close(),
      ...closers,
    ],
  });
});
