import type { Fact } from '@souk/contracts/event';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { PENDING_INDEX } from '@souk/platform/mongo/relay';
import {
  type Versioned,
  type VersionedCollection,
  versioned,
} from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';
import type { Session } from './session';

export interface SessionDocument
  extends Versioned, Omit<Session, 'id' | 'version'> {}

export interface SessionStore {
  find(id: string): Promise<Session | undefined>;
  add(session: Session): Promise<void>;
  /**
   * Keeps the successor of version `session.version − 1`; false when that is no
   * longer the latest.
   */
  save(session: Session, ...facts: Fact[]): Promise<boolean>;
}

export const sessionCollection = (db: Db): Collection<SessionDocument> =>
  db.collection('sessions');

export function sessionStore(
  collection: Collection<SessionDocument>,
  saved: (id: string) => void,
  now: () => Date,
): SessionStore & { indexed: IndexesMade } {
  // The server itself removes sessions some time after their end.
  const expiry = {
    key: { expiresAt: 1 },
    name: 'expiry',
    expireAfterSeconds: 0,
  };
  return {
    ...sessionsIn(versioned(collection, saved, now)),
    indexed: ensureIndexes(collection, [expiry, PENDING_INDEX]),
  };
}

/** The store over any versioned collection. */
export function sessionsIn(
  sessions: VersionedCollection<SessionDocument>,
): SessionStore {
  return {
    async find(id) {
      const found = await sessions.find(id);
      return found && sessionOf(found);
    },
    add: ({ id, ...session }) => sessions.insert(id, fieldsOf(session), []),
    save: ({ id, version, ...session }, ...facts) =>
      sessions.replace(id, version - 1, fieldsOf(session), facts),
  };
}

const sessionOf = ({ _id, v, ...document }: SessionDocument): Session => ({
  id: _id,
  version: v,
  ...fieldsOf(document),
});

const fieldsOf = (session: Omit<Session, 'id' | 'version'>) => {
  const { vendorId, refreshHash, usedHashes, createdAt, expiresAt, revokedAt } =
    session;
  return { vendorId, refreshHash, usedHashes, createdAt, expiresAt, revokedAt };
};
