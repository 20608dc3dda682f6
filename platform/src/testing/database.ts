import { randomUUID } from 'node:crypto';
import { connectMongo, type Mongo } from '../mongo/client';

/**
 * A new database on the test server; `close` drops it.
 * @throws Error when no server is configured.
 */
export function testDatabase(name: string): Mongo {
  const uri = process.env['SOUK_TEST_MONGODB_URI'];
  if (!uri)
    throw new Error(
      'SOUK_TEST_MONGODB_URI is not set; `npm test` starts a server and sets it',
    );
  const mongo = connectMongo(uri, `${name}-${randomUUID().slice(0, 8)}`);
  return {
    ...mongo,
    async close() {
      await mongo.db.dropDatabase();
      await mongo.close();
    },
  };
}
