import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';

export interface RedisAddress {
  /** `host:port`, as Dapr's components take it. */
  host: string;
  username: string;
  password: string;
  db: number;
  tls: boolean;
}

/** An answer of Redis: text, a number, nothing, or a list of answers. */
export type Reply = string | number | null | Reply[];

/** Redis answered with an error, whose first word tells its kind. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

export interface Redis {
  /**
   * @throws RedisError for an error of Redis; any other error means that the
   * connection is lost.
   */
  command(...words: string[]): Promise<Reply>;
  close(): void;
}

const TIMEOUT_MS = 5_000;

/**
 * One connection over the protocol of Redis (RESP 2), one command at a time:
 * enough to administer streams. Messages go through Dapr.
 * @throws when Redis does not answer or refuses the password.
 */
export async function connectRedis(address: RedisAddress): Promise<Redis> {
  const [host = '', port = '6379'] = address.host.split(':');
  const socket = address.tls
    ? connectTls({ host, port: Number(port), servername: host })
    : connectPlain(Number(port), host);
  socket.setTimeout(TIMEOUT_MS, () =>
    socket.destroy(new Error('Redis did not answer in time')),
  );
  try {
    await once(socket, address.tls ? 'secureConnect' : 'connect');
    const redis = overSocket(socket);
    const { username, password, db } = address;
    if (password !== '')
      await redis.command(
        ...['AUTH', ...(username === '' ? [] : [username]), password],
      );
    if (db !== 0) await redis.command('SELECT', String(db));
    return redis;
  } catch (err) {
    socket.destroy();
    throw err;
  }
}

function overSocket(socket: Socket): Redis {
  let received = Buffer.alloc(0);
  let failure: Error | undefined;
  let waiting:
    | { resolve: (reply: Reply) => void; reject: (err: Error) => void }
    | undefined;
  let last: Promise<unknown> = Promise.resolve();
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    const parsed = parse(received, 0);
    if (!parsed || !waiting) return;
    received = received.subarray(parsed.end);
    const { resolve, reject } = waiting;
    waiting = undefined;
    socket.setTimeout(0);
    if (parsed.reply instanceof RedisError) reject(parsed.reply);
    else resolve(parsed.reply);
  });
  const fail = (err: Error) => {
    failure ??= err;
    waiting?.reject(failure);
    waiting = undefined;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The connection to Redis is lost')));
  const send = (words: string[]) =>
    new Promise<Reply>((resolve, reject) => {
      if (failure) {
        reject(failure);
        return;
      }
      waiting = { resolve, reject };
      socket.setTimeout(TIMEOUT_MS);
      socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
      );
    });
  return {
    command(...words) {
      const mine = last.then(() => send(words));
      last = mine.catch(() => undefined);
      return mine;
    },
    close: () => void socket.end(),
  };
}

interface Parsed {
  reply: Reply | RedisError;
  end: number;
}

/** Undefined while the reply is not complete. */
function parse(bytes: Buffer, at: number): Parsed | undefined {
  const line = bytes.indexOf('\r\n', at);
  if (line === -1) return undefined;
  const text = bytes.toString('utf8', at + 1, line);
  const end = line + 2;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case ':':
      return { reply: Number(text), end };
    case '-':
      return { reply: new RedisError(text), end };
    case '$': {
      const length = Number(text);
      if (length < 0) return { reply: null, end };
      if (bytes.length < end + length + 2) return undefined;
      const reply = bytes.toString('utf8', end, end + length);
      return { reply, end: end + length + 2 };
    }
    case '*':
      return parseList(bytes, end, Number(text));
    default:
      return { reply: text, end };
  }
}

function parseList(
  bytes: Buffer,
  start: number,
  length: number,
): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const reply: Reply[] = [];
  let end = start;
  for (let n = 0; n < length; n += 1) {
    const item = parse(bytes, end);
    if (!item) return undefined;
    if (item.reply instanceof RedisError) return { ...item, end: item.end };
    reply.push(item.reply);
    end = item.end;
  }
  return { reply, end };
}
