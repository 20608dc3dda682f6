import type { Endpoints } from './endpoints';
import type { Infra } from './infra';
import { secretsFile } from '../lib/paths';
import { identify } from '../processes/signals';

const DEMO_EMAIL = 'demo@souk.example';

/** The endpoints without the processes, which the supervisor reports. */
export type KnownEndpoints = Omit<Endpoints, 'parts'>;

/**
 * What is known before anything runs; enough for the next start to find the
 * orphans of a crash.
 */
export function initialEndpoints(
  stateDir: string,
  port: number,
  vendorPassword: string,
): KnownEndpoints {
  const supervisor = identify(process.pid);
  if (!supervisor) throw new Error('This process cannot be identified');
  const api = `http://127.0.0.1:${port}`;
  return {
    startedAt: new Date().toISOString(),
    pid: supervisor.pid,
    supervisor,
    urls: {
      api,
      docs: `${api}/api/docs`,
      mongodb: '',
      redis: '',
      eventsRedis: '',
    },
    databasePrefix: '',
    binDir: '',
    demo: {
      vendorEmail: DEMO_EMAIL,
      vendorPassword,
      operatorKeyFile: secretsFile(stateDir),
    },
  };
}

export function withInfra(
  known: KnownEndpoints,
  { binDir, mongodb, databasePrefix, redis, eventsRedis, jaeger, otlp }: Infra,
): KnownEndpoints {
  const traces = { ...(jaeger ? { jaeger } : {}), ...(otlp ? { otlp } : {}) };
  return {
    ...known,
    binDir,
    databasePrefix,
    urls: {
      ...known.urls,
      mongodb,
      redis: redis.href,
      eventsRedis: eventsRedis.href,
      ...traces,
    },
  };
}
