import { connect } from 'node:net';
import { endpoints } from './souk';

/**
 * Puts an event on the broker's stream as a sidecar would, but without
 * validation.
 */
export async function publishRaw(topic: string, event: unknown): Promise<void> {
  const redis = new URL(endpoints().urls.redis);
  const answer = await roundTrip(redis, [
    ['SELECT', redis.pathname.slice(1) || '0'],
    ['XADD', topic, '*', 'data', JSON.stringify(event)],
  ]);
  if (!/^\+OK\r\n\$/.test(answer)) throw new Error(`Redis answered ${answer}`);
}

const encoded = (args: string[]) =>
  `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;

/** Sends all commands at once; resolves when there is a line for each. */
function roundTrip(
  { hostname, port }: URL,
  commands: string[][],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(commands.map(encoded).join('')),
    );
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
      if (answer.split('\r\n').length <= commands.length) return;
      resolve(answer);
      socket.end();
    });
    socket.once('error', reject);
    socket.setTimeout(5_000, () =>
      socket.destroy(new Error('Redis did not answer')),
    );
  });
}
