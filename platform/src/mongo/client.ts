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
import { bounded } from './bounded';

export interface Mongo {
  db: Db;
  /**
   * Rejects while the server does not answer.
   * @throws AppError `dependency-unavailable`.
   */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_MS = 250;
const READY_MS = 2_000;

/**
 * Connects in the background, so a service can start before its database.
 * Writes wait for the journal of a majority, so acknowledged writes survive a
 * crash.
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
    db: bounded(client.db(database)),
    async ready() {
      await client
        .db(database)
        .command({ ping: 1 }, { signal: AbortSignal.timeout(READY_MS) })
        .catch((cause: unknown) => {
          throw unavailable(cause);
        });
    },
    async close() {
      stop.abort();
      await client.close();
      await connecting;
    },
  };
}

const UNREACHABLE = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
];

/**
 * The AppError for an unreachable database; undefined for other errors. Whether
 * a write took effect is then unknown.
 */
export const databaseUnavailable = (err: unknown): AppError | undefined =>
  UNREACHABLE.some((kind) => err instanceof kind)
    ? unavailable(err)
    : undefined;

const unavailable = (cause: unknown) =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'The database does not answer: is MONGODB_URI right (global.mongodb of the chart)?',
    { cause, retryAfterSeconds: 1 },
  );

/**
 * The driver reconnects to a server it has lost, but not to one it has never
 * reached.
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
