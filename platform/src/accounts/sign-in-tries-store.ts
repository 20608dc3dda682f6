import { createHash } from 'node:crypto';
import type { Collection } from 'mongodb';
import { AppError } from '../http/errors';
import { ensureIndexes, type IndexesMade } from '../mongo/indexes';

/** Wrong passwords are counted within windows of this length. */
const WINDOW_MS = 15 * 60_000;

/**
 * How many wrong passwords a window allows: from one client, and from all
 * together. Above the second, only devices that have signed in before may try,
 * so that nobody can lock an owner out from elsewhere.
 */
const LIMITS = { client: 10, account: 100 };

/** One document a window. */
export interface TriesDocument {
  _id: string;
  /** A hash of what the password is for. */
  account: string;
  count: number;
  expiresAt: Date;
}

/** Counts what is named by a key, for as long as its window lasts. */
export interface TriesStore {
  /** The count after this one. */
  add(key: string, of: { account: string; expiresAt: Date }): Promise<number>;
  /** Takes one back. */
  takeBack(key: string): Promise<void>;
  /** Forgets every count of an account. */
  removeOf(account: string): Promise<void>;
}

/** Tries in MongoDB, which deletes them after their window. */
export function triesStore(
  collection: Collection<TriesDocument>,
): TriesStore & { indexed: IndexesMade } {
  return {
    indexed: ensureIndexes(collection, [
      { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
    ]),
    async add(key, of) {
      const after = await collection.findOneAndUpdate(
        { _id: key },
        { $inc: { count: 1 }, $set: of },
        { upsert: true, returnDocument: 'after' },
      );
      return after?.count ?? 1;
    },
    async takeBack(key) {
      await collection.updateOne({ _id: key }, { $inc: { count: -1 } });
    },
    async removeOf(account) {
      await collection.deleteMany({ account });
    },
  };
}

export interface Try {
  /** What the password is for: an e-mail address, known or not. */
  account: string;
  /** The caller's address, an IPv6 one as its /64 network. */
  client: string;
  /** It comes from a device that has signed in to this account before. */
  knownDevice: boolean;
}

/**
 * Counts a try before the password is checked, so that many at once do not all
 * get through. The returned function takes it back once the password was right.
 * What is counted does not depend on whether there is such an account.
 * @throws AppError `too-many-requests` above a limit.
 */
export async function countTry(
  { tries, now }: { tries: TriesStore; now: () => Date },
  { account, client, knownDevice }: Try,
): Promise<() => Promise<void>> {
  const window = Math.floor(now().getTime() / WINDOW_MS);
  const endsAt = new Date((window + 1) * WINDOW_MS);
  const byClient = keyOf(window, account, client);
  const byAccount = keyOf(window, account);
  const of = { account: hashOf(account), expiresAt: endsAt };
  const [ofClient, ofAccount] = await Promise.all([
    tries.add(byClient, of),
    tries.add(byAccount, of),
  ]);
  const lockedOut = ofAccount > LIMITS.account && !knownDevice;
  if (ofClient > LIMITS.client || lockedOut)
    throw new AppError(
      'too-many',
      'too-many-requests',
      'Too many wrong passwords; wait a little',
      { retryAfterSeconds: (endsAt.getTime() - now().getTime()) / 1000 },
    );
  return async () => {
    await Promise.all([tries.takeBack(byClient), tries.takeBack(byAccount)]);
  };
}

/** Forgets the tries of these e-mail addresses and accounts. */
export async function forgetTries(
  { tries }: { tries: TriesStore },
  ...accounts: string[]
): Promise<void> {
  await Promise.all(accounts.map((account) => tries.removeOf(hashOf(account))));
}

const keyOf = (window: number, ...of: string[]): string =>
  hashOf(JSON.stringify([window, ...of]));

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url');
