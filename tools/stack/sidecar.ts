import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { LocalApp } from './apps';
import type { ProcessSpec } from '../processes/supervised-process';
import { ROOT, runDapr } from '../lib/paths';
import { redisEnv } from './redis';
import { SMALL_GO_HEAP } from './control-plane';
import { isHealthy } from '../processes/probe';

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
  eventsRedis: URL;
  secretsFile: string;
  daprApiToken: string;
  appApiToken: string;
  otlp?: string | undefined;
  stateDir: string;
  podName: string;
}

/**
 * How long a sidecar's name is valid. By default it is renewed up to 10 ms
 * before it expires, too late on a busy machine. The hourly clean-up of daprd
 * 1.18 is off: it removes valid names instead of expired ones, and every
 * sidecar then stops with "Host registration lost".
 */
const NAME_TTLS = {
  updateInterval: '30s',
  timeout: '10s',
  cleanupInterval: '0s',
};

/**
 * Configuration that differs between machines and clusters, so it is not in
 * `components/`: name resolution, traces, access to secrets.
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
        configuration: {
          connectionString: join(folder, 'names.db'),
          ...NAME_TTLS,
        },
      },
      // By default each path is a label of its own, kept for ever: anyone could
      // fill the sidecar's memory with ids.
      metrics: { enabled: true, http: { increasedCardinality: false } },
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
 * One daprd, on loopback only. Its internal gRPC port changes with each start,
 * as a pod's address does: on an unchanged port, the other sidecars'
 * connections would wait seconds before they dial again. The app health check
 * is off: each time it sees the app fail, it resubscribes but leaves the old
 * readers, and each of those takes one more event, which then waits for
 * redelivery (measured: 71 s after every restart of inventory; 0.1 s without
 * the check).
 */
export function daprdSpec(
  app: LocalApp,
  configuration: string,
  options: SidecarOptions,
): ProcessSpec {
  const {
    daprd,
    ports,
    placement,
    scheduler,
    redis,
    eventsRedis,
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
      ...SMALL_GO_HEAP,
      DAPR_HOST_IP: HOST,
      POD_NAME: podName,
      DAPR_API_TOKEN: daprApiToken,
      APP_API_TOKEN: appApiToken,
      ...redisEnv(redis, ''),
      ...redisEnv(eventsRedis, 'EVENTS_'),
      SECRETS_FILE: secretsFile,
    },
    port: ports.http,
    metrics: `http://${HOST}:${ports.metrics}/metrics`,
    // The health endpoint stays green when placement is lost; only the metadata
    // says whether it hosts actors.
    ready: () =>
      isHealthy(`http://${HOST}:${ports.http}/v1.0/metadata`, {
        headers: { 'dapr-api-token': daprApiToken },
        judge: (body) =>
          !app.actors ||
          Metadata.safeParse(body).data?.actorRuntime?.hostReady === true,
      }),
    readyWithinMs: 45_000,
    stopWithinMs: 15_000,
  };
}
