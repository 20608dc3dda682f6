import { connect } from 'node:net';
import { endpoints } from './souk';

/** Puts an event on the broker's stream as a sidecar would, without one; nobody checks what is in it. */
export async function publishRaw(topic: string, event: unknown): Promise<void> {
  const { redis } = endpoints().urls;
  const args = ['XADD', topic, '*', 'data', JSON.stringify(event)];
  const command = `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;
  const reply = await roundTrip(redis, command);
  if (!reply.startsWith('$')) throw new Error(`Redis answered ${reply}`);
}

function roundTrip(address: string, command: string): Promise<string> {
  const [host = '', port = ''] = address.replace(/^redis:\/\//, '').split(':');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write(command));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.end();
    });
    socket.once('error', reject);
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis did not answer')));
  });
}
