import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { LocalApp } from './apps';
import type { PartSpec } from '../processes/supervised-process';
import { ROOT, runDapr } from '../lib/paths';
import { answers } from '../processes/probe';

const HOST = '127.0.0.1';

export interface SidecarPorts {
  app: number;
  http: number;
  grpc: number;
  metrics: number;
}

export interface SidecarOptions {
  name: string;
  daprd: string;
  ports: SidecarPorts;
  placement: number;
  scheduler: number;
  redis: URL;
  secretsFile: string;
  daprApiToken: string;
  appApiToken: string;
  otlp?: string | undefined;
  stateDir: string;
  podName: string;
}

/**
 * How long a sidecar's name is good. By default it is renewed up to 10 ms
 * before it ends, too late on a busy machine; and the hourly clean-up of daprd
 * 1.18 removes the names that are good instead of those that are not, upon
 * which every sidecar stops with "Host registration lost".
 */
const KEPT = { updateInterval: '30s', timeout: '10s', cleanupInterval: '0s' };

/**
 * What differs between machines and clusters, and so is not in `components/`:
 * names, traces, who may read which secret.
 */
export async function writeConfiguration(
  app: LocalApp,
  { name, otlp, stateDir }: Pick<SidecarOptions, 'name' | 'otlp' | 'stateDir'>,
): Promise<string> {
  const folder = runDapr(stateDir);
  await mkdir(folder, { recursive: true });
  const collector =
    otlp === undefined
      ? {}
      : {
          otel: {
            endpointAddress: new URL(otlp).host,
            isSecure: false,
            protocol: 'http',
          },
        };
  const configuration = {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: app.id },
    spec: {
      nameResolution: {
        component: 'sqlite',
        version: 'v1',
        configuration: { connectionString: join(folder, 'names.db'), ...KEPT },
      },
      tracing: { samplingRate: otlp === undefined ? '0' : '1', ...collector },
      secrets: {
        scopes: [
          {
            storeName: 'secrets',
            defaultAccess: 'deny',
            allowedSecrets: app.secrets,
          },
        ],
      },
    },
  };
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, stringify(configuration));
  return file;
}

const Metadata = z.object({
  actorRuntime: z.object({ hostReady: z.boolean().optional() }).optional(),
});

/**
 * One daprd, on loopback in every respect. The port at which other sidecars
 * reach it is another with each start, as a pod's address is: at the one
 * before, their connections would wait for seconds until they dial again.
 * Without its app health check: each time that sees the app fail it opens the
 * subscriptions anew and leaves the old readers behind, and each of them still
 * takes one event, which then lies until it is redelivered (measured: 71 s
 * after every restart of inventory; without the check 0.1 s).
 */
export function sidecarPart(
  app: LocalApp,
  configuration: string,
  options: SidecarOptions,
): PartSpec {
  const {
    daprd,
    ports,
    placement,
    scheduler,
    redis,
    secretsFile,
    daprApiToken,
    appApiToken,
    podName,
  } = options;
  const flags: Record<string, string> = {
    'app-id': app.id,
    'app-port': String(ports.app),
    'app-channel-address': HOST,
    'app-protocol': 'http',
    'dapr-http-port': String(ports.http),
    'dapr-grpc-port': String(ports.grpc),
    'dapr-listen-addresses': HOST,
    'dapr-internal-grpc-listen-address': HOST,
    'metrics-listen-address': HOST,
    'metrics-port': String(ports.metrics),
    'placement-host-address': `${HOST}:${placement}`,
    'scheduler-host-address': `${HOST}:${scheduler}`,
    config: configuration,
  };
  return {
    name: options.name,
    command: daprd,
    args: [
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      ...['--resources-path', join(ROOT, 'components')],
    ],
    env: {
      DAPR_HOST_IP: HOST,
      POD_NAME: podName,
      DAPR_API_TOKEN: daprApiToken,
      APP_API_TOKEN: appApiToken,
      REDIS_HOST: `${redis.hostname}:${redis.port || '6379'}`,
      REDIS_USERNAME: decodeURIComponent(redis.username),
      REDIS_PASSWORD: decodeURIComponent(redis.password),
      REDIS_DB: redis.pathname.slice(1) || '0',
      REDIS_TLS: String(redis.protocol === 'rediss:'),
      SECRETS_FILE: secretsFile,
    },
    port: ports.http,
    metrics: `http://${HOST}:${ports.metrics}/metrics`,
    // Its health endpoint stays green when placement is lost; whether it hosts
    // actors is only told here.
    ready: () =>
      answers(`http://${HOST}:${ports.http}/v1.0/metadata`, {
        headers: { 'dapr-api-token': daprApiToken },
        judge: (body) =>
          !app.actors ||
          Metadata.safeParse(body).data?.actorRuntime?.hostReady === true,
      }),
    readyWithinMs: 45_000,
    stopWithinMs: 15_000,
  };
}
