import type { Readers } from '@souk/contracts/registry/events';
import { RedisError, type Redis, type Reply } from './redis';

/** The group of one replica: `consumerID` of the component `broadcast`. */
export const replicaGroup = (app: string, pod: string): string =>
  `${app}-${pod}`;

/**
 * Whether a replica has been seen; Redis forgets it after an hour, or soon after
 * it has ended: what it has not read takes up memory.
 */
export const seenKey = (group: string): string => `souk:seen:${group}`;
const SEEN_SECONDS = 3_600;
const LEFT_SECONDS = 300;

/**
 * Says that the replica of this group is alive. An existing key can be renewed
 * even when Redis is full.
 * @returns whether Redis knew it.
 */
async function markSeen(redis: Redis, group: string): Promise<boolean> {
  const key = seenKey(group);
  const known = await redis.command('EXPIRE', key, String(SEEN_SECONDS));
  if (known === 1) return true;
  await redis.command('SET', key, '1', 'EX', String(SEEN_SECONDS));
  return false;
}

/** Says that a replica ends, and that its groups may soon be removed. */
export async function markLeft(redis: Redis, group: string): Promise<void> {
  await redis.command('EXPIRE', seenKey(group), String(LEFT_SECONDS));
}

/**
 * Creates the groups of one replica at the end of their streams, where they are
 * missing. To be called before its sidecar subscribes, which would create them
 * at the beginning.
 * @returns whether Redis knew the replica and all its groups: otherwise it may
 * have missed events.
 */
export async function ensureReplicaGroups(
  redis: Redis,
  { app, pod }: { app: string; pod: string },
  readers: Readers[],
): Promise<boolean> {
  const group = replicaGroup(app, pod);
  let known = await markSeen(redis, group);
  for (const { topic, everyReplica } of readers)
    if (everyReplica.some((one) => one === app))
      known = (await ensureGroup(redis, topic, { group, from: '$' })) && known;
  return known;
}

/** A consumer group of a stream, as Redis describes it. */
export interface Group {
  name: string;
  pending: number;
  lastDelivered: string;
  /** Entries not yet delivered; undefined where Redis cannot tell. */
  lag: number | undefined;
}

export async function groupsOf(redis: Redis, topic: string): Promise<Group[]> {
  if ((await redis.command('EXISTS', topic)) === 0) return [];
  return listOf(await redis.command('XINFO', 'GROUPS', topic)).map((one) => {
    const fields = listOf(one);
    const field = (name: string) => fields[fields.indexOf(name) + 1];
    return {
      name: String(field('name')),
      pending: Number(field('pending')),
      lastDelivered: String(field('last-delivered-id')),
      lag: typeof field('lag') === 'number' ? Number(field('lag')) : undefined,
    };
  });
}

export const listOf = (reply: Reply | undefined): Reply[] =>
  Array.isArray(reply) ? reply : [];

/**
 * Creates a group and its stream where they are missing. It looks first,
 * because a full Redis refuses to create even what is there.
 * @returns whether it was there.
 */
export async function ensureGroup(
  redis: Redis,
  topic: string,
  { group, from }: { group: string; from: '0' | '$' },
): Promise<boolean> {
  const groups = await groupsOf(redis, topic);
  if (groups.some(({ name }) => name === group)) return true;
  try {
    await redis.command('XGROUP', 'CREATE', topic, group, from, 'MKSTREAM');
  } catch (err) {
    const isThere =
      err instanceof RedisError && err.message.startsWith('BUSYGROUP');
    if (!isThere) throw err;
  }
  return false;
}
