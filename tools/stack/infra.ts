import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jaegerPart, placementPart, schedulerPart } from './control-plane';
import { mongoDataDir, mongoPart, mongoUri, obtainMongo } from './mongodb';
import { dataDir } from '../lib/paths';
import type { Ports } from '../processes/ports';
import type { Say } from '../lib/progress';
import { obtainRedis, redisPart } from './redis';
import type { Supervisor } from '../processes/supervisor';
import { DAPR, JAEGER } from '../install/toolchain-families';
import { toolchainDoors } from '../install/toolchain-make';
import { obtainToolchain } from '../install/toolchain';

/** What the ports of the infrastructure are remembered by. */
export const INFRA_PORTS = [
  ...['redis', 'mongodb', 'jaeger', 'jaeger.otlp'],
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
  mongodb: string;
  /**
   * Before the name of each service's database: two marketplaces can share one
   * server.
   */
  databasePrefix: string;
  /** Both absent when Jaeger could not be had. */
  jaeger?: string;
  otlp?: string;
}

export interface InfraOptions {
  env: NodeJS.ProcessEnv;
  cache: string;
  stateDir: string;
  ports: Ports;
  say: Say;
  supervisor: Supervisor;
}

/**
 * Everything the services stand on; what has to be fetched or built is, all at
 * the same time.
 */
export async function startInfra(options: InfraOptions): Promise<Infra> {
  const [redis, mongodb, dapr, jaeger] = await Promise.all([
    startRedis(options),
    startMongo(options),
    startControlPlane(options),
    startJaeger(options),
  ]);
  return {
    redis,
    mongodb,
    databasePrefix: options.env['MONGODB_DATABASE_PREFIX'] ?? '',
    ...dapr,
    ...jaeger,
  };
}

async function startRedis({
  env,
  stateDir,
  ports,
  say,
  supervisor,
}: InfraOptions): Promise<URL> {
  const source = await obtainRedis(env, say);
  say(`  redis       ${source.from}`);
  if ('url' in source) return source.url;
  const dir = await folder(stateDir, 'redis');
  await supervisor.start(redisPart(source.program, ports('redis'), dir));
  return new URL(`redis://127.0.0.1:${ports('redis')}`);
}

async function startMongo({
  env,
  cache,
  stateDir,
  ports,
  say,
  supervisor,
}: InfraOptions): Promise<string> {
  const source = await obtainMongo(
    { env, cache, data: dataDir(stateDir) },
    say,
  );
  say(
    `  mongodb     ${source.from}${source.kind === 'stand-in' ? ', a stand-in for MongoDB: good for development, not for figures' : ''}`,
  );
  if (source.kind === 'running') return source.uri;
  const dir = mongoDataDir(dataDir(stateDir), source.kind);
  await mkdir(dir, { recursive: true });
  await supervisor.start(mongoPart(source, ports('mongodb'), dir));
  return mongoUri(ports('mongodb'));
}

async function startControlPlane({
  env,
  cache,
  stateDir,
  ports,
  say,
  supervisor,
}: InfraOptions): Promise<Pick<Infra, 'daprd' | 'binDir'>> {
  const { programs, from } = await obtainToolchain(
    DAPR,
    toolchainDoors(env, cache, say),
  );
  say(`  dapr        ${from}`);
  const { daprd = '', placement = '', scheduler = '' } = programs;
  const portsOf = (name: string) => ({
    port: ports(name),
    healthz: ports(`${name}.healthz`),
    metrics: ports(`${name}.metrics`),
    peer: ports(`${name}.peer`),
  });
  const schedulerDir = await folder(stateDir, 'scheduler');
  await Promise.all([
    supervisor.start(placementPart(placement, portsOf('placement'))),
    supervisor.start(
      schedulerPart(scheduler, {
        ...portsOf('scheduler'),
        etcdClient: ports('scheduler.etcd'),
        dataDir: schedulerDir,
      }),
    ),
  ]);
  return { daprd, binDir: join(daprd, '..') };
}

/** Traces are worth having but nothing stops without them. */
async function startJaeger({
  env,
  cache,
  ports,
  say,
  supervisor,
}: InfraOptions): Promise<Pick<Infra, 'jaeger' | 'otlp'>> {
  try {
    const { programs, from } = await obtainToolchain(
      JAEGER,
      toolchainDoors(env, cache, say),
    );
    say(`  jaeger      ${from}`);
    await supervisor.start(
      jaegerPart(programs['jaeger'] ?? '', {
        query: ports('jaeger'),
        otlpHttp: ports('jaeger.otlp'),
      }),
    );
    return {
      jaeger: `http://127.0.0.1:${ports('jaeger')}`,
      otlp: `http://127.0.0.1:${ports('jaeger.otlp')}`,
    };
  } catch (err) {
    say(
      `Going on without Jaeger, so without traces: ${err instanceof Error ? err.message : String(err)}`,
    );
    return {};
  }
}

async function folder(stateDir: string, name: string): Promise<string> {
  const path = join(dataDir(stateDir), name);
  await mkdir(path, { recursive: true });
  return path;
}
