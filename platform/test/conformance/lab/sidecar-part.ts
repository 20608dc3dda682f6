import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectSidecar, type Sidecar } from '../../../src/dapr/sidecar';
import { TEST_APP_TOKEN } from '../../../src/testing/sidecar';
import { freePorts, LOOPBACK as L } from '../../fixtures/free-port';
import { part, type Part } from './part';
import { configuration, resources } from './resources';

export const DAPR_TOKEN = 'dapr-api-token-of-the-lab';

export interface SidecarOptions {
  /** Made unique, so that nothing of an earlier run is met. */
  app: string;
  /**
   * The app id of a sidecar that already runs, to be another replica of its
   * app.
   */
  replicaOf?: string;
  appPort?: number;
  /** Where the app says it lives. */
  healthPath?: string;
  /** For an app that must know it before its sidecar starts. */
  httpPort?: number;
  actors?: boolean;
  /** State under the SDK's own actors; ours need none. */
  actorState?: boolean;
  /**
   * False leaves out the policy without which Redis takes a failed delivery for
   * a finished one.
   */
  retries?: boolean;
  secrets?: Record<string, string>;
}

export interface RunningSidecar extends Part {
  appId: string;
  port: number;
  /** Our door to it. */
  door: Sidecar;
}

export interface Surroundings {
  dir: string;
  bin: string;
  redis: string;
  placementPort: number;
  schedulerPort: number;
}

interface NamedSidecar extends SidecarOptions {
  appId: string;
}

/** Writes the components of one sidecar; it is not started yet. */
export async function sidecarPart(
  around: Surroundings,
  options: NamedSidecar,
): Promise<RunningSidecar> {
  const { appId, actors = false } = options;
  const [free = 0, ...others] = await freePorts(4);
  const port = options.httpPort ?? free;
  const pod = `${appId}-${options.replicaOf === undefined ? 0 : 1}`;
  const args = await argumentsOf(around, {
    ...options,
    pod,
    ports: [port, ...others],
  });
  const door = connectSidecar({ port, apiToken: DAPR_TOKEN });
  const started = part({
    name: `the sidecar of ${pod}`,
    command: join(around.bin, 'daprd'),
    args: args.map(String),
    env: {
      DAPR_HOST_IP: L,
      POD_NAME: pod,
      DAPR_API_TOKEN: DAPR_TOKEN,
      APP_API_TOKEN: TEST_APP_TOKEN,
    },
    logFile: join(around.dir, `${pod}.log`),
    ready: async () => {
      if (
        (await door.request({ method: 'GET', path: '/v1.0/healthz' }))
          .status !== 204
      )
        return false;
      const metadata = await door.request({
        method: 'GET',
        path: '/v1.0/metadata',
      });
      return !actors || metadata.text.includes('"hostReady":true');
    },
  });
  return { ...started, appId, port, door };
}

interface Placed extends NamedSidecar {
  pod: string;
  ports: number[];
}

async function argumentsOf(
  { dir, redis, placementPort, schedulerPort }: Surroundings,
  placed: Placed,
) {
  const {
    appId,
    pod,
    appPort,
    healthPath = '/livez',
    actorState = false,
    retries = true,
    secrets = {},
  } = placed;
  const [http, grpc, internal, metrics] = placed.ports;
  const folder = join(dir, pod);
  const secretsFile = join(dir, `${pod}.secrets.json`);
  const configFile = join(dir, `${pod}.config.yaml`);
  await mkdir(folder);
  await writeFile(secretsFile, JSON.stringify(secrets));
  await writeFile(
    configFile,
    JSON.stringify(configuration(join(dir, 'names.db'))),
  );
  for (const [name, resource] of Object.entries(
    resources({ redis, appId, secretsFile, actorState, retries }),
  )) {
    await writeFile(join(folder, `${name}.yaml`), JSON.stringify(resource));
  }
  const health = [
    '--enable-app-health-check',
    '--app-health-check-path',
    healthPath,
  ];
  return [
    ['--app-id', appId, '--app-protocol', 'http'],
    appPort === undefined
      ? []
      : ['--app-port', appPort, '--app-channel-address', L, ...health],
    [
      '--dapr-http-port',
      http,
      '--dapr-grpc-port',
      grpc,
      '--dapr-internal-grpc-port',
      internal,
    ],
    ['--dapr-listen-addresses', L, '--dapr-internal-grpc-listen-address', L],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    [
      '--placement-host-address',
      `${L}:${placementPort}`,
      '--scheduler-host-address',
      `${L}:${schedulerPort}`,
    ],
    ['--config', configFile, '--resources-path', folder],
  ].flat();
}
