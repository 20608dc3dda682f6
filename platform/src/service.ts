import { issuerKeys, type SigningKeys } from './auth/keys';
import { minter } from './auth/mint';
import type { VerifyToken } from './auth/requires';
import { serviceTokens } from './auth/service-tokens';
import type { ServiceConfig } from './config/config';
import { asker, type Ask } from './dapr/ask';
import { invoker, type Invoke } from './dapr/invoke';
import { keysOfIssuers } from './dapr/jwks';
import {
  bulkPublisher,
  publisher,
  type Publish,
  type PublishAll,
} from './dapr/publish';
import { secretStore, type Secrets } from './dapr/secrets';
import { connectSidecar, type Sidecar } from './dapr/sidecar';
import { startTelemetry } from './telemetry/exporter';
import { createLogger, type Logger } from './telemetry/logger';
import {
  createMetrics,
  measureProcess,
  type Metrics,
} from './telemetry/metrics';

/** What every service is built on. */
export interface ServiceParts {
  log: Logger;
  metrics: Metrics;
  sidecar: Sidecar;
  invoke: Invoke;
  secrets: Secrets;
  /** This app's own keys, which sign what it says; `jwksRoute` serves them. */
  keys: () => Promise<SigningKeys>;
  /** Asks other services with this app's tokens. */
  ask: Ask;
  /** Publishes to the component `bus`; called by a service's relay. */
  publish: Publish;
  publishAll: PublishAll;
  /** Verifies the tokens that other services mint for this app. */
  verify: VerifyToken;
  /**
   * To be run last and in this order: the sidecar's connections, then the
   * exporter.
   */
  closers: (() => Promise<void>)[];
}

/** Builds the parts, in `main.ts`. Connections open on first use. */
export function serviceParts(app: string, config: ServiceConfig): ServiceParts {
  const stopTelemetry = startTelemetry({
    service: app,
    pod: config.POD_NAME,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const metrics = createMetrics(app);
  measureProcess(metrics);
  const sidecar = connectSidecar({
    port: config.DAPR_HTTP_PORT,
    apiToken: config.DAPR_API_TOKEN,
  });
  const invoke = invoker(sidecar);
  const secrets = secretStore({
    port: config.DAPR_HTTP_PORT,
    apiToken: config.DAPR_API_TOKEN,
    store: 'secrets',
  });
  const keys = issuerKeys(app, secrets);
  const keysOf = keysOfIssuers({ app, keys }, invoke);
  return {
    log: createLogger(app, config.POD_NAME, config.LOG_LEVEL),
    metrics,
    sidecar,
    invoke,
    secrets,
    keys,
    ask: asker(minter(app, keys), invoke),
    publish: publisher(sidecar, 'bus', app),
    publishAll: bulkPublisher(sidecar, 'bus', app),
    verify: serviceTokens({ audience: app, keysOf }),
    closers: [() => sidecar.close(), stopTelemetry],
  };
}
