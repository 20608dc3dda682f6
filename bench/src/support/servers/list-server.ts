import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@souk/platform/telemetry/logger';
import { createMetrics } from '@souk/platform/telemetry/metrics';
import { startTelemetry } from '@souk/platform/telemetry/exporter';
import Koa from 'koa';
import { createMarketplaceApp } from '../../../../services/marketplace/src/app';
import { openCatalogueDb } from '../../../../services/marketplace/src/catalogue/view/db';
import { CATALOGUE_SCHEMA } from '../../../../services/marketplace/src/catalogue/view/schema';
import {
  catalogueStore,
  type CatalogueStore,
} from '../../../../services/marketplace/src/catalogue/view/store';

/** What a list page is served by. */
export interface ListServer {
  side: 'koa' | 'view' | 'marketplace';
  db: string;
  /** What bare Koa answers with. */
  page: object;
  /** Base URL of an OTLP/HTTP collector. */
  otlp?: string | undefined;
}

/** A list page of the catalogue: the marketplace's, or a part of what it does. */
process.once('message', (given) => void serve(given as ListServer));

async function serve({ side, db, page, otlp }: ListServer): Promise<void> {
  const catalogue = catalogueStore(
    openCatalogueDb({ path: db, schema: CATALOGUE_SCHEMA }),
  );
  const app =
    side === 'marketplace'
      ? marketplace(catalogue, otlp)
      : new Koa().use(async (ctx) => {
          ctx.body =
            side === 'koa'
              ? page
              : await catalogue.page({
                  filter: { sort: 'newest' },
                  after: undefined,
                  limit: 24,
                });
        });
  const answer = app.callback();
  const server = createServer((req, res) => void answer(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

const never = async () => {
  throw new Error('a list page asks nobody');
};

/** The whole façade; a list page needs only its view. */
function marketplace(catalogue: CatalogueStore, otlp: string | undefined): Koa {
  startTelemetry({ service: 'bench', pod: 'bench-0', endpoint: otlp });
  return createMarketplaceApp({
    log: createLogger('bench', 'bench-0', 'info'),
    metrics: createMetrics('bench'),
    now: () => new Date(),
    ready: async () => undefined,
    ask: never,
    publish: never,
    verifyEvent: never,
    secrets: { get: async () => 'k'.repeat(43) },
    catalogue,
    rebuild: { again: () => undefined },
    appApiToken: 'bench',
    limits: {
      signInsPerAccount: 1,
      signInsPerIp: 1,
      registrationsPerIp: 1,
      writesPerVendor: 1,
    },
    maxInFlight: 200,
    maxInFlightPerAddress: 200,
    trustProxy: false,
    webDir: undefined,
    services: { reach: async () => 'ready', ownSidecar: async () => undefined },
    findSpans: undefined,
  });
}
