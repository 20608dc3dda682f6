import { Agent } from 'undici';

/** Controls the replicas of an app through their supervisor. */
export interface Replicas {
  scale(app: string, count: number): Promise<void>;
  restart(app: string, n: number): Promise<void>;
}

const WITHIN_MS = 120_000;

/** Calls the supervisor of the stack under test, which is another process. */
export function controlledReplicas(): Replicas {
  const origin = process.env['SOUK_CONTROL'];
  if (!origin)
    throw new Error(
      'SOUK_CONTROL is not set: run the system tests with `npm test`',
    );
  const agent = new Agent({ headersTimeout: WITHIN_MS });
  const ask = async (method: 'PUT' | 'POST', path: string) => {
    const { statusCode, body } = await agent.request({ origin, method, path });
    const text = await body.text();
    if (statusCode !== 200)
      throw new Error(`${method} ${path} answered ${statusCode}: ${text}`);
  };
  return {
    scale: (app, count) => ask('PUT', `/${app}/${count}`),
    restart: (app, n) => ask('POST', `/${app}/${n}`),
  };
}
