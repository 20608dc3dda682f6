import { setTimeout as pause } from 'node:timers/promises';
import type { Readers } from '@souk/contracts/registry/events';
import type { Logger } from '../telemetry/logger';
import { ensureReplicaGroups, markLeft, replicaGroup } from './groups';
import {
  connectRedis,
  RedisError,
  type Redis,
  type RedisAddress,
} from './redis';
import { trimStream } from './trim';

export interface KeeperOptions {
  address: RedisAddress;
  /** The replica in which it runs; it reads what every replica does. */
  replica: { app: string; pod: string };
  readers: Readers[];
  log: Pick<Logger, 'warn' | 'info'>;
  /** Its groups had vanished while it ran: it may have missed events. */
  missed: () => void;
  everyMs?: number;
}

export interface Keeper {
  /**
   * Events of all streams that wait for this replica, a second ago; undefined
   * while Redis cannot be asked.
   */
  lag(): number | undefined;
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 30_000;
/** A full Redis may refuse for long; a replica can serve meanwhile. */
const MOST_REFUSALS = 3;

/**
 * Keeps the streams of events as short as their readers allow. Several keepers
 * may run: each does what the others would.
 * @returns once the groups of this replica are there, however long Redis takes,
 * or Redis has refused them several times.
 */
export async function startKeeper(options: KeeperOptions): Promise<Keeper> {
  const { address, replica, log, everyMs = 1_000 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const group = replicaGroup(replica.app, replica.pod);
  let redis: Redis | undefined;
  let entered = false;
  let refusals = 0;
  let failures = 0;
  let lag: number | undefined;

  const enter = async (connected: Redis) => {
    const { readers, missed } = options;
    const known = await ensureReplicaGroups(connected, replica, readers);
    if (entered && !known) {
      log.warn({ replica }, 'the groups of this replica had vanished');
      missed();
    }
    entered = true;
  };
  const keep = async () => {
    const connected = (redis ??= await connectRedis(address));
    const refused: RedisError[] = [];
    // What one step is refused does not keep the others from making room.
    const attempt = (step: Promise<void>) =>
      step.catch((err: unknown) => {
        if (!(err instanceof RedisError)) throw err;
        refused.push(err);
      });
    await attempt(enter(connected));
    let waiting = 0;
    const trim = async (one: Readers) => {
      const groups = await trimStream(connected, one);
      waiting += groups.find(({ name }) => name === group)?.lag ?? 0;
    };
    for (const one of options.readers) await attempt(trim(one));
    if (refused[0]) throw refused[0];
    lag = waiting;
  };
  const round = async () => {
    try {
      await keep();
      failures = 0;
    } catch (err) {
      redis?.close();
      redis = undefined;
      failures += 1;
      lag = undefined;
      if (err instanceof RedisError) refusals += 1;
      if (failures === 1) log.warn({ err }, 'streams are not kept, retrying');
    }
  };
  const wait = () =>
    pause(Math.min(LONGEST_PAUSE_MS, everyMs * 2 ** failures), undefined, {
      signal,
    }).catch(() => undefined);

  const mayServe = () => entered || refusals >= MOST_REFUSALS;
  await round();
  while (!mayServe()) {
    await wait();
    await round();
  }
  const running = (async () => {
    await wait();
    while (!signal.aborted) {
      await round();
      await wait();
    }
  })();
  return {
    lag: () => lag,
    async stop() {
      stopping.abort();
      await running;
      if (redis) await markLeft(redis, group).catch(() => undefined);
      redis?.close();
    },
  };
}
