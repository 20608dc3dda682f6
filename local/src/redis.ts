import { canAptInstall, output, which } from './commands';
import { withProgress, type Say } from './progress';
import type { PartSpec } from './part';
import { redisServes } from './probe';

/** A server that runs already, or the program to run one. */
export type RedisSource = { url: URL; from: string } | { program: string; from: string };

export function findRedis(env: NodeJS.ProcessEnv): RedisSource | undefined {
  const url = env['REDIS_URL'];
  if (url) return { url: new URL(url), from: 'REDIS_URL' };
  const program = which('redis-server');
  return program === undefined ? undefined : { program, from: program };
}

export const REDIS_REMEDY = 'install redis-server (apt-get install redis-server, brew install redis) or set REDIS_URL';

/** @throws Error with the one line that mends it. */
export async function obtainRedis(env: NodeJS.ProcessEnv, say: Say): Promise<RedisSource> {
  const found = findRedis(env);
  if (found) return found;
  if (!canAptInstall()) throw new Error(`Redis is not here: ${REDIS_REMEDY}`);
  say('Installing redis-server: apt-get update, apt-get install -y --no-install-recommends redis-server');
  const apt = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await withProgress(say, 'installing redis-server', async () => {
    await output('apt-get', ['update'], { env: apt });
    // Its own service must not be started: ours runs under our eyes.
    await output('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], { env: { ...apt, RUNLEVEL: '1' } });
  });
  const program = which('redis-server');
  if (!program) throw new Error(`apt-get did not bring redis-server: ${REDIS_REMEDY}`);
  return { program, from: `${program}, just installed` };
}

/** Every write is on disk before it is acknowledged: it holds stock and undelivered events. */
export function redisPart(program: string, port: number, dir: string): PartSpec {
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
    args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    env: {},
    port,
    ready: () => redisServes(port),
    readyWithinMs: 30_000,
    stopWithinMs: 10_000,
  };
}
