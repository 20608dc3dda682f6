import type {
  MailCounts,
  MailQuery,
  MailState,
} from '@souk/contracts/notifications/views';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import type { Collection, Db, Filter } from 'mongodb';

export interface Mail {
  id: string;
  owner: string;
  requestId: string;
  template: string;
  accountId: string;
  receivedAt: Date;
  state: MailState;
  /** Due for a try at this time; while it is tried, when its claim ends. */
  dueAt: Date;
  /** Set while it is tried. */
  claimedUntil: Date | null;
  /** Counts every claim: what an older claim writes is ignored. */
  attempts: number;
  /** 0, and one more each time an operator sends it again. */
  round: number;
  /** When the round began, and its tries so far. */
  roundAt: Date;
  tries: number;
  settledAt: Date | null;
  problem: string | null;
  traceparent?: string;
}

export type NewMail = Pick<
  Mail,
  | 'id'
  | 'owner'
  | 'requestId'
  | 'template'
  | 'accountId'
  | 'receivedAt'
  | 'traceparent'
>;

/** How a try ended: for good, or to be tried again at `dueAt`. */
export type Outcome =
  | { state: Exclude<MailState, 'waiting'>; problem: string | null }
  | { state: 'waiting'; dueAt: Date; problem: string };

export interface MailStore {
  /** Once, however often it is asked for; false when it is there already. */
  add(mail: NewMail): Promise<boolean>;
  /**
   * Takes the mail that has been due for longest, for `CLAIM_MS`: no other
   * replica tries it meanwhile. Undefined when none is due.
   */
  claim(now: Date): Promise<Mail | undefined>;
  /** False, without a change, when another claim has come after this one. */
  settle(mail: Mail, outcome: Outcome, now: Date): Promise<boolean>;
  find(id: string): Promise<Mail | undefined>;
  /** Makes it wait for a try now, unless it is being tried. */
  again(id: string, now: Date): Promise<void>;
  /** The newest first. */
  page(query: MailQuery): Promise<Mail[]>;
  counts(): Promise<MailCounts>;
  /** The latest mails to an account, the newest first. */
  ofAccount(owner: string, accountId: string): Promise<Mail[]>;
  /** Deletes the mails to an account. */
  removeOf(owner: string, accountId: string): Promise<void>;
  /** When the oldest mail that waits was asked for. */
  oldestWaiting(): Promise<Date | undefined>;
}

export interface MailDocument extends Omit<Mail, 'id' | 'traceparent'> {
  _id: string;
  traceparent?: string | undefined;
  /** When a settled mail is deleted. */
  expiresAt?: Date;
}

/** Longer than any try, which `TRY_MS` bounds. */
export const CLAIM_MS = 120_000;
/** Longer than any event is repeated. */
const KEPT_MS = 90 * 24 * 3_600_000;

const MOST_LISTED = 1_000;

export const mailCollection = (db: Db): Collection<MailDocument> =>
  db.collection('mails');

export function mailStore(
  collection: Collection<MailDocument>,
  claimMs = CLAIM_MS,
): MailStore & { indexed: IndexesMade } {
  const indexed = ensureIndexes(collection, [
    { key: { state: 1, dueAt: 1 }, name: 'due' },
    { key: { state: 1, receivedAt: -1, _id: -1 }, name: 'state-newest' },
    { key: { receivedAt: -1, _id: -1 }, name: 'newest' },
    { key: { accountId: 1, receivedAt: -1 }, name: 'account' },
    { key: { expiresAt: 1 }, name: 'expired', expireAfterSeconds: 0 },
  ]);
  return {
    indexed,
    async add({ id, ...asked }) {
      const at = asked.receivedAt;
      const { upsertedCount } = await collection.updateOne(
        { _id: id },
        { $setOnInsert: { ...asked, ...UNTRIED, dueAt: at, roundAt: at } },
        { upsert: true },
      );
      return upsertedCount === 1;
    },
    async claim(now) {
      const until = new Date(now.getTime() + claimMs);
      const claimed = await collection.findOneAndUpdate(
        { state: 'waiting', dueAt: { $lte: now } },
        {
          $set: { dueAt: until, claimedUntil: until },
          $inc: { attempts: 1, tries: 1 },
        },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      );
      return claimed ? mailOf(claimed) : undefined;
    },
    async settle({ id, attempts }, outcome, now) {
      const { matchedCount } = await collection.updateOne(
        { _id: id, state: 'waiting', attempts },
        { $set: settledBy(outcome, now) },
      );
      return matchedCount === 1;
    },
    async find(id) {
      const found = await collection.findOne({ _id: id });
      return found ? mailOf(found) : undefined;
    },
    async again(id, now) {
      await collection.updateOne(
        { _id: id, state: { $ne: 'waiting' } },
        {
          $set: untriedAgain(now),
          $inc: { round: 1 },
          $unset: { expiresAt: '' },
        },
      );
      await collection.updateOne(
        { _id: id, state: 'waiting', claimedUntil: null },
        { $set: { dueAt: now } },
      );
    },
    page: async (query) =>
      (
        await collection
          .find(filterOf(query))
          .sort({ receivedAt: -1, _id: -1 })
          .limit(query.limit)
          .toArray()
      ).map(mailOf),
    async counts() {
      const groups = await collection
        .aggregate<{
          _id: MailState;
          count: number;
        }>([{ $group: { _id: '$state', count: { $sum: 1 } } }])
        .toArray();
      const counts: MailCounts = { ...NONE };
      for (const { _id, count } of groups) counts[_id] = count;
      return counts;
    },
    async ofAccount(owner, accountId) {
      const found = await collection
        .find({ owner, accountId })
        .sort({ receivedAt: -1 })
        .limit(MOST_LISTED)
        .toArray();
      return found.map(mailOf);
    },
    async removeOf(owner, accountId) {
      await collection.deleteMany({ owner, accountId });
    },
    async oldestWaiting() {
      const [oldest] = await collection
        .find({ state: 'waiting' })
        .sort({ receivedAt: 1 })
        .limit(1)
        .toArray();
      return oldest?.receivedAt;
    },
  };
}

const NONE: MailCounts = {
  waiting: 0,
  sent: 0,
  kept: 0,
  failed: 0,
  dropped: 0,
};

const UNSETTLED = {
  state: 'waiting' as const,
  tries: 0,
  claimedUntil: null,
  settledAt: null,
  problem: null,
};
export const UNTRIED = { ...UNSETTLED, attempts: 0, round: 0 };

/** What the end of a try changes. */
export const settledBy = (outcome: Outcome, now: Date) =>
  outcome.state === 'waiting'
    ? { ...outcome, claimedUntil: null }
    : {
        ...outcome,
        claimedUntil: null,
        settledAt: now,
        expiresAt: new Date(now.getTime() + KEPT_MS),
      };

/** What sending it again changes, beside its round. */
export const untriedAgain = (now: Date) => ({
  ...UNSETTLED,
  dueAt: now,
  roundAt: now,
});

function filterOf({ state, after }: MailQuery): Filter<MailDocument> {
  const inState: Filter<MailDocument> = state === undefined ? {} : { state };
  if (after === undefined) return inState;
  const [at = '', ...rest] = after.split('_');
  const receivedAt = new Date(at);
  const older: Filter<MailDocument>[] = [
    { receivedAt: { $lt: receivedAt } },
    { receivedAt, _id: { $lt: rest.join('_') } },
  ];
  return { ...inState, $or: older };
}

const mailOf = ({ _id, traceparent, ...mail }: MailDocument): Mail => ({
  id: _id,
  ...mail,
  ...(traceparent === undefined ? {} : { traceparent }),
});
