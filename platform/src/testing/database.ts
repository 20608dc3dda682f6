import { randomUUID } from 'node:crypto';
import { connectMongo, type Mongo } from '../mongo/client';

/**
 * A database of its own on the server the tests are given; `close` drops it.
 * @throws Error when no server was given: without one these tests would prove
 * nothing.
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
