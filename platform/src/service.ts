import { issuerKeys, type SigningKeys } from './auth/keys';
import { scopesOf } from '@souk/contracts/rights';
import { actorAccess, type ActorAccess } from './actors/access';
import { actorCaller, type ActorCaller } from './actors/caller';
import { minter } from './auth/mint';
import type { VerifyToken } from './auth/requires';
import { serviceTokens } from './auth/service-tokens';
import {
  eventSigner,
  eventVerifier,
  type VerifyEvent,
} from './auth/signed-events';
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
  /** Calls actors of this type with this app's token for it. */
  actorsOf: (type: string) => ActorCaller;
  /** Who may call the actors that this app hosts. */
  actorAccess: ActorAccess;
  /** Publishes to the component `bus`; called by a service's relay. */
  publish: Publish;
  publishAll: PublishAll;
  /** Verifies the tokens that other services mint for this app. */
  verify: VerifyToken;
  verifyEvent: VerifyEvent;
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
  const mint = minter(app, keys);
  const by = { source: app, sign: eventSigner(keys) };
  const unsignedUntil = config.UNSIGNED_UNTIL;
  const verifierOf = (audience: string) => serviceTokens({ audience, keysOf });
  return {
    log: createLogger(app, config.POD_NAME, config.LOG_LEVEL),
    metrics,
    sidecar,
    invoke,
    secrets,
    keys,
    ask: asker(mint, invoke),
    actorsOf: (type) =>
      actorCaller(sidecar, type, {
        token: () => mint(type, scopesOf(app, type)),
      }),
    actorAccess: actorAccess({ verifierOf, unsignedUntil }),
    publish: publisher(sidecar, 'bus', by),
    publishAll: bulkPublisher(sidecar, 'bus', by),
    verify: verifierOf(app),
    verifyEvent: eventVerifier({ keysOf, unsignedUntil }),
    closers: [() => sidecar.close(), stopTelemetry],
  };
}
