import { kubectl } from './kubectl';

const inRedis = (server: string, script: string): Promise<string> =>
  kubectl(
    'exec',
    `${server}-0`,
    '--',
    'sh',
    '-c',
    `export REDISCLI_AUTH=$REDIS_PASSWORD; ${script}`,
  );

const MEGABYTES =
  "for i = 1, 16 do redis.call('SET', KEYS[1] .. i, string.rep('x', 1048576)) end return 'kept'";

/** Writes into a Redis until it refuses; returns what it said. */
export const fill = (server: string): Promise<string> =>
  inRedis(
    server,
    `for n in $(seq 100); do said=$(redis-cli EVAL "${MEGABYTES}" 1 filler:$n: 2>&1); [ "$said" = kept ] || break; done; echo "$said"`,
  );

export const empty = (server: string): Promise<string> =>
  inRedis(
    server,
    "redis-cli --scan --pattern 'filler:*' | xargs redis-cli UNLINK",
  );

/** How often the container was restarted. */
export const restarts = (server: string): Promise<string> =>
  kubectl(
    'get',
    'pod',
    `${server}-0`,
    '--output',
    'jsonpath={.status.containerStatuses[0].restartCount}',
  );
