import { createHash } from 'node:crypto';
import type {
  DeadLetter,
  LetterCounts,
  LetterQuery,
  LetterState,
} from '@souk/contracts/dead-letters';
import type { Db, Filter } from 'mongodb';
import type { CloudEvent, DeadLetterKeeper } from '../dapr/delivery';
import { ensureIndexes, type IndexesMade } from './indexes';

/**
 * The event is stored as JSON text: its field names may not be valid in a
 * document, and then it would be retried for ever.
 */
interface Stored extends Omit<DeadLetter, 'id' | 'event' | 'dropped'> {
  _id: string;
  /** Letters kept by earlier versions lack it. */
  dropped?: DeadLetter['dropped'];
  event: string;
}

/** Failed attempts at an event that is still retried. */
interface Attempts {
  _id: string;
  made: number;
  /** Of the latest attempt. */
  at: Date;
}

/**
 * Events that no handler could process, each stored once even if the broker
 * delivers it again.
 */
export interface DeadLetterStore extends DeadLetterKeeper {
  list(query: LetterQuery): Promise<DeadLetter[]>;
  counts(): Promise<LetterCounts>;
  /** When the oldest waiting letter was received, if there is one. */
  oldestWaiting(): Promise<string | undefined>;
  find(id: string): Promise<DeadLetter | undefined>;
  /** Records the result of a replay; `problem` is null on success. */
  note(id: string, problem: string | null): Promise<void>;
  /** Records why a waiting letter is not to be handled; false if none waits. */
  drop(id: string, by: string, reason: string): Promise<boolean>;
}

/** An event that is retried fails every two seconds. */
const ATTEMPTS_KEPT_SECONDS = 24 * 3_600;

// Null finds the letters that lack the field as well.
const IN_STATE: Record<LetterState, Filter<Stored>> = {
  waiting: { replayedAt: null, dropped: null },
  replayed: { replayedAt: { $gt: '' } },
  dropped: { 'dropped.at': { $gt: '' } },
};

export function deadLetterStore(
  db: Db,
  app: string,
  now: () => Date = () => new Date(),
): DeadLetterStore & { indexed: IndexesMade } {
  const collection = db.collection<Stored>('dead-letters');
  const attempts = db.collection<Attempts>('event-attempts');
  const lettersIndexed = ensureIndexes(collection, [
    { key: { receivedAt: -1, _id: -1 }, name: 'newest' },
    { key: { replayedAt: 1, dropped: 1, receivedAt: 1 }, name: 'waiting' },
  ]);
  const attemptsIndexed = ensureIndexes(attempts, [
    { key: { at: 1 }, name: 'at', expireAfterSeconds: ATTEMPTS_KEPT_SECONDS },
  ]);
  return {
    async keep(event, problem) {
      const letter = {
        app,
        topic: event.type,
        eventId: event.id,
        receivedAt: now().toISOString(),
        replayedAt: null,
        dropped: null,
        lastProblem: problem ?? null,
        event: JSON.stringify(event),
      };
      // The broker may deliver the same letter twice.
      await collection.updateOne(
        { _id: letterId(event) },
        { $setOnInsert: letter },
        { upsert: true },
      );
      await attempts.deleteOne({ _id: letterId(event) });
    },
    async attempted(event) {
      const _id = letterId(event);
      const change = { $inc: { made: 1 }, $set: { at: now() } };
      await attempts.updateOne({ _id }, change, { upsert: true });
      return (await attempts.findOne({ _id }))?.made ?? 1;
    },
    async list(query) {
      const found = await collection
        .find(filterOf(query))
        .sort({ receivedAt: -1, _id: -1 })
        .limit(query.limit)
        .toArray();
      return found.map(view);
    },
    async counts() {
      const count = (state: LetterState) =>
        collection.countDocuments(IN_STATE[state]);
      const [waiting, replayed, dropped] = await Promise.all([
        count('waiting'),
        count('replayed'),
        count('dropped'),
      ]);
      return { waiting, replayed, dropped };
    },
    async oldestWaiting() {
      const [oldest] = await collection
        .find(IN_STATE.waiting)
        .sort({ receivedAt: 1 })
        .limit(1)
        .toArray();
      return oldest?.receivedAt;
    },
    async find(id) {
      const found = await collection.findOne({ _id: id });
      return found ? view(found) : undefined;
    },
    async note(id, problem) {
      await collection.updateOne(
        { _id: id },
        {
          $set:
            problem === null
              ? { replayedAt: now().toISOString(), lastProblem: null }
              : { lastProblem: problem },
        },
      );
    },
    async drop(id, by, reason) {
      const dropped = { at: now().toISOString(), by, reason };
      const { matchedCount } = await collection.updateOne(
        { _id: id, ...IN_STATE.waiting },
        { $set: { dropped } },
      );
      return matchedCount === 1;
    },
    async indexed() {
      await Promise.all([lettersIndexed(), attemptsIndexed()]);
    },
  };
}

const view = ({ _id, event, dropped, ...rest }: Stored): DeadLetter => ({
  id: _id,
  ...rest,
  dropped: dropped ?? null,
  event: JSON.parse(event) as unknown,
});

function filterOf({ state, before, belowId }: LetterQuery): Filter<Stored> {
  const inState = state === undefined ? {} : IN_STATE[state];
  if (before === undefined) return inState;
  const older: Filter<Stored>[] = [
    { receivedAt: { $lt: before } },
    { receivedAt: before, _id: { $lt: belowId } },
  ];
  return { ...inState, $or: older };
}

// The event's own id may be anything; ours must fit into a path.
const letterId = (event: CloudEvent) =>
  createHash('sha256')
    .update(`${event.type}\n${event.id}`)
    .digest('base64url')
    .slice(0, 32);
