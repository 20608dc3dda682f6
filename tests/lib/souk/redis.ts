import { connectRedis, type Redis } from '@souk/platform/streams/redis';
import { until } from '@souk/platform/testing/until';
import { endpoints } from './souk';

export type RedisRole = 'redis' | 'eventsRedis';

/** A connection of its own, closed when `use` has ended. */
export async function withRedis<T>(
  role: RedisRole,
  use: (redis: Redis) => Promise<T>,
): Promise<T> {
  const { hostname, port, pathname } = new URL(endpoints().urls[role]);
  const redis = await connectRedis({
    host: `${hostname}:${port}`,
    username: '',
    password: '',
    db: Number(pathname.slice(1) || '0'),
    tls: false,
  });
  try {
    return await use(redis);
  } finally {
    redis.close();
  }
}

/** Runs `work` while this server is at its `maxmemory`. */
export async function whileFull<T>(
  role: RedisRole,
  work: () => Promise<T>,
): Promise<T> {
  const limit = (bytes: string) =>
    withRedis(role, (redis) =>
      redis.command('CONFIG', 'SET', 'maxmemory', bytes),
    );
  const before = await withRedis(role, (redis) =>
    redis.command('CONFIG', 'GET', 'maxmemory'),
  );
  await limit('1');
  try {
    return await work();
  } finally {
    const usual = String(Array.isArray(before) ? before[1] : 0);
    // It may be killed or paused meanwhile.
    await until(
      `${role} has its limit again`,
      () => limit(usual).then(() => true),
      30_000,
    );
  }
}
