import { connect, type Socket } from 'node:net';

/**
 * Check, deduplicate, decrement: the baseline of a shop that keeps its stock in
 * a Redis script.
 */
const SCRIPT = `if redis.call('EXISTS', KEYS[2]) == 1 then return 'repeated' end
local left = tonumber(redis.call('GET', KEYS[1]) or '0')
if left < tonumber(ARGV[1]) then return 'refused' end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], 'ok', 'EX', 3600)
return 'ok'`;

/** One connection with one command in flight at a time. */
async function connection(host: string, port: number) {
  const socket: Socket = connect(port, host);
  await new Promise<void>((resolve, reject) =>
    socket.once('connect', resolve).once('error', reject),
  );
  let last: Promise<unknown> = Promise.resolve();
  const send = (...words: string[]) => {
    const mine = last.then(() => ask(words));
    last = mine.catch(() => undefined);
    return mine;
  };
  const ask = (words: string[]) =>
    new Promise<string>((resolve, reject) => {
      socket.once('data', (reply: Buffer) => {
        const text = reply.toString();
        if (text.startsWith('-')) reject(new Error(text.trim()));
        else resolve(text);
      });
      socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
      );
    });
  return { send, end: () => socket.end() };
}

export interface RedisShop {
  /** Sells one unit on one of the connections. */
  sell(
    connection: number,
    product: string,
    operationId: string,
  ): Promise<string>;
  command(...words: string[]): Promise<string>;
  /** Queues a command on one of the connections; the number wraps around. */
  commandOn(connection: number, ...words: string[]): Promise<string>;
  close(): void;
}

export async function redisShop(
  url: string,
  connections: number,
): Promise<RedisShop> {
  const { hostname, port } = new URL(url);
  const open = await Promise.all(
    Array.from({ length: connections }, () =>
      connection(hostname, Number(port || '6379')),
    ),
  );
  const on = (n: number) => {
    const found = open[n];
    if (!found) throw new Error(`There is no connection ${n}`);
    return found;
  };
  const sha =
    (await on(0).send('SCRIPT', 'LOAD', SCRIPT)).split('\r\n')[1] ?? '';
  return {
    sell: (n, product, operationId) =>
      on(n).send(
        'EVALSHA',
        sha,
        '2',
        `bench:${product}`,
        `bench:${product}:${operationId}`,
        '1',
      ),
    command: (...words) => on(0).send(...words),
    commandOn: (n, ...words) => on(n % connections).send(...words),
    close: () => open.forEach(({ end }) => end()),
  };
}
