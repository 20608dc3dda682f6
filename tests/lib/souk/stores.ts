import { existsSync, readFileSync } from 'node:fs';
import type { Redis } from '@souk/platform/streams/redis';
import { MongoClient } from 'mongodb';
import { inflateRawSync } from 'node:zlib';
import { type RedisRole, withRedis } from './redis';
import { endpoints } from './souk';

/** The parts of the stack whose log has one of these texts. */
export const logsWith = (...texts: string[]): string[] =>
  Object.entries(endpoints().parts)
    .filter(([, { log }]) => existsSync(log))
    .filter(([, { log }]) => {
      const written = readFileSync(log, 'utf8');
      return texts.some((text) => written.includes(text));
    })
    .map(([name]) => name);

/** The places, in any store, whose content has one of these texts. */
export async function placesOf(...texts: string[]): Promise<string[]> {
  const found = await Promise.all([
    inDatabases(texts),
    inRedis('redis', texts),
    inRedis('eventsRedis', texts),
  ]);
  return found.flat().sort();
}

/** As platform/src/dapr/deflate.ts writes it, in whatever depth of quotes. */
const DEFLATED = /\$deflated\\*":\\*"([A-Za-z0-9+/=]+)/g;

const has = (content: unknown, texts: string[]): boolean => {
  const written = JSON.stringify(content);
  const packed = [...written.matchAll(DEFLATED)].map(([, data = '']) =>
    inflateRawSync(Buffer.from(data, 'base64')).toString(),
  );
  return texts.some((text) =>
    [written, ...packed].some((one) => one.includes(text)),
  );
};

/** `database.collection`, once for each document. */
async function inDatabases(texts: string[]): Promise<string[]> {
  const { urls, databasePrefix } = endpoints();
  const client = new MongoClient(urls.mongodb, {
    serverSelectionTimeoutMS: 3_000,
  });
  const places: string[] = [];
  try {
    const { databases } = await client.db('admin').admin().listDatabases();
    const ours = databases.filter(({ name }) =>
      name.startsWith(databasePrefix),
    );
    for (const { name } of ours) {
      const db = client.db(name);
      const app = name.slice(databasePrefix.length);
      for (const collection of await db.collections())
        for await (const document of collection.find())
          if (has(document, texts))
            places.push(`${app}.${collection.collectionName}`);
    }
  } finally {
    await client.close();
  }
  if (places.length > 1_000) throw new Error('That is not a text of one test');
  return places;
}

/** How the whole value of a key of this type is read. */
const READ: Readonly<Record<string, (key: string) => string[]>> = {
  string: (key) => ['GET', key],
  hash: (key) => ['HGETALL', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, '0', '-1'],
  stream: (key) => ['XRANGE', key, '-', '+'],
};

/** `server:key`. */
const inRedis = (role: RedisRole, texts: string[]): Promise<string[]> =>
  withRedis(role, async (redis) => {
    const places: string[] = [];
    for (const key of await keysOf(redis)) {
      const type = String(await redis.command('TYPE', key));
      if (type === 'none') continue;
      const read = READ[type];
      if (!read) throw new Error(`${key} has the unknown type ${type}`);
      const [verb = '', ...rest] = read(key);
      const value = await redis.command(verb, ...rest);
      if (has([key, value], texts)) places.push(`${role}:${key}`);
    }
    return places;
  });

async function keysOf(redis: Redis): Promise<Set<string>> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const page = await redis.command('SCAN', cursor, 'COUNT', '1000');
    const [next, found] = page as [string, string[]];
    for (const key of found) keys.add(key);
    cursor = next;
  } while (cursor !== '0');
  return keys;
}
