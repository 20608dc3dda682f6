import { join } from 'node:path';
import { READERS } from '@souk/contracts/registry/events';
import { readConfig, streamsAddress } from '@souk/platform/config/config';
import { reach } from '@souk/platform/dapr/reach';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { AppError } from '@souk/platform/http/errors';
import { run, serve } from '@souk/platform/http/serve';
import { serviceParts } from '@souk/platform/service';
import { catchUp } from '@souk/platform/streams/catch-up';
import { startKeeper } from '@souk/platform/streams/keeper';
import { addCounter } from '@souk/platform/telemetry/metrics';
import { fetchTrace } from '@souk/platform/telemetry/jaeger';
import { createMarketplaceApp } from './app';
import { openCatalogueDb } from './catalogue/view/db';
import { rebuilder } from './catalogue/rebuild';
import { catalogueReconcilers } from './catalogue/reconcile';
import { CATALOGUE_FILE, CATALOGUE_SCHEMA } from './catalogue/view/schema';
import { catalogueStore } from './catalogue/view/store';
import { MarketplaceConfig } from './config';

async function main(): Promise<void> {
  const config = readConfig(MarketplaceConfig, process.env);
  const parts = serviceParts('marketplace', config);
  const { log, metrics, sidecar, secrets, ask, publish, closers } = parts;
  const cut = addCounter(
    metrics,
    'souk_catalogue_searches_cut_total',
    'Searches of the catalogue view that took too long',
  );
  const db = openCatalogueDb({
    path: join(config.DATA_DIR, CATALOGUE_FILE),
    schema: CATALOGUE_SCHEMA,
    onCut(sql) {
      cut.inc();
      log.warn({ sql }, 'a search took too long and was cut');
    },
  });
  const catalogue = catalogueStore(db);
  const jaeger = config.JAEGER_QUERY_URL;
  const now = () => new Date();
  const rebuild = rebuilder({ ask, catalogue, log, now });
  // Before the sidecar can ask for the subscriptions: it would have the groups
  // begin at the start of the streams.
  const keeper = await startKeeper({
    address: streamsAddress(config),
    replica: { app: 'marketplace', pod: config.POD_NAME },
    readers: READERS,
    log,
    missed: () => rebuild.again(),
  });
  const caughtUp = catchUp({ lag: () => keeper.lag(), now });
  const app = createMarketplaceApp({
    rebuild,
    ask,
    publish,
    verifyEvent: parts.verifyEvent,
    secrets,
    catalogue,
    log,
    metrics,
    now,
    appApiToken: config.APP_API_TOKEN,
    limits: {
      signInsPerAccount: config.SIGN_INS_PER_ACCOUNT,
      signInsPerIp: config.SIGN_INS_PER_IP,
      registrationsPerIp: config.REGISTRATIONS_PER_IP,
      writesPerVendor: config.WRITES_PER_VENDOR,
    },
    maxInFlight: config.MAX_IN_FLIGHT,
    maxInFlightPerAddress: config.MAX_IN_FLIGHT_PER_ADDRESS,
    trustProxy: config.TRUST_PROXY,
    webDir: config.WEB_DIR,
    services: {
      reach: (name) => reach(sidecar, name),
      ownSidecar: () => sidecarReady(sidecar, { actors: false }),
    },
    findSpans:
      jaeger === undefined
        ? undefined
        : (traceId) => fetchTrace(jaeger, traceId),
    // Once the view is built, the façade works even when other services are
    // down.
    async ready() {
      await sidecarReady(sidecar, { actors: false });
      if (!catalogue.built())
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          'The catalogue is being built',
        );
      if (!caughtUp())
        throw new AppError(
          'unavailable',
          'dependency-unavailable',
          'The catalogue has not caught up with the events',
        );
    },
  });
  const stopping = new AbortController();
  const rebuilding = rebuild.run(stopping.signal);
  const reconcilers = catalogueReconcilers({
    ask,
    db,
    catalogue,
    log,
    metrics,
    ready: () => catalogue.built(),
  });
  for (const { start } of reconcilers) start();
  const stopRebuilding = async () => {
    stopping.abort();
    await rebuilding;
    await Promise.all(reconcilers.map(({ stop }) => stop()));
  };
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    publicPort: config.PUBLIC_PORT,
    log,
    closers: [
      () => keeper.stop(),
      stopRebuilding,
      () => db.close(),
      ...closers,
    ],
  });
}

run(main);
