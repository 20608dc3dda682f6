import { connectMongo } from '../../src/mongo/client';
import { testDatabase } from '../../src/testing/database';
import { freePorts } from '../fixtures/free-port';

const mongo = testDatabase('client');
afterAll(() => mongo.close());

describe('the database', () => {
  it('is ready when it answers', async () => {
    await expect(mongo.ready()).resolves.toBeUndefined();
  });

  it('fails its readiness check in bounded time when no server answers', async () => {
    const [port] = await freePorts(1);
    const absent = connectMongo(`mongodb://127.0.0.1:${port}`, 'absent');
    await expect(absent.ready()).rejects.toMatchObject({
      kind: 'unavailable',
      slug: 'dependency-unavailable',
    });
    await absent.close();
  });
});
