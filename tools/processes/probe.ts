import { connect } from 'node:net';
import { request } from 'undici';

const PROBE_MS = 2_000;

/** Whether a GET answers 200 and, with `judge`, whether its JSON passes. */
export async function isHealthy(
  url: string,
  {
    headers = {},
    judge,
  }: {
    headers?: Record<string, string>;
    judge?: (body: unknown) => boolean;
  } = {},
): Promise<boolean> {
  try {
    const response = await request(url, {
      headers,
      signal: AbortSignal.timeout(PROBE_MS),
    });
    if (response.statusCode !== 200 || !judge) {
      await response.body.dump();
      return response.statusCode === 200;
    }
    return judge(await response.body.json());
  } catch {
    return false;
  }
}

/**
 * Whether Redis is ready: while it loads its file after a restart it answers
 * LOADING.
 */
export function redisIsReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_MS, () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
  });
}
