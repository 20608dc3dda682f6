import { createHash } from 'node:crypto';
import type { DeadLetter } from '@souk/contracts/dead-letters';
import type { Db } from 'mongodb';
import type { CloudEvent, KeepDeadLetter } from '../dapr/subscribe';

/**
 * The event is kept as JSON text: poison may have field names no document can
 * have, and would come back for ever.
 */
type Stored = Omit<DeadLetter, 'id' | 'event'> & { _id: string; event: string };

/**
 * Events nobody could handle, one for each event however often the broker hands
 * it over.
 */
export interface DeadLetterStore {
  keep: KeepDeadLetter;
  list(): Promise<DeadLetter[]>;
  find(id: string): Promise<DeadLetter | undefined>;
  /** Notes how a replay went; `problem` null for success. */
  note(id: string, problem: string | null): Promise<void>;
}

const LIST_LIMIT = 200;

export function deadLetterStore(
  db: Db,
  app: string,
  now: () => Date = () => new Date(),
): DeadLetterStore {
  const collection = db.collection<Stored>('dead-letters');
  const view = ({ _id, event, ...rest }: Stored): DeadLetter => ({
    id: _id,
    ...rest,
    event: JSON.parse(event) as unknown,
  });
  return {
    async keep(event) {
      const letter = {
        app,
        topic: event.type,
        eventId: event.id,
        receivedAt: now().toISOString(),
        replayedAt: null,
        lastProblem: null,
        event: JSON.stringify(event),
      };
      // With a finite number of retries the broker may hand the same letter
      // over twice.
      await collection.updateOne(
        { _id: letterId(event) },
        { $setOnInsert: letter },
        { upsert: true },
      );
    },
    async list() {
      const found = await collection.find({}, { limit: LIST_LIMIT }).toArray();
      return found
        .map(view)
        .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
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
  };
}

// Poison may carry any id at all; ours must fit a path.
const letterId = (event: CloudEvent) =>
  createHash('sha256')
    .update(`${event.type}\n${event.id}`)
    .digest('base64url')
    .slice(0, 32);
