import { MongoServerError } from 'mongodb';
import { insertOnce } from '../../src/mongo/insert-once';
import { DuplicateKey } from '../../src/mongo/versioned';

const duplicate = (index: string) =>
  new MongoServerError({
    code: 11_000,
    message: `E11000 duplicate key error collection: db.c index: ${index} dup key`,
  });

it('says whether it inserted: an id that is there already is no fault', async () => {
  expect(await insertOnce(Promise.resolve())).toBe(true);
  expect(await insertOnce(Promise.reject(duplicate('_id_')))).toBe(false);
});

it('passes on every other failure', async () => {
  await expect(
    insertOnce(Promise.reject(duplicate('email'))),
  ).rejects.toBeInstanceOf(DuplicateKey);
  await expect(
    insertOnce(Promise.reject(new Error('no database'))),
  ).rejects.toThrow('no database');
});
