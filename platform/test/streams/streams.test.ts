import type { Readers } from '@souk/contracts/registry/events';
import { ensureReplicaGroups, groupsOf } from '../../src/streams/groups';
import { startKeeper, type Keeper } from '../../src/streams/keeper';
import { connectRedis, RedisError, type Redis } from '../../src/streams/redis';
import { trimStream } from '../../src/streams/trim';
import { silentLog } from '../../src/testing/shell';
import { until } from '../../src/testing/until';

const host = process.env['SOUK_TEST_REDIS'];
if (!host)
  throw new Error('SOUK_TEST_REDIS is not set; `npm test` starts Redis');
const address = { host, username: '', password: '', db: 0, tls: false };
const run = Date.now().toString(36);
const made: string[] = [];
let redis: Redis;

const keepers: Keeper[] = [];
/** Stopped after each test, even after one that fails. */
async function keeping(readers: Readers, missed: () => void = () => undefined) {
  const log = silentLog;
  const options = { address, replica, readers: [readers], log, missed };
  const keeper = await startKeeper({ ...options, everyMs: 5 });
  keepers.push(keeper);
  return keeper;
}
afterEach(() => Promise.all(keepers.splice(0).map((one) => one.stop())));

beforeAll(async () => {
  redis = await connectRedis(address);
});
afterAll(async () => {
  await redis.command('DEL', `souk:seen:marketplace-${run}`, ...made);
  redis.close();
});

/** A stream of its own that inventory shares and each marketplace reads. */
function stream() {
  const topic = `lab.kept-${run}-${made.length}.v1`;
  made.push(topic);
  const readers: Readers = {
    topic,
    shared: ['inventory'],
    everyReplica: ['marketplace'],
  };
  return {
    topic,
    readers,
    publish: async (count: number) => {
      for (let n = 0; n < count; n += 1)
        await redis.command('XADD', topic, '*', 'data', String(n));
    },
    /** Reads as a sidecar does, and acknowledges the first of it. */
    read: async (group: string, count: number, acknowledged = count) => {
      const words = ['COUNT', String(count), 'STREAMS', topic, '>'];
      await redis.command('XREADGROUP', 'GROUP', group, group, ...words);
      const pending = await redis.command(
        ...['XPENDING', topic, group, '-', '+', String(acknowledged)],
      );
      for (const [id] of pending as string[][])
        if (id && acknowledged > 0)
          await redis.command('XACK', topic, group, id);
    },
    length: () => redis.command('XLEN', topic),
  };
}

const replica = { app: 'marketplace', pod: run };
const GROUP = `marketplace-${run}`;

describe('a stream', () => {
  it('keeps what one of its readers has not acknowledged', async () => {
    const { readers, publish, read, length } = stream();
    await ensureReplicaGroups(redis, replica, [readers]);
    await publish(10);
    await trimStream(redis, readers);
    expect(await length()).toBe(10);
    await read(GROUP, 10);
    await trimStream(redis, readers);
    expect(await length()).toBe(10); // nothing of it has reached inventory
    await read('inventory', 10, 4);
    await trimStream(redis, readers);
    expect(await length()).toBe(6);
    await read('inventory', 10, 6);
    await trimStream(redis, readers);
    expect(await length()).toBe(0);
  });

  it('keeps what was published before its readers were there', async () => {
    const { topic, readers, publish, read, length } = stream();
    await publish(3);
    await trimStream(redis, readers);
    expect(await length()).toBe(3);
    await read('inventory', 10);
    await trimStream(redis, readers);
    expect(await length()).toBe(0);
    expect(await groupsOf(redis, topic)).toMatchObject([{ name: 'inventory' }]);
  });

  it('begins for a new replica at its end, and goes on for a known one', async () => {
    const { topic, readers, publish } = stream();
    await publish(2);
    await ensureReplicaGroups(redis, replica, [readers]);
    await publish(3);
    await ensureReplicaGroups(redis, replica, [readers]);
    const words = ['COUNT', '10', 'STREAMS', topic, '>'];
    const [[, entries]] = (await redis.command(
      ...['XREADGROUP', 'GROUP', GROUP, GROUP, ...words],
    )) as [[string, unknown[]]];
    expect(entries).toHaveLength(3);
  });

  it('forgets the group of a replica that has not been seen for an hour', async () => {
    const { topic, readers, publish, read, length } = stream();
    await ensureReplicaGroups(redis, { ...replica, pod: 'gone' }, [readers]);
    await publish(2);
    await trimStream(redis, readers);
    await read('inventory', 2);
    await trimStream(redis, readers);
    expect(await length()).toBe(2);
    await redis.command('DEL', 'souk:seen:marketplace-gone');
    await trimStream(redis, readers);
    expect(await groupsOf(redis, topic)).toMatchObject([{ name: 'inventory' }]);
    expect(await length()).toBe(0);
  });
});

describe('the keeper', () => {
  it('has made the groups when it has started, and trims until it is stopped', async () => {
    const { topic, readers, publish, read, length } = stream();
    await keeping(readers);
    expect(await groupsOf(redis, topic)).toMatchObject([
      { name: 'inventory' },
      { name: GROUP },
    ]);
    await publish(2);
    await read(GROUP, 2);
    await read('inventory', 2);
    await until('the stream is empty', async () => (await length()) === 0);
  });

  it('keeps 50,000 events for a consumer that is away, and trims them once it has read them', async () => {
    const { topic, readers, publish, length } = stream();
    await publish(1); // so that the stream is there
    await redis.command(
      'EVAL',
      "for n = 2, 50000 do redis.call('XADD', KEYS[1], '*', 'data', n) end",
      ...['1', topic],
    );
    const keeper = await keeping(readers);
    expect(await length()).toBe(50_000);
    expect(keeper.lag()).toBe(0); // this replica has begun at the end
    let read = 0;
    for (let entries = [['']]; entries.length > 0;) {
      const words = ['COUNT', '2000', 'STREAMS', topic, '>'];
      const answer = (await redis.command(
        ...['XREADGROUP', 'GROUP', 'inventory', 'inventory', ...words],
      )) as [[string, string[][]]] | null;
      entries = answer?.[0][1] ?? [];
      const ids = entries.map(([id = '']) => id);
      if (ids.length > 0)
        await redis.command('XACK', topic, 'inventory', ...ids);
      read += ids.length;
    }
    expect(read).toBe(50_000);
    await until('the stream is empty', async () => (await length()) === 0);
  });

  it('reports that its groups had vanished, and makes them anew', async () => {
    const { topic, readers } = stream();
    const missed = jest.fn();
    await keeping(readers, missed);
    expect(missed).not.toHaveBeenCalled();
    await redis.command('DEL', `souk:seen:${GROUP}`); // as after an hour away
    await until('it is reported', () => missed.mock.calls.length > 0);
    expect(missed).toHaveBeenCalledTimes(1);
    await redis.command('XGROUP', 'DESTROY', topic, GROUP);
    await until('it is reported again', () => missed.mock.calls.length > 1);
    expect(await groupsOf(redis, topic)).toContainEqual(
      expect.objectContaining({ name: GROUP }),
    );
  });

  it('knows how many events wait for its replica', async () => {
    const { readers, publish, read } = stream();
    const keeper = await keeping(readers);
    await publish(7);
    await until('seven wait', () => keeper.lag() === 7);
    await read(GROUP, 5, 0);
    await until('two wait', () => keeper.lag() === 2);
    await read(GROUP, 5);
    await until('none waits', () => keeper.lag() === 0);
  });

  it('lets the groups of a replica that has ended be removed soon', async () => {
    const { readers } = stream();
    const keeper = await keeping(readers);
    const left = async () =>
      Number(await redis.command('TTL', `souk:seen:${GROUP}`));
    expect(await left()).toBeGreaterThan(3_000);
    await keeper.stop();
    expect(await left()).toBeLessThanOrEqual(300);
  });
});

describe('a connection', () => {
  it('reports an error of Redis, and works on', async () => {
    await expect(redis.command('NONSENSE')).rejects.toBeInstanceOf(RedisError);
    expect(await redis.command('PING')).toBe('PONG');
  });

  it('carries texts larger than a packet', async () => {
    const large = 'é'.repeat(200_000);
    expect(await redis.command('ECHO', large)).toBe(large);
  });
});
