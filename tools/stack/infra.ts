import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jaegerSpec, placementSpec, schedulerSpec } from './control-plane';
import { mongoDataDir, mongoSpec, mongoUri, obtainMongo } from './mongodb';
import { dataDir } from '../lib/paths';
import type { Ports } from '../processes/ports';
import type { Log } from '../lib/progress';
import { obtainRedis, redisSpec, type RedisRole } from './redis';
import type { Supervisor } from '../processes/supervisor';
import { DAPR, JAEGER } from '../install/toolchain-families';
import { toolchainDeps } from '../install/toolchain-make';
import { obtainToolchain } from '../install/toolchain';

/** The names of the infrastructure's ports. */
export const INFRA_PORTS = [
  ...['redis', 'events-redis', 'mongodb', 'jaeger', 'jaeger.otlp'],
  ...['placement', 'placement.healthz', 'placement.metrics', 'placement.peer'],
  ...[
    'scheduler',
    'scheduler.healthz',
    'scheduler.metrics',
    'scheduler.peer',
    'scheduler.etcd',
  ],
];

export interface Infra {
  daprd: string;
  binDir: string;
  redis: URL;
  eventsRedis: URL;
  mongodb: string;
  /**
   * Prefix of each service's database, so that two marketplaces can share a
   * server.
   */
  databasePrefix: string;
  /** Both are absent without Jaeger. */
  jaeger?: string;
  otlp?: string;
}

export interface InfraOptions {
  env: NodeJS.ProcessEnv;
  cache: string;
  stateDir: string;
  ports: Ports;
  log: Log;
  supervisor: Supervisor;
}

/** Starts what the services depend on; downloads and builds run in parallel. */
export async function startInfra(options: InfraOptions): Promise<Infra> {
  const [[redis, eventsRedis], mongodb, dapr, jaeger] = await Promise.all([
    startBothRedis(options),
    startMongo(options),
    startControlPlane(options),
    startJaeger(options),
  ]);
  return {
    redis,
    eventsRedis,
    mongodb,
    databasePrefix: options.env['MONGODB_DATABASE_PREFIX'] ?? '',
    ...dapr,
    ...jaeger,
  };
}

/** One after the other, since the first may have to be installed. */
async function startBothRedis(options: InfraOptions): Promise<[URL, URL]> {
  const redis = await startRedis('redis', options);
  return [redis, await startRedis('events-redis', options)];
}

async function startRedis(
  role: RedisRole,
  { env, stateDir, ports, log, supervisor }: InfraOptions,
): Promise<URL> {
  const source = await obtainRedis(env, log, role);
  log(`  ${role.padEnd(11)} ${source.from}`);
  if ('url' in source) return source.url;
  const dir = await folder(stateDir, role);
  const port = ports(role);
  await supervisor.start(redisSpec(role, source.program, { port, dir }));
  return new URL(`redis://127.0.0.1:${port}`);
}

async function startMongo({
  env,
  cache,
  stateDir,
  ports,
  log,
  supervisor,
}: InfraOptions): Promise<string> {
  const source = await obtainMongo(
    { env, cache, data: dataDir(stateDir) },
    log,
  );
  log(
    `  mongodb     ${source.from}${source.kind === 'stand-in' ? ', a stand-in for MongoDB: fine for development, not for benchmarks' : ''}`,
  );
  if (source.kind === 'running') return source.uri;
  const dir = mongoDataDir(dataDir(stateDir), source.kind);
  await mkdir(dir, { recursive: true });
  await supervisor.start(mongoSpec(source, ports('mongodb'), dir));
  return mongoUri(ports('mongodb'));
}

async function startControlPlane({
  env,
  cache,
  stateDir,
  ports,
  log,
  supervisor,
}: InfraOptions): Promise<Pick<Infra, 'daprd' | 'binDir'>> {
  const { programs, from } = await obtainToolchain(
    DAPR,
    toolchainDeps(env, cache, log),
  );
  log(`  dapr        ${from}`);
  const { daprd = '', placement = '', scheduler = '' } = programs;
  const portsOf = (name: string) => ({
    port: ports(name),
    healthz: ports(`${name}.healthz`),
    metrics: ports(`${name}.metrics`),
    peer: ports(`${name}.peer`),
  });
  const schedulerDir = await folder(stateDir, 'scheduler');
  await Promise.all([
    supervisor.start(placementSpec(placement, portsOf('placement'))),
    supervisor.start(
      schedulerSpec(scheduler, {
        ...portsOf('scheduler'),
        etcdClient: ports('scheduler.etcd'),
        dataDir: schedulerDir,
      }),
    ),
  ]);
  return { daprd, binDir: join(daprd, '..') };
}

/** Traces are optional: the marketplace runs without them. */
async function startJaeger({
  env,
  cache,
  ports,
  log,
  supervisor,
}: InfraOptions): Promise<Pick<Infra, 'jaeger' | 'otlp'>> {
  try {
    const { programs, from } = await obtainToolchain(
      JAEGER,
      toolchainDeps(env, cache, log),
    );
    log(`  jaeger      ${from}`);
    await supervisor.start(
      jaegerSpec(programs['jaeger'] ?? '', {
        query: ports('jaeger'),
        otlpHttp: ports('jaeger.otlp'),
      }),
    );
    return {
      jaeger: `http://127.0.0.1:${ports('jaeger')}`,
      otlp: `http://127.0.0.1:${ports('jaeger.otlp')}`,
    };
  } catch (err) {
    log(
      `Continuing without Jaeger, so without traces: ${err instanceof Error ? err.message : String(err)}`,
    );
    return {};
  }
}

async function folder(stateDir: string, name: string): Promise<string> {
  const path = join(dataDir(stateDir), name);
  await mkdir(path, { recursive: true });
  return path;
}
