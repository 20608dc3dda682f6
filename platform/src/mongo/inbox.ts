import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { AppError } from '../http/errors';
import { ensureIndexes, type IndexesMade } from './indexes';
import { insertOnce } from './insert-once';

/** An event from outside, by its sender's id. */
interface Received {
  _id: string;
  /** Who carries it out, until when; another may then take it over. */
  owner: string;
  claimedUntil: Date;
  attempts: number;
  done: boolean;
  expiresAt: Date;
}

/** Makes events that a sender repeats take effect once. */
export interface Inbox {
  /**
   * Carries out the work of one event, unless that was done before.
   * `attempt` is above 1 when an earlier attempt failed or its process was
   * killed: what it had begun may have taken effect, so the work must look.
   * @returns false when the event was carried out before.
   * @throws AppError `dependency-unavailable` while another process carries it
   * out, so that the sender comes again; and what the work throws.
   */
  once(id: string, work: (attempt: number) => Promise<void>): Promise<boolean>;
  indexed: IndexesMade;
}

export interface InboxOptions {
  now?: () => Date;
  /** Longer than any work, which its caller's deadline bounds. */
  claimMs?: number;
  /** Longer than any sender repeats an event. */
  keptDays?: number;
}

const DAY_MS = 24 * 3_600_000;

/** The inbox of one sender, in the collection `inbox-<sender>`. */
export function mongoInbox(
  db: Db,
  sender: string,
  {
    now = () => new Date(),
    claimMs = 30_000,
    keptDays = 30,
  }: InboxOptions = {},
): Inbox {
  const received = db.collection<Received>(`inbox-${sender}`);
  const indexed = ensureIndexes(received, [
    { key: { expiresAt: 1 }, name: 'expired', expireAfterSeconds: 0 },
  ]);

  /** The attempt this claim is for; undefined when there is nothing to claim. */
  const claim = async (_id: string, owner: string) => {
    const at = now();
    const claimedUntil = new Date(at.getTime() + claimMs);
    const expiresAt = new Date(at.getTime() + keptDays * DAY_MS);
    const first = { _id, owner, claimedUntil, attempts: 1, done: false };
    if (await insertOnce(received.insertOne({ ...first, expiresAt }))) return 1;
    const taken = await received.findOneAndUpdate(
      { _id, done: false, claimedUntil: { $lte: at } },
      { $set: { owner, claimedUntil }, $inc: { attempts: 1 } },
      { returnDocument: 'after' },
    );
    return taken?.attempts;
  };

  return {
    indexed,
    async once(id, work) {
      await indexed();
      const owner = randomUUID();
      const attempt = await claim(id, owner);
      if (attempt === undefined) {
        if ((await received.findOne({ _id: id }))?.done) return false;
        throw beingCarriedOut();
      }
      try {
        await work(attempt);
      } catch (err) {
        const free = { $set: { claimedUntil: new Date(0) } };
        // If this fails as well, the claim ends by itself.
        await received
          .updateOne({ _id: id, owner, done: false }, free)
          .catch(() => undefined);
        throw err;
      }
      await received.updateOne({ _id: id }, { $set: { done: true } });
      return true;
    },
  };
}

const beingCarriedOut = () =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'This event is being carried out; send it again',
  );
