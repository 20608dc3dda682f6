import { aptInstall, canAptInstall } from '../install/apt';
import { which } from '../lib/run-command';
import { withProgress, type Log } from '../lib/progress';
import type { ProcessSpec } from '../processes/supervised-process';
import { redisIsReady } from '../processes/probe';

/** A running server, or the program to start one. */
export type RedisSource =
  { url: URL; from: string } | { program: string; from: string };

/** The Redis of stock, and that of events, by the name of its process. */
export type RedisRole = 'redis' | 'events-redis';

/** A server given for stock holds the events too, unless another is given. */
const VARIABLES: Record<RedisRole, string[]> = {
  redis: ['REDIS_URL'],
  'events-redis': ['EVENTS_REDIS_URL', 'REDIS_URL'],
};

export function findRedis(
  env: NodeJS.ProcessEnv,
  role: RedisRole = 'redis',
): RedisSource | undefined {
  for (const from of VARIABLES[role]) {
    const url = env[from];
    if (url) return { url: new URL(url), from };
  }
  const program = which('redis-server');
  return program === undefined ? undefined : { program, from: program };
}

export const REDIS_REMEDY =
  'install redis-server (apt-get install redis-server, brew install redis) or set REDIS_URL';

/** @throws Error with the command that fixes it. */
export async function obtainRedis(
  env: NodeJS.ProcessEnv,
  log: Log,
  role: RedisRole = 'redis',
): Promise<RedisSource> {
  const found = findRedis(env, role);
  if (found) return found;
  if (!canAptInstall())
    throw new Error(`Redis is not installed: ${REDIS_REMEDY}`);
  await withProgress(log, 'installing redis-server', () =>
    aptInstall('redis-server', log),
  );
  const program = which('redis-server');
  if (!program)
    throw new Error(`apt-get did not install redis-server: ${REDIS_REMEDY}`);
  return { program, from: `${program}, just installed` };
}

/** A full server refuses writes; it evicts nothing and is not killed. */
const MAX_MEMORY: Record<RedisRole, string> = {
  redis: '1gb',
  'events-redis': '256mb',
};

/**
 * Writes are synced to disk before they are acknowledged: Redis holds stock and
 * undelivered events.
 */
export function redisSpec(
  role: RedisRole,
  program: string,
  { port, dir }: { port: number; dir: string },
): ProcessSpec {
  const flags = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    maxmemory: MAX_MEMORY[role],
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return {
    name: role,
    command: program,
    args: Object.entries(flags).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]),
    env: {},
    port,
    ready: () => redisIsReady(port),
    readyWithinMs: 30_000,
    stopWithinMs: 10_000,
  };
}

/**
 * The variables that the components take, and `EVENTS_` ones also the app that
 * trims the streams.
 */
export const redisEnv = (url: URL, prefix: '' | 'EVENTS_') => ({
  [`${prefix}REDIS_HOST`]: `${url.hostname}:${url.port || '6379'}`,
  [`${prefix}REDIS_USERNAME`]: decodeURIComponent(url.username),
  [`${prefix}REDIS_PASSWORD`]: decodeURIComponent(url.password),
  [`${prefix}REDIS_DB`]: url.pathname.slice(1) || '0',
  [`${prefix}REDIS_TLS`]: String(url.protocol === 'rediss:'),
});
