import { MongoClient, type Db } from 'mongodb';
import { AppError } from '../http/errors';

export interface Mongo {
  db: Db;
  /** Rejects while the server does not answer. @throws AppError `dependency-unavailable`. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects lazily and keeps trying, so a service starts before its database does. Writes wait for a majority's
 * journal: what was acknowledged survives a kill.
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
  return {
    db: client.db(database),
    async ready() {
      await client
        .db(database)
        .command({ ping: 1 }, { timeoutMS: 2_000 })
        .catch((cause: unknown) => {
          throw new AppError('unavailable', 'dependency-unavailable', 'The database does not answer', { cause });
        });
    },
    close: () => client.close(),
  };
}
