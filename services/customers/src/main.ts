import { mailRequestStore } from '@souk/platform/mails/requests-store';
import { mailTokens } from '@souk/platform/mails/tokens';
import { triesStore } from '@souk/platform/accounts/sign-in-tries-store';
import { sessionStore } from '@souk/platform/accounts/store';
import { readConfig } from '@souk/platform/config/config';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { createRelay } from '@souk/platform/mongo/relay';
import { serviceParts } from '@souk/platform/service';
import { v7 } from 'uuid';
import { addressCollection, addressStore } from './addresses/store';
import { createCustomersApp } from './app';
import { CustomersConfig } from './config';
import {
  customerCollection,
  customerStore,
  mailCollection,
  sessionCollection,
  triesCollection,
} from './customers/store';
import { erasureCollection, erasureStore } from './erasure/store';
import { erasureSweep } from './erasure/sweep';
import { customerTokens } from './sessions/sessions';

run(async () => {
  const config = readConfig(CustomersConfig, process.env);
  const parts = serviceParts('customers', config);
  const { log, metrics, sidecar, secrets, verify, keys, closers } = parts;
  const now = () => new Date();
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const customerDocuments = customerCollection(mongo.db);
  const sessionDocuments = sessionCollection(mongo.db);
  const mailDocuments = mailCollection(mongo.db);
  const erasureDocuments = erasureCollection(mongo.db);
  const relaying = { ...parts, now };
  const relays = {
    customers: createRelay(customerDocuments, relaying),
    sessions: createRelay(sessionDocuments, relaying),
    mails: createRelay(mailDocuments, relaying),
    erasures: createRelay(erasureDocuments, relaying),
  };
  const customers = customerStore(
    customerDocuments,
    (id) => relays.customers.saved(id),
    now,
  );
  const sessions = sessionStore(sessionDocuments, {
    ownerField: 'customerId',
    saved: (id) => relays.sessions.saved(id),
    now,
  });
  const mails = mailRequestStore(mailDocuments, {
    saved: (id) => relays.mails.saved(id),
    now,
  });
  const erasures = erasureStore(
    erasureDocuments,
    (id) => relays.erasures.saved(id),
    now,
  );
  const addresses = addressStore(addressCollection(mongo.db), now);
  const tries = triesStore(triesCollection(mongo.db));
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      customers.indexed(),
      sessions.indexed(),
      mails.indexed(),
      tries.indexed(),
      erasures.indexed(),
    ]);
  };
  const stores = { customers, addresses, sessions, mails, tries, erasures };
  const app = createCustomersApp({
    ...stores,
    mailTokens: mailTokens(keys),
    tokens: customerTokens(secrets),
    newId: v7,
    now,
    verify,
    keys,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  const all = Object.values(relays);
  for (const relay of all) relay.start();
  const sweep = erasureSweep({ ...stores, now, log });
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [
      () => sweep.stop(),
      ...all.map((relay) => () => relay.stop()),
      () => mongo.close(),
      ...closers,
    ],
  });
});
