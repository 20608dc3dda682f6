import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  appApiToken,
  daprApiToken,
  replicaOf,
  sidecarOf,
  type LocalApp,
} from './apps';
import { bundleOf } from '../package/bundle';
import { fakeClockEnv } from '../processes/clock';
import type { Infra, InfraOptions } from './infra';
import type { ProcessSpec } from '../processes/supervised-process';
import { dataDir, secretsFile } from '../lib/paths';
import { isHealthy } from '../processes/probe';
import { secret, type LocalSecrets } from './secrets-file';
import { redisEnv } from './redis';
import { daprdSpec, writeConfiguration } from './sidecar';

/**
 * The same as in the Dockerfile. The young generation may take three times 4 MB
 * and not 16: after a burst of requests a service would keep 30 MB more.
 */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=4'];

const SIDECAR_PORTS = ['', '.grpc', '.metrics'];

/**
 * The names of one replica's ports; the marketplace's public one is given by
 * the user.
 */
export const replicaPorts = (replica: string): string[] => [
  replica,
  ...SIDECAR_PORTS.map((port) => `${sidecarOf(replica)}${port}`),
];

export interface ServicesOptions extends Pick<
  InfraOptions,
  'ports' | 'stateDir' | 'env'
> {
  apiPort: number;
  infra: Infra;
  secrets: LocalSecrets;
  /** The library that shifts the clocks of all replicas but the first. */
  faketime?: string | undefined;
  /** The folder of the built pages. */
  webDir: string;
}

/** One replica of an app, counted from 0. */
export interface Replica {
  app: LocalApp;
  n: number;
}

const nameOf = ({ app, n }: Replica) => replicaOf(app.id, n);
const podName = ({ app, n }: Replica) => `${app.id}-${n}`;

export async function sidecarSpec(
  replica: Replica,
  options: ServicesOptions,
): Promise<ProcessSpec> {
  const { ports, infra, secrets, stateDir } = options;
  const { app } = replica;
  const name = sidecarOf(nameOf(replica));
  const configuration = await writeConfiguration(app, {
    name: nameOf(replica),
    otlp: infra.otlp,
    stateDir,
  });
  return daprdSpec(app, configuration, {
    name,
    daprd: infra.daprd,
    ports: {
      app: ports(nameOf(replica)),
      http: ports(name),
      grpc: ports(`${name}.grpc`),
      metrics: ports(`${name}.metrics`),
    },
    placement: ports('placement'),
    scheduler: ports('scheduler'),
    redis: infra.redis,
    eventsRedis: infra.eventsRedis,
    secretsFile: secretsFile(stateDir),
    daprApiToken: secret(secrets, daprApiToken(app.id)),
    appApiToken: secret(secrets, appApiToken(app.id)),
    otlp: infra.otlp,
    stateDir,
    podName: podName(replica),
  });
}

/**
 * Environment of the façade only: the streams, the built pages, Jaeger's
 * address and, for the first replica, the port that users know.
 */
const marketplaceEnv = (
  n: number,
  { webDir, infra, apiPort }: ServicesOptions,
): Record<string, string> => ({
  ...redisEnv(infra.eventsRedis, 'EVENTS_'),
  WEB_DIR: webDir,
  ...(n === 0 ? { PUBLIC_PORT: String(apiPort) } : {}),
  ...(infra.jaeger === undefined ? {} : { JAEGER_QUERY_URL: infra.jaeger }),
});

const MAIL_SETTINGS = [
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_TLS',
  'SMTP_USER',
  'MAIL_FROM',
];

/**
 * Environment of notifications only. Without a mail server the mails are kept,
 * and operators read them.
 */
const notificationsEnv = ({
  apiPort,
  env,
}: ServicesOptions): Record<string, string> => ({
  PUBLIC_ORIGIN: `http://127.0.0.1:${apiPort}`,
  MAIL_FROM: 'souk@localhost.localdomain',
  KEEP_MAILS: String(!env['SMTP_HOST']),
  ...Object.fromEntries(
    MAIL_SETTINGS.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
});

export async function serviceSpec(
  replica: Replica,
  options: ServicesOptions,
): Promise<ProcessSpec> {
  const { ports, infra, secrets, stateDir, env, faketime } = options;
  const { app, n } = replica;
  const name = nameOf(replica);
  const port = ports(name);
  const data = join(dataDir(stateDir), app.id);
  if (!app.mongodb) await mkdir(data, { recursive: true });
  const origin = `http://127.0.0.1:${port}`;
  return {
    name,
    command: process.execPath,
    args: [...NODE_FLAGS, bundleOf(app.id)],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      POD_NAME: podName(replica),
      LOG_LEVEL: env['LOG_LEVEL'] ?? 'info',
      NODE_ENV: 'production',
      DAPR_HTTP_PORT: String(ports(sidecarOf(name))),
      DAPR_API_TOKEN: secret(secrets, daprApiToken(app.id)),
      APP_API_TOKEN: secret(secrets, appApiToken(app.id)),
      ...(infra.otlp === undefined
        ? {}
        : { OTEL_EXPORTER_OTLP_ENDPOINT: infra.otlp }),
      ...(app.mongodb
        ? {
            MONGODB_URI: infra.mongodb,
            MONGODB_DATABASE: `${infra.databasePrefix}${app.id}`,
          }
        : { DATA_DIR: data }),
      ...(faketime !== undefined && n > 0
        ? await fakeClockEnv(name, { faketime, stateDir })
        : {}),
      ...(app.id === 'marketplace' ? marketplaceEnv(n, options) : {}),
      ...(app.id === 'notifications' ? notificationsEnv(options) : {}),
    },
    port,
    metrics: `${origin}/metrics`,
    ready: () => isHealthy(`${origin}/readyz`),
    readyWithinMs: 120_000,
    stopWithinMs: 15_000,
  };
}
