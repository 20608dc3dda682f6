/**
 * Keeps tests apart from a marketplace that uses the same servers (`REDIS_URL`,
 * `MONGODB_URI`): another Redis database, another database prefix.
 */
export function isolatedEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const prefix = `${env['MONGODB_DATABASE_PREFIX'] ?? ''}test-`;
  if (!env['REDIS_URL']) return { ...env, MONGODB_DATABASE_PREFIX: prefix };
  const redis = new URL(env['REDIS_URL']);
  redis.pathname = String(Number(redis.pathname.slice(1) || '0') + 1);
  return { ...env, REDIS_URL: redis.href, MONGODB_DATABASE_PREFIX: prefix };
}
