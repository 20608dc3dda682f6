/**
 * Keeps tests apart from a marketplace that uses the same servers (`REDIS_URL`,
 * `EVENTS_REDIS_URL`, `MONGODB_URI`): another Redis database, another database prefix.
 */
export function isolatedEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isolated = {
    ...env,
    MONGODB_DATABASE_PREFIX: `${env['MONGODB_DATABASE_PREFIX'] ?? ''}test-`,
  };
  for (const name of ['REDIS_URL', 'EVENTS_REDIS_URL']) {
    const url = env[name];
    if (!url) continue;
    const redis = new URL(url);
    redis.pathname = String(Number(redis.pathname.slice(1) || '0') + 1);
    Object.assign(isolated, { [name]: redis.href });
  }
  return isolated;
}
