import type { Fact } from '@souk/contracts/event';
import type { Collection, Filter } from 'mongodb';
import { ensureIndexes, type IndexesMade } from '../mongo/indexes';
import { PENDING_INDEX } from '../mongo/relay-store';
import {
  type Fields,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '../mongo/versioned';
import type { Session } from './session';

type StoredFields = Omit<Session, 'id' | 'version' | 'accountId'>;

/**
 * A session as stored. Each service chooses the name of the field with the
 * account's id (`vendorId`, `customerId`).
 */
export type SessionDocument<Owner extends string> = Versioned &
  StoredFields &
  Record<Owner, string>;

export interface SessionStore {
  find(id: string): Promise<Session | undefined>;
  /** @throws DuplicateKey when the id is taken. */
  add(session: Session): Promise<void>;
  /**
   * Replaces version `session.version − 1`; false when the stored version is
   * newer.
   */
  save(session: Session, ...facts: Fact[]): Promise<boolean>;
  /** The latest sessions of an account that are not revoked, the newest first. */
  ofAccount(accountId: string): Promise<Session[]>;
  /** The same, and those that have ended too. */
  everyOf(accountId: string): Promise<Session[]>;
  /** Deletes all sessions of an account, and what they would publish. */
  removeOf(accountId: string): Promise<void>;
}

export interface SessionStoreOptions<Owner extends string> {
  ownerField: Owner;
  /** Receives the id of each session with an event to publish. */
  saved: (id: string) => void;
  now: () => Date;
}

/** What one answer lists, and one change of password ends one by one. */
const MOST_LISTED = 200;

/** Sessions in MongoDB, which deletes them after they expire. */
export function sessionStore<Owner extends string>(
  collection: Collection<SessionDocument<Owner>>,
  { ownerField, saved, now }: SessionStoreOptions<Owner>,
): SessionStore & { indexed: IndexesMade } {
  const expiry = {
    key: { expiresAt: 1 },
    name: 'expiry',
    expireAfterSeconds: 0,
  };
  return {
    ...sessionsIn(versioned(collection, saved, now), {
      ownerField,
      ofOwner: (accountId, ended) =>
        collection
          .find({
            [ownerField]: accountId,
            ...(ended ? {} : { revokedAt: null }),
          } as unknown as Filter<SessionDocument<Owner>>)
          .sort({ createdAt: -1 })
          .limit(MOST_LISTED)
          .toArray() as Promise<SessionDocument<Owner>[]>,
    }),
    async removeOf(accountId) {
      await collection.deleteMany({
        [ownerField]: accountId,
      } as unknown as Filter<SessionDocument<Owner>>);
    },
    indexed: ensureIndexes(collection, [
      expiry,
      { key: { [ownerField]: 1, createdAt: -1 }, name: 'owner' },
      PENDING_INDEX,
    ]),
  };
}

/** A session store on any versioned collection. */
export function sessionsIn<Owner extends string>(
  documents: VersionedCollection<SessionDocument<Owner>>,
  {
    ownerField,
    ofOwner,
  }: {
    ownerField: Owner;
    /** The newest; those that are revoked only with `ended`. */
    ofOwner: (
      accountId: string,
      ended: boolean,
    ) => Promise<SessionDocument<Owner>[]>;
  },
): Omit<SessionStore, 'removeOf'> {
  const sessionOf = (found: SessionDocument<Owner>): Session => {
    const owner: Record<Owner, string> = found;
    const accountId = owner[ownerField];
    return {
      id: found._id,
      version: found.v,
      accountId,
      ...storedFields(found),
    };
  };
  const fieldsOf = ({ accountId, ...session }: Session) =>
    ({
      [ownerField]: accountId,
      ...storedFields(session),
    }) as unknown as Fields<SessionDocument<Owner>>;
  return {
    async find(id) {
      const found = await documents.find(id);
      return found && sessionOf(found);
    },
    ofAccount: async (accountId) =>
      (await ofOwner(accountId, false)).map(sessionOf),
    everyOf: async (accountId) =>
      (await ofOwner(accountId, true)).map(sessionOf),
    add: (session) => documents.insert(session.id, fieldsOf(session), []),
    save: (session, ...facts) =>
      documents.replace(
        session.id,
        session.version - 1,
        fieldsOf(session),
        facts,
      ),
  };
}

const storedFields = ({
  refreshHash,
  usedHashes,
  createdAt,
  expiresAt,
  revokedAt,
  sessionsVersion,
  device,
}: StoredFields): StoredFields => ({
  refreshHash,
  usedHashes,
  createdAt,
  expiresAt,
  revokedAt,
  ...(sessionsVersion === undefined ? {} : { sessionsVersion }),
  ...(device === undefined ? {} : { device }),
});
