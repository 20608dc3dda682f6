import { aptInstall, canAptInstall } from '../install/apt';
import { which } from '../lib/run-command';
import { withProgress, type Say } from '../lib/progress';
import type { PartSpec } from '../processes/supervised-process';
import { redisServes } from '../processes/probe';

/** A server that runs already, or the program to run one. */
export type RedisSource =
  { url: URL; from: string } | { program: string; from: string };

export function findRedis(env: NodeJS.ProcessEnv): RedisSource | undefined {
  const url = env['REDIS_URL'];
  if (url) return { url: new URL(url), from: 'REDIS_URL' };
  const program = which('redis-server');
  return program === undefined ? undefined : { program, from: program };
}

export const REDIS_REMEDY =
  'install redis-server (apt-get install redis-server, brew install redis) or set REDIS_URL';

/** @throws Error with the one line that mends it. */
export async function obtainRedis(
  env: NodeJS.ProcessEnv,
  say: Say,
): Promise<RedisSource> {
  const found = findRedis(env);
  if (found) return found;
  if (!canAptInstall()) throw new Error(`Redis is not here: ${REDIS_REMEDY}`);
  await withProgress(say, 'installing redis-server', () =>
    aptInstall('redis-server', say),
  );
  const program = which('redis-server');
  if (!program)
    throw new Error(`apt-get did not bring redis-server: ${REDIS_REMEDY}`);
  return { program, from: `${program}, just installed` };
}

/**
 * Every write is on disk before it is acknowledged: it holds stock and
 * undelivered events.
 */
export function redisPart(
  program: string,
  port: number,
  dir: string,
): PartSpec {
  const flags = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    daemonize: 'no',
  };
  return {
    name: 'redis',
    command: program,
    args: Object.entries(flags).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]),
    env: {},
    port,
    ready: () => redisServes(port),
    readyWithinMs: 30_000,
    stopWithinMs: 10_000,
  };
}
