import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSidecar, type Sidecar } from '../../src/dapr/sidecar';
import { TEST_APP_TOKEN } from '../../src/testing/sidecar';
import { freePorts } from '../fixtures/free-port';
import { part, type Part } from './part';
import { configuration, resources } from './resources';

const L = '127.0.0.1';
export const DAPR_TOKEN = 'dapr-api-token-of-the-lab';

export interface SidecarOptions {
  /** Made unique, so that nothing of an earlier run is met. */
  app: string;
  appPort?: number;
  /** Where the app says it lives. */
  healthPath?: string;
  /** For an app that must know it before its sidecar starts. */
  httpPort?: number;
  actors?: boolean;
  actorState?: boolean;
  retries?: boolean;
  secrets?: Record<string, string>;
}

export interface RunningSidecar extends Part {
  appId: string;
  port: number;
  /** Our door to it. */
  door: Sidecar;
}

/** Placement, scheduler and as many sidecars as a test wants: real ones, on ports and in folders of their own. */
export interface Lab {
  placement: Part;
  scheduler: Part;
  sidecar(options: SidecarOptions): Promise<RunningSidecar>;
  /** A name no other run has used, for topics and ids. */
  fresh(name: string): string;
  stop(): Promise<void>;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; \`npm test\` starts the parts and sets it`);
  return value;
}

const answers = async (port: number, path: string) => (await fetch(`http://${L}:${port}${path}`)).ok;

export async function startLab(): Promise<Lab> {
  const bin = setting('SOUK_BIN_DIR');
  const redis = setting('SOUK_TEST_REDIS');
  const dir = await mkdtemp(join(tmpdir(), 'sidecar-lab-'));
  const run = randomUUID().slice(0, 8);
  const fresh = (name: string) => `${name}-${run}-${randomUUID().slice(0, 4)}`;
  const [placementPort, schedulerPort, ...others] = await freePorts(10);
  const placement = placementPart(join(bin, 'placement'), dir, [placementPort!, ...others.slice(0, 3)]);
  const scheduler = schedulerPart(join(bin, 'scheduler'), dir, [schedulerPort!, ...others.slice(3)]);
  await Promise.all([placement.start(), scheduler.start()]);
  const sidecars: RunningSidecar[] = [];
  return {
    placement,
    scheduler,
    fresh,
    async sidecar(options) {
      const appId = fresh(options.app);
      const started = await sidecarPart({
        ...options,
        appId,
        dir,
        bin,
        redis,
        placementPort: placementPort!,
        schedulerPort: schedulerPort!,
      });
      sidecars.push(started);
      await started.start();
      return started;
    },
    async stop() {
      await Promise.all(sidecars.map((sidecar) => sidecar.end('SIGTERM').then(() => sidecar.door.close())));
      await Promise.all([scheduler.end('SIGTERM'), placement.end('SIGTERM')]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function placementPart(command: string, dir: string, [port, health, metrics, raft]: number[]): Part {
  const args = [
    ['--listen-address', L, '--port', port],
    ['--healthz-listen-address', L, '--healthz-port', health],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    ['--initial-cluster', `dapr-placement-0=${L}:${raft}`],
  ];
  return part({
    name: 'placement',
    command,
    args: args.flat().map(String),
    logFile: join(dir, 'placement.log'),
    ready: () => answers(health!, '/healthz'),
  });
}

function schedulerPart(command: string, dir: string, [port, health, metrics, client, peer]: number[]): Part {
  const args = [
    ['--listen-address', L, '--port', port],
    ['--healthz-listen-address', L, '--healthz-port', health],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    ['--etcd-client-listen-address', L, '--etcd-client-port', client, '--etcd-data-dir', join(dir, 'scheduler')],
    ['--etcd-initial-cluster', `dapr-scheduler-server-0=http://${L}:${peer}`],
    ['--override-broadcast-host-port', `${L}:${port}`],
  ];
  return part({
    name: 'scheduler',
    command,
    args: args.flat().map(String),
    logFile: join(dir, 'scheduler.log'),
    ready: () => answers(health!, '/healthz'),
  });
}

interface SidecarPart extends SidecarOptions {
  appId: string;
  dir: string;
  bin: string;
  redis: string;
  placementPort: number;
  schedulerPort: number;
}

async function sidecarPart(options: SidecarPart): Promise<RunningSidecar> {
  const { appId, appPort, dir, bin, placementPort, schedulerPort } = options;
  const { healthPath = '/livez', actors = false, actorState = false, retries = true, secrets = {} } = options;
  const folder = join(dir, appId);
  const secretsFile = join(dir, `${appId}.secrets.json`);
  const configFile = join(dir, `${appId}.config.yaml`);
  await mkdir(folder);
  await writeFile(secretsFile, JSON.stringify(secrets));
  await writeFile(configFile, JSON.stringify(configuration(join(dir, 'names.db'))));
  for (const [name, resource] of Object.entries(resources({ ...options, secretsFile, actorState, retries }))) {
    await writeFile(join(folder, `${name}.yaml`), JSON.stringify(resource));
  }
  const [free, grpc, internal, metrics] = await freePorts(4);
  const http = options.httpPort ?? free;
  const app = [
    '--app-port',
    appPort,
    '--app-channel-address',
    L,
    '--enable-app-health-check',
    '--app-health-check-path',
    healthPath,
  ];
  const args = [
    ['--app-id', appId, '--app-protocol', 'http', ...(appPort === undefined ? [] : app)],
    ['--dapr-http-port', http, '--dapr-grpc-port', grpc, '--dapr-internal-grpc-port', internal],
    ['--dapr-listen-addresses', L, '--dapr-internal-grpc-listen-address', L],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    ['--placement-host-address', `${L}:${placementPort}`, '--scheduler-host-address', `${L}:${schedulerPort}`],
    ['--config', configFile, '--resources-path', folder],
  ];
  const door = connectSidecar({ port: http!, apiToken: DAPR_TOKEN });
  const started = part({
    name: `the sidecar of ${appId}`,
    command: join(bin, 'daprd'),
    args: args.flat().map(String),
    env: { DAPR_HOST_IP: L, POD_NAME: `${appId}-0`, DAPR_API_TOKEN: DAPR_TOKEN, APP_API_TOKEN: TEST_APP_TOKEN },
    logFile: join(dir, `${appId}.log`),
    ready: async () => {
      if ((await door.request({ method: 'GET', path: '/v1.0/healthz' })).status !== 204) return false;
      const metadata = await door.request({ method: 'GET', path: '/v1.0/metadata' });
      return !actors || metadata.text.includes('"hostReady":true');
    },
  });
  return { ...started, appId, port: http!, door };
}
