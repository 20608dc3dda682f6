import { triesStore } from '@souk/platform/accounts/sign-in-tries-store';
import { mailRequestStore } from '@souk/platform/mails/requests-store';
import { mailTokens } from '@souk/platform/mails/tokens';
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
  mailCollection,
  sessionCollection,
  triesCollection,
  vendorCollection,
  vendorStore,
} from './vendors/store';

run(async () => {
  const config = readConfig(VendorsConfig, process.env);
  const parts = serviceParts('vendors', config);
  const { log, metrics, sidecar, secrets, verify, keys, closers } = parts;
  const now = () => new Date();
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const vendorDocuments = vendorCollection(mongo.db);
  const sessionDocuments = sessionCollection(mongo.db);
  const mailDocuments = mailCollection(mongo.db);
  const relaying = { ...parts, now };
  const vendorRelay = createRelay(vendorDocuments, relaying);
  const sessionRelay = createRelay(sessionDocuments, relaying);
  const mailRelay = createRelay(mailDocuments, relaying);
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
  const mails = mailRequestStore(mailDocuments, {
    saved: (id) => mailRelay.saved(id),
    now,
  });
  const tries = triesStore(triesCollection(mongo.db));
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      vendors.indexed(),
      sessions.indexed(),
      mails.indexed(),
      tries.indexed(),
    ]);
  };
  const tokens = vendorTokens(secrets);
  const app = createVendorsApp({
    vendors,
    sessions,
    mails,
    tries,
    mailTokens: mailTokens(keys),
    tokens,
    newId: v7,
    now,
    verify,
    keys,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  vendorRelay.start();
  sessionRelay.start();
  mailRelay.start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [
      () => vendorRelay.stop(),
      () => sessionRelay.stop(),
      () => mailRelay.stop(),
      () => mongo.close(),
      ...closers,
    ],
  });
});
