import type { Readers } from '@souk/contracts/registry/events';
import {
  ensureGroup,
  groupsOf,
  listOf,
  replicaGroup,
  seenKey,
  type Group,
} from './groups';
import type { Redis } from './redis';

/**
 * Deletes what every reader of a stream has acknowledged, and the groups of
 * replicas that are gone. Groups of apps are created where they are missing, at
 * the beginning, so that nothing is deleted before it was read.
 * @returns the groups that are left.
 */
export async function trimStream(
  redis: Redis,
  { topic, shared, everyReplica }: Readers,
): Promise<Group[]> {
  for (const group of shared)
    await ensureGroup(redis, topic, { group, from: '0' });
  const isReplica = (group: string) =>
    everyReplica.some((app) => group.startsWith(replicaGroup(app, '')));
  const kept: Group[] = [];
  for (const group of await groupsOf(redis, topic)) {
    const isGone =
      isReplica(group.name) &&
      (await redis.command('EXISTS', seenKey(group.name))) === 0;
    if (isGone) await redis.command('XGROUP', 'DESTROY', topic, group.name);
    else kept.push(group);
  }
  // Without any reader there is nobody to ask what has been read.
  const [first, ...others] = await Promise.all(
    kept.map((group) => firstUnread(redis, topic, group)),
  );
  if (first === undefined) return kept;
  const oldest = others.reduce((a, b) => (isBefore(b, a) ? b : a), first);
  await redis.command('XTRIM', topic, 'MINID', '=', oldest);
  return kept;
}

/** The id from which on a group still needs the stream. */
async function firstUnread(
  redis: Redis,
  topic: string,
  { name, pending, lastDelivered }: Group,
): Promise<string> {
  if (pending > 0) {
    const [, first] = listOf(await redis.command('XPENDING', topic, name));
    if (typeof first === 'string') return first;
  }
  const { ms, seq } = idOf(lastDelivered);
  return `${ms}-${seq + 1n}`;
}

/** An id of a stream: milliseconds and a sequence number, both 64 bits. */
function idOf(id: string): { ms: bigint; seq: bigint } {
  const [ms = '0', seq = '0'] = id.split('-');
  return { ms: BigInt(ms), seq: BigInt(seq) };
}

function isBefore(a: string, b: string): boolean {
  const [left, right] = [idOf(a), idOf(b)];
  return left.ms === right.ms ? left.seq < right.seq : left.ms < right.ms;
}
