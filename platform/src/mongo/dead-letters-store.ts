import { createHash } from 'node:crypto';
import type { DeadLetter } from '@souk/contracts/dead-letters';
import type { Db } from 'mongodb';
import type { CloudEvent, KeepDeadLetter } from '../dapr/subscribe';

/**
 * The event is stored as JSON text: its field names may not be valid in a
 * document, and then it would be retried for ever.
 */
type Stored = Omit<DeadLetter, 'id' | 'event'> & { _id: string; event: string };

/**
 * Events that no handler could process, each stored once even if the broker
 * delivers it again.
 */
export interface DeadLetterStore {
  keep: KeepDeadLetter;
  list(): Promise<DeadLetter[]>;
  find(id: string): Promise<DeadLetter | undefined>;
  /** Records the result of a replay; `problem` is null on success. */
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
      // The broker may deliver the same letter twice.
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

// The event's own id may be anything; ours must fit into a path.
const letterId = (event: CloudEvent) =>
  createHash('sha256')
    .update(`${event.type}\n${event.id}`)
    .digest('base64url')
    .slice(0, 32);
