import { connect } from 'node:net';
import { request } from 'undici';

const PROBE_MS = 2_000;

/** Whether a GET answers 200; with `judge`, whether its JSON also says so. */
export async function answers(
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
 * Whether Redis serves: while it still reads its file after a restart it says
 * LOADING instead.
 */
export function redisServes(port: number): Promise<boolean> {
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
