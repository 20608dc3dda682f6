import { Jwks, remoteKeys } from './auth/keys';
import type { VerifyToken } from './auth/requires';
import { internalTokens } from './auth/tokens';
import type { ServiceConfig } from './config/config';
import { invoker, type Invoke } from './dapr/invoke';
import {
  bulkPublisher,
  publisher,
  type Publish,
  type PublishAll,
} from './dapr/publish';
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
  /** Publishes to the component `bus`; called by a service's relay. */
  publish: Publish;
  publishAll: PublishAll;
  /** Verifies the internal tokens that the marketplace mints for this app. */
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
  const marketplaceKeys = remoteKeys(() =>
    invoke({
      app: 'marketplace',
      method: 'GET',
      path: '/.well-known/jwks.json',
      answer: Jwks,
      timeoutMs: 2_000,
    }),
  );
  return {
    log: createLogger(app, config.POD_NAME, config.LOG_LEVEL),
    metrics,
    sidecar,
    invoke,
    publish: publisher(sidecar, 'bus', app),
    publishAll: bulkPublisher(sidecar, 'bus', app),
    verify: internalTokens(app, marketplaceKeys),
    closers: [() => sidecar.close(), stopTelemetry],
  };
}
