import { setTimeout } from 'node:timers/promises';
import {
  type Db,
  MongoClient,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { AppError } from '../http/errors';

export interface Mongo {
  db: Db;
  /**
   * Rejects while the server does not answer. @throws AppError
   * `dependency-unavailable`.
   */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_MS = 250;

/**
 * Keeps trying to connect, so a service starts before its database does. Writes
 * wait for a majority's journal: what was acknowledged survives a kill.
 */
export function connectMongo(uri: string, database: string): Mongo {
  const client = new MongoClient(uri, {
    appName: database,
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: 3_000,
    socketTimeoutMS: 10_000,
    maxPoolSize: 32,
    retryWrites: true,
  });
  const stop = new AbortController();
  const connecting = connectFirst(client, stop.signal);
  return {
    db: client.db(database),
    async ready() {
      await client
        .db(database)
        .command({ ping: 1 }, { timeoutMS: 2_000 })
        .catch((cause: unknown) => {
          throw unanswered(cause);
        });
    },
    async close() {
      stop.abort();
      await client.close();
      await connecting;
    },
  };
}

const AWAY = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
];

/**
 * The fault a service names when its database cannot be reached; whether a
 * write took effect is then not known.
 */
export const databaseAway = (err: unknown): AppError | undefined =>
  AWAY.some((kind) => err instanceof kind) ? unanswered(err) : undefined;

const unanswered = (cause: unknown) =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'The database does not answer: is MONGODB_URI right (global.mongodb of the chart)?',
    { cause, retryAfterSeconds: 1 },
  );

/**
 * The driver finds a server again that it has lost, but gives up for good on
 * one it has never reached.
 */
async function connectFirst(
  client: MongoClient,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await client.connect();
      return;
    } catch {
      await setTimeout(RECONNECT_MS, undefined, { signal }).catch(
        () => undefined,
      );
    }
  }
}
