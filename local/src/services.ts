import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { APPS, appApiToken, daprApiToken, sidecarOf, type LocalApp } from './apps';
import { bundleOf } from './bundle';
import type { Infra, InfraOptions } from './infra';
import type { PartSpec } from './part';
import { dataDir, secretsFile } from './paths';
import { answers } from './probe';
import { secret, type LocalSecrets } from './secrets-file';
import { sidecarPart, writeConfiguration } from './sidecar';

const SIDECAR_PORTS = ['', '.grpc', '.internal', '.metrics'];

/** What the ports of the services are remembered by; the marketplace's own is asked for. */
export const SERVICE_PORTS = APPS.flatMap(({ id }) => [
  ...(id === 'marketplace' ? [] : [id]),
  ...SIDECAR_PORTS.map((port) => `${sidecarOf(id)}${port}`),
]);

export interface ServicesOptions extends Pick<InfraOptions, 'ports' | 'stateDir' | 'supervisor' | 'say' | 'env'> {
  apiPort: number;
  infra: Infra;
  secrets: LocalSecrets;
  /** The folder of the built pages. */
  webDir: string;
}

/** All services and their sidecars at the same time: each of them waits for what it needs. */
export async function startServices(options: ServicesOptions): Promise<void> {
  const starting = APPS.map(async (app) => {
    const sidecar = await sidecarSpec(app, options);
    const service = await serviceSpec(app, options);
    await Promise.all([options.supervisor.start(service), options.supervisor.start(sidecar)]);
    options.say(`  ${app.id.padEnd(11)} ready`);
  });
  await Promise.all(starting);
}

const podName = (app: string) => `${app}-0`;

const portOf = (app: string, { ports, apiPort }: ServicesOptions) => (app === 'marketplace' ? apiPort : ports(app));

async function sidecarSpec(app: LocalApp, options: ServicesOptions): Promise<PartSpec> {
  const { ports, infra, secrets, stateDir } = options;
  const configuration = await writeConfiguration(app, { otlp: infra.otlp, stateDir });
  const name = sidecarOf(app.id);
  return sidecarPart(app, configuration, {
    daprd: infra.daprd,
    ports: {
      app: portOf(app.id, options),
      http: ports(name),
      grpc: ports(`${name}.grpc`),
      internal: ports(`${name}.internal`),
      metrics: ports(`${name}.metrics`),
    },
    placement: ports('placement'),
    scheduler: ports('scheduler'),
    redis: infra.redis,
    secretsFile: secretsFile(stateDir),
    daprApiToken: secret(secrets, daprApiToken(app.id)),
    appApiToken: secret(secrets, appApiToken(app.id)),
    otlp: infra.otlp,
    stateDir,
    podName: podName(app.id),
  });
}

/** What only the façade is told: the built pages, and where to ask for traces. */
const ofTheShop = ({ webDir, infra }: ServicesOptions): Record<string, string> => ({
  WEB_DIR: webDir,
  ...(infra.jaeger === undefined ? {} : { JAEGER_QUERY_URL: infra.jaeger }),
});

async function serviceSpec(app: LocalApp, options: ServicesOptions): Promise<PartSpec> {
  const { ports, infra, secrets, stateDir, env } = options;
  const port = portOf(app.id, options);
  const data = join(dataDir(stateDir), app.id);
  if (!app.mongodb) await mkdir(data, { recursive: true });
  const origin = `http://127.0.0.1:${port}`;
  return {
    name: app.id,
    command: process.execPath,
    args: ['--enable-source-maps', bundleOf(app.id)],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      POD_NAME: podName(app.id),
      LOG_LEVEL: env['LOG_LEVEL'] ?? 'info',
      NODE_ENV: 'production',
      DAPR_HTTP_PORT: String(ports(sidecarOf(app.id))),
      DAPR_API_TOKEN: secret(secrets, daprApiToken(app.id)),
      APP_API_TOKEN: secret(secrets, appApiToken(app.id)),
      ...(infra.otlp === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: infra.otlp }),
      ...(app.mongodb
        ? { MONGODB_URI: infra.mongodb, MONGODB_DATABASE: `${infra.databasePrefix}${app.id}` }
        : { DATA_DIR: data }),
      ...(app.id === 'marketplace' ? ofTheShop(options) : {}),
    },
    port,
    metrics: `${origin}/metrics`,
    ready: () => answers(`${origin}/readyz`),
    readyWithinMs: 120_000,
    stopWithinMs: 15_000,
  };
}
