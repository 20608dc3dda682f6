import { createClient, ErrorReply } from '@redis/client';

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
export { ErrorReply as RedisError };

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
 * One connection, to administer streams; messages go through Dapr. It is not
 * opened again when it is lost.
 * @throws when Redis does not answer or refuses the password.
 */
export async function connectRedis(address: RedisAddress): Promise<Redis> {
  const [host = '', port = '6379'] = address.host.split(':');
  const { username, password, db, tls } = address;
  const client = createClient({
    socket: {
      host,
      port: Number(port),
      connectTimeout: TIMEOUT_MS,
      ...(tls ? { tls: true, servername: host } : {}),
      socketTimeout: TIMEOUT_MS, // without any traffic
      reconnectStrategy: false,
    },
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    database: db,
    RESP: 2,
  });
  client.on('error', () => undefined); // its commands fail
  await client.connect();
  return {
    command: async (...words) => client.sendCommand<Reply>(words),
    close: () => client.destroy(),
  };
}
